/**
 * Names of branches and labels. A branch name says which wave it is, so state can be rebuilt from names alone.
 */
import { stableId } from "../../diagnostics/diagnostic.ts";

export type WaveKind = "add" | "cutover" | "remove";

export const branchPrefix = "tidegate/";
export const onboardingBranch = "tidegate/configure";

export const labels = {
  wave: "tidegate/wave",
  cutover: "tidegate/cutover",
  removal: "tidegate/removal",
  onboarding: "tidegate/onboarding",
  edited: "tidegate/edited",
} as const;

const suffixes = { add: "", cutover: "-cutover", remove: "-removal" } as const satisfies Record<
  WaveKind,
  string
>;

export function waveBranch(cluster: string, wave: number, kind: WaveKind): string {
  return `${branchPrefix}${clusterSlug(cluster)}/wave-${wave}${suffixes[kind]}`;
}

/** True for the branch of any wave, whatever its cluster. */
export function isWaveBranch(branch: string): boolean {
  return /^tidegate\/[^/]+\/wave-\d+(-cutover|-removal)?$/.test(branch);
}

/**
 * A cluster's name as one segment of a branch name (git check-ref-format). A name that had to be changed gets a suffix of its own, so
 * two clusters never share a branch; "configure" is taken by the onboarding branch, and git cannot hold both x and x/y.
 */
function clusterSlug(cluster: string): string {
  const plain = cluster.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/\.{2,}/g, ".");
  const slug = plain.replace(/^[.-]+|[.-]+$/g, "").replace(/\.lock$/, "-lock");
  return slug === cluster && slug !== "" && slug !== "configure"
    ? slug
    : `${slug || "cluster"}-${stableId([cluster]).slice(0, 6)}`;
}
