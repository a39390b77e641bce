/**
 * A place in a file of the snapshot. Lines and columns count from 1; columns in UTF-16 units.
 */
import type { RepoPath } from "./brands.ts";

export interface Place {
  readonly path: RepoPath;
  readonly line: number;
  readonly column: number;
}
