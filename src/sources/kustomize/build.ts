/**
 * Builds what plain kustomizations deploy, as far as Ingresses, Services and routes are concerned: entries in order, components over
 * what was gathered so far, then namespace, labels and annotations of each layer, the outermost last. Fields that are not built mark
 * the objects they touch.
 */
import { type Diagnostic, diagnose } from "../../diagnostics/diagnostic.ts";
import type { RepoPath } from "../../model/brands.ts";
import type { KubeObject } from "../../model/kube.ts";
import { isMapping, type ParsedObject } from "../objects/parse.ts";
import type { FileReader } from "../reader.ts";
import type { Rendered } from "../rendered.ts";
import { featuresOf } from "./features.ts";
import type { Kustomization, KustomizationEntry } from "./kustomization.ts";

export const maxDepth = 40;
export const maxObjects = 20_000;

export interface KustomizeBuild {
  /** What the kustomization of a directory deploys. */
  render(directory: RepoPath): readonly Rendered[];
  readonly diagnostics: readonly Diagnostic[];
}

export function createBuild(
  kustomizations: ReadonlyMap<RepoPath, Kustomization>,
  objectsIn: (path: RepoPath) => readonly ParsedObject[],
  reader: FileReader,
): KustomizeBuild {
  const diagnostics: Diagnostic[] = [];
  const done = new Map<RepoPath, readonly Rendered[]>();
  const open: RepoPath[] = [];

  const render = (directory: RepoPath): readonly Rendered[] => {
    const known = done.get(directory);
    if (known !== undefined) return known;
    const kustomization = kustomizations.get(directory);
    const result = kustomization === undefined ? [] : guarded(kustomization, []);
    done.set(directory, result);
    return result;
  };

  /** Adds a kustomization's entries to `gathered` and applies its transformations to all of it. */
  const guarded = (kustomization: Kustomization, gathered: readonly Rendered[]): readonly Rendered[] => {
    open.push(kustomization.directory);
    const result = layer(kustomization, gathered);
    open.pop();
    return result;
  };

  const layer = (kustomization: Kustomization, gathered: readonly Rendered[]): readonly Rendered[] => {
    let objects = [...gathered];
    for (const entry of kustomization.entries) {
      if (entry.field === "components" || !mayEnter(kustomization, entry)) continue;
      for (const inner of entryObjects(entry)) objects.push(through(inner, kustomization, entry));
      if (isOverLimit(kustomization, objects)) objects = objects.slice(0, maxObjects);
    }
    for (const entry of kustomization.entries) {
      if (entry.field !== "components" || !mayEnter(kustomization, entry)) continue;
      const component = entry.target.kind === "directory" ? kustomizations.get(entry.target.path) : undefined;
      if (component === undefined) continue;
      // order is kept: what was there before the component comes first
      const before = objects.length;
      objects = guarded(component, objects).map((object, index) =>
        index < before ? object : through(object, kustomization, entry),
      );
    }
    return transform(kustomization, objects);
  };

  const entryObjects = (entry: KustomizationEntry): readonly Rendered[] => {
    if (entry.target.kind === "directory") return render(entry.target.path);
    if (entry.target.kind === "nothing") return [];
    return objectsIn(entry.target.path).map((source) => ({
      source,
      object: source.object,
      hops: [],
      refusals: [],
    }));
  };

  const mayEnter = (kustomization: Kustomization, entry: KustomizationEntry): boolean => {
    if (entry.target.kind !== "directory") return true;
    const { path } = entry.target;
    if (open.includes(path)) {
      const circle = [...open.slice(open.indexOf(path)), path].map((directory) => directory || ".");
      diagnostics.push(diagnose("kustomize-cycle", { directories: circle }, { at: entry.at }));
      return false;
    }
    if (open.length < maxDepth) return true;
    const at = kustomization.placeOf([entry.field]);
    diagnostics.push(diagnose("kustomize-limit", { what: "levels", limit: maxDepth }, { at }));
    return false;
  };

  const isOverLimit = (kustomization: Kustomization, objects: readonly Rendered[]): boolean => {
    if (objects.length <= maxObjects) return false;
    const at = kustomization.placeOf([]);
    diagnostics.push(diagnose("kustomize-limit", { what: "objects", limit: maxObjects }, { at }));
    return true;
  };

  const transform = (kustomization: Kustomization, objects: readonly Rendered[]): readonly Rendered[] => {
    if (objects.length === 0) return objects;
    const features = featuresOf(kustomization, reader);
    return objects.map((rendered) => {
      const refusals = features
        .filter((feature) => feature.touches(rendered.object))
        .map(({ field, at }) => ({ field, at }));
      const object = withMetadata(rendered.object, kustomization);
      if (object === rendered.object && refusals.length === 0) return rendered;
      return { ...rendered, object, refusals: [...rendered.refusals, ...refusals] };
    });
  };

  return { render, diagnostics };
}

function through(rendered: Rendered, kustomization: Kustomization, entry: KustomizationEntry): Rendered {
  const hop = { kind: "kustomize", path: kustomization.path, line: entry.at.line };
  return { ...rendered, hops: [hop, ...rendered.hops] };
}

const clusterScoped: ReadonlySet<string> = new Set(["GatewayClass", "CiliumClusterwideEnvoyConfig"]);

/** namespace, commonLabels, labels and commonAnnotations: later ones win, as the transformers overwrite. */
function withMetadata(object: KubeObject, kustomization: Kustomization): KubeObject {
  const { namespace, commonLabels, commonAnnotations, labels } = kustomization.fields;
  const pairs = Array.isArray(labels)
    ? labels.map((entry) => (isMapping(entry) ? textPairs(entry.pairs) : {}))
    : [];
  const added = Object.assign({}, textPairs(commonLabels), ...pairs) as Record<string, string>; // all parts are text maps
  const annotations = textPairs(commonAnnotations);
  const setsNamespace =
    typeof namespace === "string" && namespace !== "" && !clusterScoped.has(object.kind)
      ? namespace
      : undefined;
  if (setsNamespace === undefined && isNone(added) && isNone(annotations)) return object;
  const metadata = {
    ...object.metadata,
    ...(setsNamespace === undefined ? {} : { namespace: setsNamespace }),
    ...(isNone(added) ? {} : { labels: { ...object.metadata.labels, ...added } }),
    ...(isNone(annotations) ? {} : { annotations: { ...object.metadata.annotations, ...annotations } }),
  };
  return { ...object, metadata };
}

function textPairs(value: unknown): Readonly<Record<string, string>> {
  if (!isMapping(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, text]): [string, string][] =>
      typeof text === "string" ? [[key, text]] : [],
    ),
  );
}

function isNone(map: Readonly<Record<string, string>>): boolean {
  return Object.keys(map).length === 0;
}
