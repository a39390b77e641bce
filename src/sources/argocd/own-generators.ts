/** The generators that stand on their own: list, git over this repository, and clusters from the Secrets in it. */
import { diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import type { Json } from "../../model/kube.ts";
import type { KeyPath } from "../../yaml/file.ts";
import { readYamlFile } from "../../yaml/read.ts";
import { listOf, type Mapping, mappingOf, textOf } from "../objects/fields.ts";
import { isMapping } from "../objects/parse.ts";
import { localName, localServer, type RegisteredCluster } from "./clusters.ts";
import {
  contextOf,
  type GeneratorWorld,
  nothing,
  origin,
  refusedTemplate,
  unreadable,
} from "./generator-world.ts";
import { gitElements } from "./git-generator.ts";
import type { ParamSet, Params } from "./params.ts";
import { isEmptySelector, matchesSelector } from "./selector.ts";
import { normalizedName } from "./template/functions.ts";
import { renderValue } from "./template/render.ts";

export function listSets(
  spec: Mapping,
  keyPath: KeyPath,
  world: GeneratorWorld,
): Outcome<readonly ParamSet[]> {
  const sets: ParamSet[] = [];
  for (const [index, element] of listOf(spec.elements).entries()) {
    const at = [...keyPath, "elements", index];
    const params = isMapping(element) ? listParams(element, world.engine) : undefined;
    if (params === undefined)
      return unreadable(world, at, "list", `has an element ${index + 1} with values that are no texts`);
    sets.push({ params, open: false, origins: [origin("list", `element ${index + 1}`, at, world)] });
  }
  const text = textOf(spec.elementsYaml);
  if (text === undefined) return outcome(sets);
  const at = [...keyPath, "elementsYaml"];
  const value = readYamlFile(world.set.place.path, text).value.documents[0]?.value;
  if (!Array.isArray(value) || !value.every(isMapping))
    return unreadable(world, at, "list", "has `elementsYaml` that is no list of maps");
  const more = value.flatMap((element: Json, index): ParamSet[] => {
    const params = mappingOf(element);
    return params === undefined
      ? []
      : [
          {
            params,
            open: false,
            origins: [origin("list", `element ${index + 1} of elementsYaml`, at, world)],
          },
        ];
  });
  return outcome([...sets, ...more]);
}

/** Classic elements hold texts only, and `values` is flattened. */
function listParams(element: Mapping, engine: GeneratorWorld["engine"]): Params | undefined {
  if (engine === "go") return element;
  const params: Record<string, string> = {};
  for (const [key, value] of Object.entries(element)) {
    const inner = key === "values" ? mappingOf(value) : undefined;
    const entries: readonly (readonly [string, Json])[] =
      inner === undefined
        ? [[key, value]]
        : Object.entries(inner).map(([name, item]) => [`values.${name}`, item] as const);
    for (const [name, item] of entries) {
      if (typeof item !== "string") return undefined;
      params[name] = item;
    }
  }
  return params;
}

export function gitSets(
  spec: Mapping,
  keyPath: KeyPath,
  world: GeneratorWorld,
): Outcome<readonly ParamSet[]> {
  const url = textOf(spec.repoURL) ?? "";
  if (!world.isOwnRepository(url)) {
    const params = { set: world.title, generator: `git (${url})` };
    return nothing(diagnose("argocd-generator-unsupported", params, { at: world.set.placeOf(keyPath) }));
  }
  const reading = gitElements(spec, world.engine, world.reader);
  if (!reading.ok) return unreadable(world, keyPath, "git", reading.problem);
  const sets = reading.elements.map(
    ({ params, label, place }): ParamSet => ({
      params,
      open: false,
      origins: [{ generator: "git", label, place: place ?? world.set.placeOf(keyPath) }],
    }),
  );
  return withValues(sets, spec, keyPath, world);
}

export function clusterSets(
  spec: Mapping,
  keyPath: KeyPath,
  world: GeneratorWorld,
): Outcome<readonly ParamSet[]> {
  const registered = world.clusters.filter(({ labels }) => matchesSelector(spec.selector, labels));
  const sets = registered.map(
    (cluster): ParamSet => ({
      params: clusterParams(cluster, world.engine),
      open: false,
      origins: [{ generator: "clusters", label: `cluster ${cluster.name}`, place: cluster.place }],
    }),
  );
  const isSelective = !isEmptySelector(spec.selector);
  const hasLocal = registered.some(({ server }) => server === localServer);
  if (!isSelective && !hasLocal) {
    const params = { name: localName, nameNormalized: localName, server: localServer, project: "" };
    sets.push({ params, open: false, origins: [origin("clusters", `cluster ${localName}`, keyPath, world)] });
  }
  const unknown = world.clusters.length === 0;
  if (unknown && isSelective)
    sets.push({ params: {}, open: true, origins: [origin("clusters", "any cluster", keyPath, world)] });
  const note = diagnose("argocd-clusters-unknown", { set: world.title }, { at: world.set.placeOf(keyPath) });
  const result = withValues(sets, spec, keyPath, world);
  const diagnostics = unknown && isSelective ? [...result.diagnostics, note] : result.diagnostics;
  if (spec.flatList !== true) return outcome(result.value, diagnostics);
  const flat: ParamSet = {
    params: { clusters: result.value.map(({ params }) => params) },
    open: result.value.some(({ open }) => open),
    origins: [origin("clusters", "all clusters", keyPath, world)],
  };
  return outcome([flat], diagnostics);
}

function clusterParams(cluster: RegisteredCluster, engine: GeneratorWorld["engine"]): Params {
  const { name, server, project, labels, annotations } = cluster;
  const params = { name, nameNormalized: normalizedName(name), server, project };
  if (engine === "go") return { ...params, metadata: { labels, annotations } };
  const entries = [
    ...Object.entries(annotations).map(([key, value]) => [`metadata.annotations.${key}`, value] as const),
    ...Object.entries(labels).map(([key, value]) => [`metadata.labels.${key}`, value] as const),
  ];
  return { ...params, ...Object.fromEntries(entries) };
}

/** `values` of a generator are templates over its own parameters. */
function withValues(
  sets: readonly ParamSet[],
  spec: Mapping,
  keyPath: KeyPath,
  world: GeneratorWorld,
): Outcome<readonly ParamSet[]> {
  const values = mappingOf(spec.values);
  if (values === undefined) return outcome(sets);
  const result: ParamSet[] = [];
  for (const set of sets) {
    const rendered = renderValue(values, contextOf(set, world));
    if (!rendered.ok) return refusedTemplate(rendered.problem, [...keyPath, "values"], world);
    const own = mappingOf(rendered.value) ?? {};
    const added =
      world.engine === "go"
        ? { values: own }
        : Object.fromEntries(Object.entries(own).map(([key, value]) => [`values.${key}`, value]));
    result.push({ ...set, params: { ...set.params, ...added } });
  }
  return outcome(result);
}
