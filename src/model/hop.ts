/** The way of an object through what deploys it. */
import type { RepoPath } from "./brands.ts";

/** One hop of provenance, outermost first: Application -> values file -> template -> Ingress. */
export interface Hop {
  readonly kind: string;
  readonly path: RepoPath;
  readonly line: number;
}
