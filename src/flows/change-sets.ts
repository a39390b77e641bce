/** Change sets laid one over the other. */
import { compareText, type RepoPath } from "../model/brands.ts";
import type { ChangeSet, FileChange } from "../model/edits.ts";

/** `second` was made on top of `first`: the result goes from the original to the end in one step. */
export function joinChangeSets(first: ChangeSet, second: ChangeSet): ChangeSet {
  const byPath = new Map<RepoPath, FileChange>(first.files.map((file) => [file.path, file]));
  for (const file of second.files) {
    const joined = joinFile(byPath.get(file.path), file);
    if (joined === undefined) byPath.delete(file.path);
    else byPath.set(file.path, joined);
  }
  return { files: [...byPath.values()].sort((a, b) => compareText(a.path, b.path)) };
}

function joinFile(first: FileChange | undefined, second: FileChange): FileChange | undefined {
  if (first === undefined) return second;
  const because = first.because === second.because ? first.because : `${first.because}; ${second.because}`;
  const { path } = second;
  if (first.action === "add") {
    return second.action === "delete" ? undefined : { action: "add", path, after: second.after, because };
  }
  if (second.action === "delete") return { action: "delete", path, before: first.before, because };
  return { action: "edit", path, before: first.before, after: second.after, because };
}
