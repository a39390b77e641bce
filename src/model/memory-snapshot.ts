/**
 * A snapshot made of values: for tests, and for text that comes from standard input.
 */
import { compareText, type RepoPath, toRepoPath } from "./brands.ts";
import type { RepoSnapshot, SnapshotFile } from "./snapshot.ts";

export type MemoryFile = string | Uint8Array | { readonly kind: "symlink" | "submodule" };

/** Paths that are no RepoPath are a mistake of the caller. */
export function memorySnapshot(files: Readonly<Record<string, MemoryFile>>): RepoSnapshot {
  const contents = new Map<RepoPath, Uint8Array>();
  const listed: SnapshotFile[] = [];
  for (const [text, content] of Object.entries(files)) {
    const path = toRepoPath(text);
    if (path === undefined || path !== text || path === "")
      throw new Error(`not a path of a snapshot: ${text}`);
    if (typeof content === "object" && "kind" in content) {
      listed.push({ path, size: 0, kind: content.kind });
      continue;
    }
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    contents.set(path, bytes);
    listed.push({ path, size: bytes.length, kind: "file" });
  }
  listed.sort((a, b) => compareText(a.path, b.path));
  return { commit: undefined, files: listed, bytes: (path) => contents.get(path) };
}
