/**
 * A snapshot with a change set laid over it: what the repository would be after the pull request, without writing anything.
 */
import { compareText, type RepoPath } from "../model/brands.ts";
import type { ChangeSet } from "../model/edits.ts";
import type { RepoSnapshot, SnapshotFile } from "../model/snapshot.ts";

export function overlaySnapshot(snapshot: RepoSnapshot, changes: ChangeSet): RepoSnapshot {
  const encoder = new TextEncoder();
  const written = new Map<RepoPath, Uint8Array>();
  const deleted = new Set<RepoPath>();
  for (const file of changes.files) {
    if (file.action === "delete") deleted.add(file.path);
    else written.set(file.path, encoder.encode(file.after));
  }
  const kept = snapshot.files.filter((file) => !deleted.has(file.path) && !written.has(file.path));
  const added: SnapshotFile[] = [...written].map(([path, bytes]) => ({
    path,
    size: bytes.length,
    kind: "file",
  }));
  return {
    commit: undefined,
    urls: snapshot.urls,
    files: [...kept, ...added].sort((a, b) => compareText(a.path, b.path)),
    bytes: (path) => (deleted.has(path) ? undefined : (written.get(path) ?? snapshot.bytes(path))),
  };
}
