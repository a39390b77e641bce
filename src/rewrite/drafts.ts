/**
 * The texts of a change set in the making: what the snapshot holds, with the files written so far laid over it. Each Ingress
 * gets a copy and hands it back only when all its changes are confirmed, so a refused Ingress leaves nothing behind.
 */
import { compareText, type RepoPath } from "../model/brands.ts";
import type { ChangeSet, FileChange } from "../model/edits.ts";
import type { RepoSnapshot, SnapshotFile } from "../model/snapshot.ts";

export interface Draft {
  /** undefined: the file is deleted. */
  readonly text: string | undefined;
  readonly because: string;
}

export interface Drafts {
  readonly snapshot: RepoSnapshot;
  readonly written: ReadonlyMap<RepoPath, Draft>;
}

export function noDrafts(snapshot: RepoSnapshot): Drafts {
  return { snapshot, written: new Map() };
}

/** The text as it would be; undefined when the file is absent, no regular file or not UTF-8. */
export function textOf(drafts: Drafts, path: RepoPath): string | undefined {
  const draft = drafts.written.get(path);
  return draft === undefined ? snapshotText(drafts.snapshot, path) : draft.text;
}

/** True when something stands at this path, readable or not. */
export function isTaken(drafts: Drafts, path: RepoPath): boolean {
  const draft = drafts.written.get(path);
  if (draft !== undefined) return draft.text !== undefined;
  return drafts.snapshot.files.some((file) => file.path === path || file.path.startsWith(`${path}/`));
}

export function withText(drafts: Drafts, path: RepoPath, text: string | undefined, because: string): Drafts {
  const earlier = drafts.written.get(path)?.because;
  const reason = earlier === undefined || earlier === because ? because : `${earlier}; ${because}`;
  return { ...drafts, written: new Map(drafts.written).set(path, { text, because: reason }) };
}

/** True for a file this change set adds. */
export function isNewFile(drafts: Drafts, path: RepoPath): boolean {
  return drafts.written.get(path)?.text !== undefined && snapshotText(drafts.snapshot, path) === undefined;
}

/** The repository as the drafts would leave it. */
export function draftedSnapshot({ snapshot, written }: Drafts): RepoSnapshot {
  if (written.size === 0) return snapshot;
  const encoder = new TextEncoder();
  const bytes = new Map(
    [...written].map(
      ([path, { text }]) => [path, text === undefined ? undefined : encoder.encode(text)] as const,
    ),
  );
  const kept = snapshot.files.filter(({ path }) => !written.has(path));
  const fresh = [...bytes].flatMap(([path, content]): readonly SnapshotFile[] =>
    content === undefined ? [] : [{ path, size: content.length, kind: "file" }],
  );
  return {
    commit: undefined,
    files: [...kept, ...fresh].sort((a, b) => compareText(a.path, b.path)),
    bytes: (path) => (written.has(path) ? bytes.get(path) : snapshot.bytes(path)),
  };
}

export function changesOf(drafts: Drafts): ChangeSet {
  const files = [...drafts.written].flatMap(([path, draft]) => changeOf(drafts.snapshot, path, draft));
  return { files: files.sort((a, b) => compareText(a.path, b.path)) };
}

function changeOf(snapshot: RepoSnapshot, path: RepoPath, draft: Draft): readonly FileChange[] {
  const before = snapshotText(snapshot, path);
  const { text: after, because } = draft;
  if (before === after) return [];
  if (before === undefined) return after === undefined ? [] : [{ action: "add", path, after, because }];
  if (after === undefined) return [{ action: "delete", path, before, because }];
  return [{ action: "edit", path, before, after, because }];
}

/** Strict UTF-8, byte order mark kept: writing the text back gives the same bytes. */
function snapshotText(snapshot: RepoSnapshot, path: RepoPath): string | undefined {
  const bytes = snapshot.bytes(path);
  if (bytes === undefined) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
