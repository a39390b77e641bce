/**
 * What stands around the routes and names ingress-nginx or Ingresses: it is not moved, and somebody has to change it.
 */
import type { RepoPath } from "./brands.ts";

export const collateralKinds = [
  "alert",
  "dashboard",
  "scaler",
  "metrics",
  "network-policy",
  "acme-solver",
  "admission-policy",
  "external-dns",
] as const;
export type CollateralKind = (typeof collateralKinds)[number];

export interface Collateral {
  readonly kind: CollateralKind;
  readonly path: RepoPath;
  readonly line: number;
  /** What it is and what to change, in one sentence for people. */
  readonly sentence: string;
}
