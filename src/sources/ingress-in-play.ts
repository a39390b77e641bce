/**
 * Whether a release can have anything to do with an Ingress, from bytes alone: a chart or a values text that never says the word is not
 * looked at any further.
 */
import type { RepoPath } from "../model/brands.ts";
import type { Json } from "../model/kube.ts";
import type { Release } from "../model/release.ts";
import { isAtOrBelow } from "./clusters.ts";
import { containsAscii } from "./prefilter.ts";
import type { FileReader } from "./reader.ts";

export interface IngressPlay {
  /** Some file at or below the directory speaks of an Ingress. */
  below(directory: RepoPath): boolean;
  of(release: Release): boolean;
}

/** Of "ingress", "Ingress" and "secondaryingress". */
const word = "ngress";

export function createIngressPlay(reader: FileReader): IngressPlay {
  const files = new Map<RepoPath, boolean>();
  const directories = new Map<RepoPath, boolean>();
  const speaks = (path: RepoPath): boolean => {
    const known = files.get(path);
    if (known !== undefined) return known;
    const bytes = reader.bytes(path);
    const result = bytes !== undefined && containsAscii(bytes, word);
    files.set(path, result);
    return result;
  };
  const below = (directory: RepoPath): boolean => {
    const known = directories.get(directory);
    if (known !== undefined) return known;
    const result = reader.files.some(
      ({ path, kind }) => kind === "file" && isAtOrBelow(path, directory) && speaks(path),
    );
    directories.set(directory, result);
    return result;
  };
  return {
    below,
    of: ({ chart, layers }) =>
      (chart.kind !== "own" && chart.name === "ingress-nginx") || // the controller itself: its settings matter
      layers.some(({ value }) => mentions(value, 0)) ||
      (chart.kind === "own" && below(chart.directory)),
  };
}

/** In keys, and in texts: a list of further manifests may hold an Ingress. */
function mentions(value: Json, depth: number): boolean {
  if (typeof value === "string") return value.includes(word);
  if (typeof value !== "object" || value === null || depth > 40) return false;
  if (Array.isArray(value)) return value.some((item: Json) => mentions(item, depth + 1));
  return Object.entries(value).some(([key, inner]) => key.includes(word) || mentions(inner, depth + 1));
}
