/** What rewriting a release needs beside the drafts: its cluster, the others that may read the same texts, and the renders. */
import { compileGlobs } from "../../config/glob.ts";
import type { Config } from "../../model/config.ts";
import type { InventoryIngress } from "../../model/ingress.ts";
import type { ClusterInventory } from "../../model/inventory.ts";
import type { Release } from "../../model/release.ts";
import type { RenderBook } from "../../model/render.ts";
import type { ClusterSurvey } from "../../model/survey.ts";
import type { Emission } from "../../model/translation.ts";
import type { ReleaseWorld } from "../../sources/helm/release/world.ts";
import { type Drafts, draftedSnapshot } from "../drafts.ts";

export type ClusterEmissions = Pick<ClusterSurvey, "inventory" | "emissions">;

export interface RewriteWorld {
  readonly cluster: ClusterInventory;
  /** As the cluster has it. */
  readonly config: Config;
  /** Of this wave. */
  readonly emissions: readonly Emission[];
  readonly otherClusters: readonly ClusterEmissions[];
  /** undefined: no release is rendered. */
  readonly renders: RenderBook | undefined;
}

/** The repository as drafted so far, for reading releases. */
export function releaseWorld(
  drafts: Drafts,
  { config, renders }: Pick<RewriteWorld, "config" | "renders">,
): ReleaseWorld {
  return { snapshot: draftedSnapshot(drafts), renders, config, isIgnored: compileGlobs(config.ignore) };
}

/** A release with what its cluster says of it. */
export interface PlacedRelease {
  readonly cluster: ClusterEmissions;
  readonly release: Release;
}

/** Every release of every cluster, the own cluster first. */
export function releasesOf(
  world: Pick<RewriteWorld, "cluster" | "emissions" | "otherClusters">,
): readonly PlacedRelease[] {
  const own: ClusterEmissions = { inventory: world.cluster, emissions: world.emissions };
  return [own, ...world.otherClusters].flatMap((cluster) =>
    (cluster.inventory.releases ?? []).map((release) => ({ cluster, release })),
  );
}

export function isSameRelease(a: PlacedRelease, b: PlacedRelease): boolean {
  return a.release.id === b.release.id && a.cluster.inventory.name === b.cluster.inventory.name;
}

export function ingressesOf({ cluster, release }: PlacedRelease): readonly InventoryIngress[] {
  return cluster.inventory.ingresses.filter((ingress) => ingress.release?.release === release.id);
}

/** For people: "prod: release shop/cart". */
export function titleOf({ cluster, release }: PlacedRelease): string {
  return `${cluster.inventory.name}: release ${release.namespace}/${release.name}`;
}
