/**
 * An Ingress of a release with everything that decides where its route can be written: the block of values that makes it, the chart, and
 * the layers as text. The defaults of a chart of the repository's own count as its lowest layer.
 */
import { type RepoPath, resolveRepoPath } from "../../model/brands.ts";
import type { InventoryIngress } from "../../model/ingress.ts";
import type { Json } from "../../model/kube.ts";
import type { Release, ValuesSite } from "../../model/release.ts";
import type { FoundSite } from "../../sources/helm/charts/registry.ts";
import type { MainBackend } from "../../sources/helm/edit/expression.ts";
import { mainBackend } from "../../sources/helm/edit/read-routes.ts";
import { valueAt } from "../../sources/helm/layers.ts";
import { chartFacts } from "../../sources/helm/release/chart-facts.ts";
import { type LiveBlock, liveBlocks } from "../../sources/helm/release/live-blocks.ts";
import type { ReleaseChartFacts, ReleaseWorld } from "../../sources/helm/release/world.ts";
import { expandTemplate } from "../../sources/helm/template-text.ts";
import type { KeyPath } from "../../yaml/file.ts";
import { readYamlFile } from "../../yaml/read.ts";
import { type Drafts, textOf } from "../drafts.ts";
import type { PlacedRelease } from "./world.ts";

export interface EditLayer {
  readonly name: string;
  readonly value: Json;
  readonly site: ValuesSite | undefined;
  /** Index in `Release.layers`, or what stands below and above all of them: the chart's defaults, values the owner does not have yet. */
  readonly index: number | "defaults" | "fresh";
}

export interface Subject {
  readonly placed: PlacedRelease;
  readonly ingress: InventoryIngress;
  readonly facts: ReleaseChartFacts;
  /** undefined: no block of the values explains the Ingress. */
  readonly live: LiveBlock | undefined;
  /** Lowest first. */
  readonly layers: readonly EditLayer[];
  /** The highest layer that holds something of the block. */
  readonly blockLayer: EditLayer | undefined;
}

export function subjectOf(
  drafts: Drafts,
  world: ReleaseWorld,
  placed: PlacedRelease,
  ingress: InventoryIngress,
): Subject {
  const { release } = placed;
  const facts = chartFacts(release, world).value;
  const layers = layersOf(drafts, release);
  const live = blockOf(release, facts, ingress);
  const blockLayer =
    live === undefined
      ? undefined
      : layers.findLast(({ site, value }) => site !== undefined && holds(value, live.block.keyPath));
  return { placed, ingress, facts, live, layers, blockLayer };
}

export function holds(value: Json, keyPath: KeyPath): boolean {
  return valueAt(value, keyPath) !== undefined;
}

function layersOf(drafts: Drafts, release: Release): readonly EditLayer[] {
  const own = release.layers.map(({ name, value, site }, index): EditLayer => ({ name, value, site, index }));
  return [...defaultsOf(drafts, release, own), ...own, ...inlineOf(release, own)];
}

function defaultsOf(drafts: Drafts, release: Release, own: readonly EditLayer[]): readonly EditLayer[] {
  const path = defaultsPath(release);
  const text = path === undefined ? undefined : textOf(drafts, path);
  // A deployer may name the chart's own values.yaml as a values file too.
  if (path === undefined || text === undefined || own.some(({ site }) => site?.path === path)) return [];
  const value = readYamlFile(path, text).value.documents[0]?.value ?? {};
  return [{ name: path, value, site: { path, document: 0, base: [], form: "map" }, index: "defaults" }];
}

/** `spec.values` of a HelmRelease that has none yet: Flux lays them over all others. */
function inlineOf({ owner }: Release, own: readonly EditLayer[]): readonly EditLayer[] {
  if (owner.kind !== "flux" || owner.item !== undefined) return [];
  const { path, document } = owner;
  const isThere = own.some(
    ({ site }) => site?.path === path && site.document === document && site.base.join(".") === "spec.values",
  );
  if (isThere) return [];
  const site: ValuesSite = { path, document, base: ["spec", "values"], form: "map" };
  return [{ name: `spec.values of ${owner.title}`, value: {}, site, index: "fresh" }];
}

/** values.yaml of a chart of this repository. */
export function defaultsPath({ chart }: Release): RepoPath | undefined {
  return chart.kind === "own" ? resolveRepoPath(chart.directory, "values.yaml") : undefined;
}

function blockOf(
  release: Release,
  facts: ReleaseChartFacts,
  ingress: InventoryIngress,
): LiveBlock | undefined {
  const blocks = liveBlocks(release, facts);
  const keyPath = ingress.release?.block?.keyPath;
  if (keyPath !== undefined) return blocks.find(({ block }) => isSamePath(block.keyPath, keyPath));
  const hosts = new Set(ingress.spec.rules.map(({ host }) => host ?? ""));
  const [only, ...others] = blocks
    .filter(({ block }) => release.layers.every(({ value }) => !holds(value, block.keyPath)))
    .filter(({ block, context }) =>
      block.hosts.some(({ host }) => hosts.has(expandTemplate(host, context)?.toLowerCase() ?? host)),
    );
  return others.length === 0 ? only : undefined;
}

export function isSamePath(a: KeyPath, b: KeyPath): boolean {
  return a.length === b.length && a.every((key, index) => String(key) === String(b[index]));
}

/** The one Service of the Ingress with its port as a number; of an unrendered one, what the catalogue says. */
export function backendOf(subject: Subject, site: FoundSite | undefined): MainBackend | undefined {
  const { ingress, live, facts, placed } = subject;
  if (ingress.release?.rendered !== true) {
    if (site === undefined || live === undefined) return undefined;
    return mainBackend({ site, context: live.context, files: facts.files });
  }
  const { spec, namespace } = ingress;
  const found = new Map<string, MainBackend>();
  for (const { backend } of spec.rules.flatMap(({ paths }) => paths)) {
    if (backend.kind !== "service") return undefined;
    const { name: service, port } = backend;
    const { services } = placed.cluster.inventory;
    const known = services.find((one) => one.name === service && one.namespace === namespace);
    const number = "number" in port ? port.number : known?.ports.find(({ name }) => name === port.name)?.port;
    if (number === undefined) return undefined;
    found.set(`${service}:${number}`, { service, port: number });
  }
  const [only, ...others] = found.values();
  return others.length === 0 ? only : undefined;
}

/** The Ingress of another release that comes from the same block, or from the same template. */
export function counterpartIn(
  ingresses: readonly InventoryIngress[],
  subject: Subject,
): InventoryIngress | undefined {
  const { release: origin, name } = subject.ingress;
  const keyPath = subject.live?.block.keyPath;
  const candidates = ingresses.filter(({ release }) =>
    keyPath === undefined || release?.block === undefined
      ? release?.template === origin?.template
      : isSamePath(release.block.keyPath, keyPath),
  );
  return candidates.find((other) => other.name === name) ?? candidates[0];
}
