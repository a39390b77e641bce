/**
 * Changes to a repository as values: text edits of files people keep, and new files of ours.
 */
import type { RepoPath } from "./brands.ts";

/** Replaces [start, end) of a file's text; offsets in UTF-16 units of the text as read (BOM included). */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Why, in a few words for a reviewer: "lists the new route". */
  readonly because: string;
}

export type FileChange =
  | { readonly action: "add"; readonly path: RepoPath; readonly after: string; readonly because: string }
  | {
      readonly action: "edit";
      readonly path: RepoPath;
      readonly before: string;
      readonly after: string;
      readonly because: string;
    }
  | { readonly action: "delete"; readonly path: RepoPath; readonly before: string; readonly because: string };

/** All changes of one wave, at most one per path, sorted by path. */
export interface ChangeSet {
  readonly files: readonly FileChange[];
}
