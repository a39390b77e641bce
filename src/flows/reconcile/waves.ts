/**
 * The waves of a repository in each cluster, with the pull requests they had: planned ones from the survey, past ones from the
 * records in pull requests, or from branch names where a record was lost.
 */
import { canonicalJson, stableId } from "../../diagnostics/diagnostic.ts";
import { compareText } from "../../model/brands.ts";
import { handedOver } from "../../model/dns.ts";
import type { Ingress } from "../../model/ingress.ts";
import type { PlannedService } from "../../model/plan.ts";
import type { Survey } from "../../model/survey.ts";
import { gatewayWave, needsGateway } from "../gateway-wave.ts";
import { type WaveKind, waveBranch } from "./names.ts";
import type { KnownPull } from "./state.ts";

export interface ClusterWave {
  readonly wave: number;
  readonly name: string;
  readonly cluster: string;
  /** What the plan puts here now. */
  readonly planned: readonly PlannedService[];
  /** Oldest first. */
  readonly adds: readonly KnownPull[];
  /** Those that hand DNS names over to the routes. */
  readonly cutovers: readonly KnownPull[];
  readonly removals: readonly KnownPull[];
}

const lists = { add: "adds", cutover: "cutovers", remove: "removals" } as const;

export function collectWaves(survey: Survey, pulls: readonly KnownPull[]): readonly ClusterWave[] {
  const found = new Map<string, ClusterWave>();
  const at = (wave: number, cluster: string): ClusterWave => {
    const known = found.get(keyOf(wave, cluster));
    if (known !== undefined) return known;
    const name = survey.waves.find(({ number }) => number === wave)?.name ?? "";
    return { wave, name, cluster, planned: [], adds: [], cutovers: [], removals: [] };
  };
  const put = (wave: ClusterWave): void => void found.set(keyOf(wave.wave, wave.cluster), wave);

  for (const { number, services } of survey.waves) {
    for (const service of services) {
      const wave = at(number, service.cluster);
      put({ ...wave, planned: [...wave.planned, service] });
    }
  }
  for (const cluster of survey.clusters)
    if (needsGateway(cluster)) put(at(gatewayWave, cluster.inventory.name));
  const byBranch = branchNames(survey);
  for (const pull of pulls) {
    const identity = identityOf(pull, byBranch);
    if (identity === undefined) continue;
    const wave = at(identity.wave, identity.cluster);
    put({ ...wave, [lists[identity.kind]]: [...wave[lists[identity.kind]], pull] });
  }
  return [...found.values()].sort((a, b) => a.wave - b.wave || compareText(a.cluster, b.cluster));
}

/** Hash of what an Ingress says, whatever its file looks like. What the cutover writes on it is no change of its routing. */
export function contentHash({ key, labels, annotations, spec }: Ingress): string {
  const kept = Object.entries(annotations).filter(
    ([name, value]) => !(name.endsWith("/controller") && value === handedOver),
  );
  return stableId([canonicalJson({ key, labels, annotations: Object.fromEntries(kept), spec })]);
}

/** Hashes of the Ingresses of ours that a cluster has now. */
export function presentIngresses(survey: Survey, cluster: string): ReadonlyMap<string, string> {
  const found = survey.clusters.find(({ inventory }) => inventory.name === cluster);
  const ours = (found?.inventory.ingresses ?? []).filter((ingress) => ingress.class.ours);
  return new Map(ours.map((ingress) => [ingress.key, contentHash(ingress)]));
}

interface Identity {
  readonly kind: WaveKind;
  readonly wave: number;
  readonly cluster: string;
}

function identityOf(pull: KnownPull, byBranch: ReadonlyMap<string, Identity>): Identity | undefined {
  const record = pull.wave;
  if (record !== undefined && waveBranch(record.cluster, record.wave, record.kind) === pull.branch)
    return record;
  return byBranch.get(pull.branch);
}

function branchNames(survey: Survey): ReadonlyMap<string, Identity> {
  const names = new Map<string, Identity>();
  for (const { number } of survey.waves) {
    for (const { inventory } of survey.clusters) {
      for (const kind of ["add", "cutover", "remove"] as const) {
        const identity = { kind, wave: number, cluster: inventory.name };
        names.set(waveBranch(inventory.name, number, kind), identity);
      }
    }
  }
  return names;
}

function keyOf(wave: number, cluster: string): string {
  return `${wave}\u0000${cluster}`;
}
