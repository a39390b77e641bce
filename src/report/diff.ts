/**
 * Change sets as the patch that `git apply` takes: git's headers, `/dev/null` for added and deleted files, line ends and a
 * missing final newline kept.
 */
import { structuredPatch } from "diff";
import type { RepoPath } from "../model/brands.ts";
import type { ChangeSet, FileChange } from "../model/edits.ts";

export function changeSetDiff(changes: ChangeSet): string {
  return changes.files.map(fileDiff).join("");
}

/** One file's part of the patch; ends with a line feed. */
export function fileDiff(change: FileChange): string {
  const old = change.action === "add" ? "" : change.before;
  const fresh = change.action === "delete" ? "" : change.after;
  const a = gitPath(`a/${change.path}`);
  const b = gitPath(`b/${change.path}`);
  const mode =
    change.action === "add"
      ? ["new file mode 100644"]
      : change.action === "delete"
        ? ["deleted file mode 100644"]
        : [];
  const header = [`diff --git ${a} ${b}`, ...mode];
  const hunks = hunksOf(change.path, old, fresh);
  if (hunks.length === 0) return lines(header);
  const from = change.action === "add" ? "/dev/null" : withTab(a);
  const to = change.action === "delete" ? "/dev/null" : withTab(b);
  return lines([...header, `--- ${from}`, `+++ ${to}`, ...hunks]);
}

function hunksOf(path: RepoPath, old: string, fresh: string): readonly string[] {
  const patch = structuredPatch(path, path, old, fresh, undefined, undefined, { context: 3 });
  return patch.hunks.flatMap((hunk) => {
    const oldRange = rangeText(hunk.oldStart, hunk.oldLines);
    const newRange = rangeText(hunk.newStart, hunk.newLines);
    return [`@@ -${oldRange} +${newRange} @@`, ...hunk.lines];
  });
}

/** Git counts an empty side from the line before it: line 0 for an empty file. */
function rangeText(start: number, count: number): string {
  if (count === 1) return String(start);
  return `${count === 0 ? start - 1 : start},${count}`;
}

/** Git quotes names with control characters, quotes or backslashes like a C string. */
function gitPath(path: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what git quotes
  if (!/[\u0000-\u001F"\\\u007F]/.test(path)) return path;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what git quotes
  const escaped = path.replace(/[\u0000-\u001F"\\\u007F]/g, (character) => {
    if (character === '"' || character === "\\") return `\\${character}`;
    return `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`;
  });
  return `"${escaped}"`;
}

/** A name with a space is ended by a tab, so that it is not cut. */
function withTab(path: string): string {
  return path.includes(" ") ? `${path}\t` : path;
}

function lines(parts: readonly string[]): string {
  return parts.map((part) => `${part}\n`).join("");
}
