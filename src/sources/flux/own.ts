/**
 * Which Git source of Flux is this repository. Its address decides where some source has it. Where none has (a fork, a mirror, a new
 * name), and no source has the name that `flux bootstrap` gives, it is the one whose paths exist here most often: home clusters name it
 * after the repository.
 */
import { compareText } from "../../model/brands.ts";
import type { SnapshotFile } from "../../model/snapshot.ts";
import { isAtOrBelow } from "../clusters.ts";
import type { SourceObject } from "../objects/fields.ts";
import { repositoryKey } from "../repository-address.ts";
import { isFluxKustomization, readFluxKustomization } from "./kustomization.ts";
import { type FluxSource, syncSourceName } from "./sources.ts";

export interface AssumedOwn {
  readonly name: string;
  /** For people: what was assumed, and why. */
  readonly assumption: string;
}

/** The addresses, where some Git source has one of them; else none, as if they were not known. */
export function decidingAddresses(
  sources: readonly FluxSource[],
  urls: readonly string[],
): readonly string[] {
  const keys = new Set(urls.flatMap((url) => repositoryKey(url) ?? []));
  const isNamed = sources.some(
    (source) => source.kind === "GitRepository" && keys.has(repositoryKey(source.url) ?? ""),
  );
  return isNamed ? urls : [];
}

/** undefined when the address or the name of a source tells already, or when no path of any source is here. */
export function assumeOwnSource(
  objects: readonly SourceObject[],
  sources: readonly FluxSource[],
  files: readonly SnapshotFile[],
  own: { readonly urls: readonly string[]; readonly syncNames: readonly string[] },
): AssumedOwn | undefined {
  const git = sources.filter((source) => source.kind === "GitRepository");
  const isNamed = git.some(({ id }) => id.name === syncSourceName || own.syncNames.includes(id.name));
  if (isNamed || decidingAddresses(git, own.urls).length > 0) return undefined;
  const hits = new Map<string, Set<string>>();
  for (const source of objects.filter(({ object }) => isFluxKustomization(object))) {
    const { path, source: reference } = readFluxKustomization(source).value;
    if (path === undefined || path === "" || reference.kind !== "GitRepository") continue;
    if (!git.some(({ id }) => id.name === reference.name)) continue;
    if (!files.some((file) => isAtOrBelow(file.path, path))) continue;
    hits.set(reference.name, (hits.get(reference.name) ?? new Set()).add(path));
  }
  const [best] = [...hits].sort(([a, one], [b, other]) => other.size - one.size || compareText(a, b));
  if (best === undefined) return undefined;
  const [name, { size: count }] = best;
  const paths =
    count === 1 ? "a path that Flux takes from it is" : `${count} paths that Flux takes from it are`;
  return { name, assumption: `The GitRepository ${name} is taken to be this repository: ${paths} here.` };
}
