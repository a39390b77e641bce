/**
 * The whole build of an entry kustomization, for those whose patches, prefixes or replacements reach objects of interest. Plain lists
 * of resources take the short way of build.ts, which parses nothing that holds no Ingress, Service or route.
 */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { compareText } from "../../model/brands.ts";
import type { Overlay, Supplied } from "../../model/ingress.ts";
import type { Json } from "../../model/kube.ts";
import type { ParsedObject } from "../objects/parse.ts";
import { isMapping } from "../objects/parse.ts";
import type { FileReader } from "../reader.ts";
import { isOfInterest, type Rendered } from "../rendered.ts";
import { type BuiltObject, createKustomizeBuilder } from "./build/build.ts";
import type { ObjectOrigin } from "./build/resource.ts";
import type { TouchField } from "./build/touch.ts";
import type { Kustomization } from "./kustomization.ts";

export interface WholeBuild {
  /** undefined: kustomize would refuse to build it, and the diagnostics say why. */
  readonly objects: readonly Rendered[] | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a route listed in the same kustomization gets too, so that it needs no twin. */
const shared: ReadonlySet<TouchField> = new Set(["namespace", "labels", "commonLabels", "commonAnnotations"]);

export function createWholeBuild(reader: FileReader): (kustomization: Kustomization) => WholeBuild {
  const build = createKustomizeBuilder({
    read: (path) => reader.text(path),
    bytes: (path) => reader.bytes(path),
    yaml: (path) => reader.parse(path),
    loadRestriction: "none",
  });
  return (kustomization) => {
    const { value, diagnostics } = build(kustomization.directory);
    if (value.state === "failed") return { objects: undefined, diagnostics };
    const objects = value.objects
      .filter(({ object }) => isOfInterest(object))
      .flatMap((built) => renderedOf(built, kustomization, reader));
    return { objects, diagnostics };
  };
}

/** How the outermost kustomization treats what it lists. */
export function overlayOf(kustomization: Kustomization, changedBy: readonly string[]): Overlay {
  return { kustomization: kustomization.path, supplied: suppliedBy(kustomization), changedBy };
}

function renderedOf(
  built: BuiltObject,
  kustomization: Kustomization,
  reader: FileReader,
): readonly Rendered[] {
  const { object, hops, unfollowed } = built;
  const source = sourceOf(built.origin, reader);
  if (source === undefined) return []; // generated: no text holds it
  const overlay = overlayOf(kustomization, changedByOf(built));
  return [{ source, object, hops, refusals: unfollowed, overlay }];
}

/** Fields that changed an object beyond what a route listed beside it gets too, sorted. */
export function changedByOf({ touchedBy }: BuiltObject): readonly string[] {
  const fields = touchedBy
    .filter(({ field, changed }) => changed && !shared.has(field))
    .map(({ field }) => field);
  return [...new Set<string>(fields)].sort(compareText);
}

/** The text an object was built from; undefined for generated objects. */
export function sourceOf(origin: ObjectOrigin, reader: FileReader): ParsedObject | undefined {
  return reader
    .parse(origin.path)
    ?.objects.find(({ document, item }) => document === origin.document && item === origin.item);
}

function suppliedBy({ fields }: Kustomization): Supplied {
  const listed: readonly Json[] = Array.isArray(fields["labels"]) ? fields["labels"] : [];
  const pairs = listed.flatMap((entry) => (isMapping(entry) ? Object.entries(texts(entry["pairs"])) : []));
  const { namespace, namePrefix, nameSuffix } = fields;
  return {
    namePrefix: typeof namePrefix === "string" ? namePrefix : "",
    nameSuffix: typeof nameSuffix === "string" ? nameSuffix : "",
    namespace: typeof namespace === "string" && namespace !== "" ? namespace : undefined,
    labels: { ...texts(fields["commonLabels"]), ...Object.fromEntries(pairs) },
    annotations: texts(fields["commonAnnotations"]),
  };
}

function texts(value: unknown): Readonly<Record<string, string>> {
  if (!isMapping(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, text]): readonly [string, string][] =>
      typeof text === "string" ? [[key, text]] : [],
    ),
  );
}
