/**
 * Names that must not be mixed up, each made in exactly one function.
 */

declare const brand: unique symbol;
type Brand<Name extends string> = string & { readonly [brand]: Name };

/** A path inside a snapshot: relative, "/"-separated, no ".", ".." or empty segments. */
export type RepoPath = Brand<"RepoPath">;
/** "namespace/name" of an Ingress. */
export type IngressKey = Brand<"IngressKey">;
/** A full 40-digit (or 64-digit) lower-case commit id. */
export type CommitSha = Brand<"CommitSha">;

/** Makes a RepoPath, or undefined when the text would leave the snapshot or is not a path. "" is the root. */
export function toRepoPath(text: string): RepoPath | undefined {
  if (text.startsWith("/") || text.includes("\0") || text.includes("\\")) return undefined;
  const segments: string[] = [];
  for (const segment of text.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === "..") {
      if (segments.length === 0) return undefined;
      segments.pop();
      continue;
    }
    segments.push(segment);
  }
  return segments.join("/") as RepoPath;
}

/** Joins a reference written in a file of directory `from` to a RepoPath; undefined when it leaves the snapshot. */
export function resolveRepoPath(from: RepoPath, reference: string): RepoPath | undefined {
  if (reference.startsWith("/")) return undefined;
  return toRepoPath(from === "" ? reference : `${from}/${reference}`);
}

/** The directory of a path; the root is "". */
export function directoryOf(path: RepoPath): RepoPath {
  const slash = path.lastIndexOf("/");
  return (slash < 0 ? "" : path.slice(0, slash)) as RepoPath;
}

/** The last segment of a path. */
export function baseNameOf(path: RepoPath): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

export function toIngressKey(namespace: string, name: string): IngressKey {
  return `${namespace}/${name}` as IngressKey;
}

/** Makes a CommitSha, or undefined when the text is not a full object id. */
export function toCommitSha(text: string): CommitSha | undefined {
  return /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text) ? (text as CommitSha) : undefined;
}

/** Byte-order comparison: the one order used wherever output is sorted. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Ends a switch over a union: the compiler proves it unreachable. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
}
