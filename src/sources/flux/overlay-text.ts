/**
 * The kustomization a build reads in place of the one in the directory: what Flux (or Argo CD) writes into its own copy before it builds.
 * It is never written to the repository. The lines of the original stay where they are, so that places keep their meaning.
 */

import { canonicalJson } from "../../diagnostics/diagnostic.ts";
import type { Json } from "../../model/kube.ts";
import type { YamlDocument, YamlFile } from "../../yaml/file.ts";
import { readYamlFile } from "../../yaml/read.ts";
import { listOf, type Mapping, mappingOf } from "../objects/fields.ts";
import type { FluxOverlay } from "./kustomization.ts";

/** Fields of a kustomization that a deployer changes. */
export interface KustomizationFields {
  /** Replaces what stands there. */
  readonly set: Mapping;
  /** Goes behind the items of a list. */
  readonly append: { readonly [field: string]: readonly Json[] };
  /** Entries of a map, over those of the same key. */
  readonly merge: { readonly [field: string]: Mapping };
}

/** kustomize_generator.go GenerateManifest: namespace and affixes are set, everything else comes behind the directory's own. */
export function overlayFields(overlay: FluxOverlay): KustomizationFields {
  const { namespace, namePrefix, nameSuffix, patches, components, images } = overlay;
  const set = Object.entries({ namespace, namePrefix, nameSuffix }).flatMap(
    ([key, value]): [string, Json][] => (value === undefined ? [] : [[key, value]]),
  );
  // Patches in a Flux Kustomization are texts; the old strategic merge list holds objects.
  const strategic = overlay.patchesStrategicMerge.map(
    (patch): Json => (typeof patch === "string" ? patch : JSON.stringify(patch)),
  );
  const json6902 = overlay.patchesJson6902.map((item): Json => {
    const entry = mappingOf(item);
    return entry === undefined
      ? item
      : {
          ...entry,
          patch: typeof entry.patch === "string" ? entry.patch : JSON.stringify(entry.patch ?? []),
        };
  });
  return {
    set: Object.fromEntries(set),
    append: { patches, components, patchesStrategicMerge: strategic, patchesJson6902: json6902, images },
    merge: {},
  };
}

/**
 * `file` is the kustomization of the directory, undefined when it has none; `resources` are then what generatedResources gives. undefined:
 * the file cannot be read.
 */
export function kustomizationText(
  file: YamlFile | undefined,
  resources: readonly string[] | undefined,
  fields: KustomizationFields,
): string | undefined {
  if (file === undefined) {
    const head = {
      apiVersion: "kustomize.config.k8s.io/v1beta1",
      kind: "Kustomization",
      resources: resources ?? [],
    };
    return `${JSON.stringify(changed(head, fields), undefined, 2)}\n`;
  }
  const document = file.documents.find(({ value }) => value !== null);
  const value = document === undefined ? {} : mappingOf(document.value);
  if (value === undefined) return undefined;
  const after = changed(value, fields);
  const keys = Object.keys(after).filter((key) => after[key] !== value[key]);
  if (keys.length === 0) return file.text;
  const text = spliced(file, document, value, after, keys);
  // Odd shapes lose their lines rather than their meaning.
  return text !== undefined && says(file, text, after) ? text : `${JSON.stringify(after)}\n`;
}

function says(file: YamlFile, text: string, wanted: Mapping): boolean {
  const { documents } = readYamlFile(file.path, text).value;
  const read = documents.filter(({ value }) => value !== null);
  return read.length === 1 && canonicalJson(read[0]?.value) === canonicalJson(wanted);
}

function changed(value: Mapping, { set, append, merge }: KustomizationFields): Mapping {
  const after: Record<string, Json> = { ...value, ...set };
  for (const [field, items] of Object.entries(append))
    if (items.length > 0) after[field] = [...listOf(value[field]), ...items];
  for (const [field, entries] of Object.entries(merge))
    if (Object.keys(entries).length > 0) after[field] = { ...mappingOf(value[field]), ...entries };
  return after;
}

/** Values that change become flow text with as many lines as before; new keys come behind. undefined: the shape does not allow it. */
function spliced(
  file: YamlFile,
  document: YamlDocument | undefined,
  value: Mapping,
  after: Mapping,
  keys: readonly string[],
): string | undefined {
  const { text } = file;
  const existing = keys.filter((key) => key in value && value[key] !== null);
  const spans = existing
    .map((key) => ({ key, span: document?.span([key]) }))
    .sort((a, b) => (b.span?.start ?? 0) - (a.span?.start ?? 0));
  let result = text;
  for (const { key, span } of spans) {
    if (span === undefined) return undefined;
    const old = text.slice(span.start, span.end);
    const lines = old.split("\n").length - 1;
    result = `${result.slice(0, span.start)}${JSON.stringify(after[key])}${"\n".repeat(lines)}${result.slice(span.end)}`;
  }
  const fresh = keys.filter((key) => !existing.includes(key)).filter((key) => !(key in value));
  if (fresh.length + existing.length < keys.length) return undefined;
  const end = result.endsWith("\n") || result === "" ? "" : "\n";
  return `${result}${end}${fresh.map((key) => `${key}: ${JSON.stringify(after[key])}\n`).join("")}`;
}
