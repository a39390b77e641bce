/**
 * New files of ours beside the Ingress's file: `<name>.httproute.yaml`, or `<namespace>-<name>.httproute.yaml` where another
 * Ingress of the directory has the first one.
 */
import { type Diagnostic, diagnose, type Outcome, outcome, type Where } from "../diagnostics/diagnostic.ts";
import { compareText, directoryOf, type RepoPath, resolveRepoPath } from "../model/brands.ts";
import type { ClusterInventory } from "../model/inventory.ts";
import type { Json } from "../model/kube.ts";
import { confirmFresh } from "../yaml/confirm.ts";
import { defaultStyle, type YamlFile, type YamlStyle } from "../yaml/file.ts";
import { printYaml } from "../yaml/print.ts";
import { readYamlFile } from "../yaml/read.ts";
import { equalJson } from "../yaml/second.ts";
import { type Drafts, isTaken, textOf, withText } from "./drafts.ts";
import { located } from "./listing.ts";
import { describeId, idOf, isSameObject } from "./objects.ts";
import { siteId, type TextSite } from "./sites.ts";

export interface RouteFile {
  readonly path: RepoPath;
  readonly drafts: Drafts;
}

/** Writes the file, or finds it written already; undefined with a diagnostic when there is no place for it. */
export function writeRouteFile(
  drafts: Drafts,
  cluster: ClusterInventory,
  place: TextSite,
  neighbour: YamlFile,
  objects: readonly Json[],
  where: Where,
): Outcome<RouteFile | undefined> {
  const { name, namespace } = place.ingress;
  if (!isSafeName(name) || !isSafeName(namespace)) {
    return outcome(undefined, [diagnose("rewrite-name-unsafe", { name: `${namespace}/${name}` }, where)]);
  }
  const candidates = candidatePaths(cluster, place);
  for (const path of candidates) {
    if (!isTaken(drafts, path)) return writeFresh(drafts, path, neighbour, objects, where);
    const text = textOf(drafts, path);
    const found = text === undefined ? undefined : compareFile(path, text, objects, namespace, where);
    if (found !== undefined) return outcome({ path, drafts }, found);
  }
  const taken = candidates.at(-1) ?? place.site.path;
  return outcome(undefined, [diagnose("rewrite-path-taken", { path: taken }, where)]);
}

function candidatePaths(cluster: ClusterInventory, place: TextSite): readonly RepoPath[] {
  const { name, namespace, key } = place.ingress;
  const directory = directoryOf(place.site.path);
  const isSecond = cluster.ingresses.some(
    (other) =>
      other.name === name &&
      compareText(other.key, key) < 0 &&
      directoryOf(other.site.path) === directory &&
      siteId(other.site) !== siteId(place.site),
  );
  const plain = resolveRepoPath(directory, `${name}.httproute.yaml`);
  const qualified = resolveRepoPath(directory, `${namespace}-${name}.httproute.yaml`);
  return (isSecond ? [qualified] : [plain, qualified]).filter((path) => path !== undefined);
}

function writeFresh(
  drafts: Drafts,
  path: RepoPath,
  neighbour: YamlFile,
  objects: readonly Json[],
  where: Where,
): Outcome<RouteFile | undefined> {
  const style = freshStyle(neighbour.style);
  const separator = `---${style.eol}`;
  const opening = /^\uFEFF?---/.test(neighbour.text) ? separator : "";
  const text = opening + objects.map((object) => printYaml(object, style)).join(separator);
  const confirmed = confirmFresh(path, text, objects);
  if (!confirmed.value) return outcome(undefined, located(confirmed.diagnostics, where));
  return outcome({ path, drafts: withText(drafts, path, text, "routes beside their Ingress") });
}

/** A new file is YAML without byte order mark and with a final newline, whatever stands beside it. */
export function freshStyle(neighbour: YamlStyle): YamlStyle {
  const base = neighbour.format === "json" ? { ...defaultStyle, eol: neighbour.eol } : neighbour;
  return { ...base, bom: false, finalNewline: true };
}

/** Warnings for objects that differ; undefined when the file has none of the objects, so it is not ours. */
function compareFile(
  path: RepoPath,
  text: string,
  objects: readonly Json[],
  namespace: string,
  where: Where,
): readonly Diagnostic[] | undefined {
  const present = readYamlFile(path, text).value.documents.map((document) => document.value);
  const matches = objects.map((object) => ({ object, found: findObject(present, object, namespace) }));
  if (matches.every((match) => match.found === undefined)) return undefined;
  return matches.flatMap(({ object, found }) => differenceOf(path, object, found, where));
}

/** The value that is the same object (kind, name, namespace), whatever it says. */
export function findObject(
  values: readonly (Json | undefined)[],
  object: Json,
  namespace: string,
): Json | undefined {
  const id = idOf(object);
  if (id === undefined) return undefined;
  return values.find((value) => {
    const other = idOf(value);
    return other !== undefined && isSameObject(id, other, namespace);
  });
}

export function differenceOf(
  path: RepoPath,
  object: Json,
  found: Json | undefined,
  where: Where,
): readonly Diagnostic[] {
  if (found !== undefined && equalJson(found, object)) return [];
  const id = idOf(object);
  const name = id === undefined ? "an object" : describeId(id);
  return [diagnose("rewrite-route-differs", { path, object: name }, where)];
}

/** What the API server accepts as a name of these kinds, so no path separator or shell sign. */
function isSafeName(name: string): boolean {
  return name.length <= 253 && /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(name) && !name.includes("..");
}
