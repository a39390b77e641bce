/**
 * Plans the waves: services in bands (low, medium, high, then catch-all hosts), each band in as many waves as `maxPerWave` asks for.
 * Clusters share wave numbers, so that "wave 2" means the same everywhere; `maxPerWave` counts per cluster.
 */
import { type Diagnostic, diagnose, findingId, type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import { compareText, type IngressKey } from "../model/brands.ts";
import type { Config } from "../model/config.ts";
import type { ClusterInventory } from "../model/inventory.ts";
import { nearestName } from "../model/nearest.ts";
import type { Place } from "../model/place.ts";
import type { Complexity, PlannedService, ServiceStatus, Wave } from "../model/plan.ts";
import type { WaveDecisions } from "../model/survey.ts";
import { annotationBand, type BandOf, compareComplexity, heavier } from "./complexity.ts";
import { exposureOf, isCatchAll, parentDomainsOf } from "./exposure.ts";
import { type Band, bandOfService, bands, numberServices, type Pins } from "./numbers.ts";
import { groupServices, type ServiceGroup } from "./services.ts";

export interface WavePlanInput {
  readonly clusters: readonly Pick<ClusterInventory, "name" | "ingresses">[];
  readonly config: Pick<Config, "waves" | "gatewayByClass">;
  readonly decisions?: WaveDecisions | undefined;
  readonly bandOf?: BandOf | undefined;
  /** What keeps an Ingress from moving, by `ingressId`. */
  readonly blockers?: ReadonlyMap<string, readonly Diagnostic[]> | undefined;
  /** Ingresses whose routes are in the repository already, by `ingressId`. */
  readonly migrated?: ReadonlySet<string> | undefined;
  /** Where a key of the configuration stands. */
  readonly placeOf?: ((keyPath: readonly (string | number)[]) => Place | undefined) | undefined;
}

/** Tells Ingresses of different clusters apart. */
export function ingressId(cluster: string, key: IngressKey): string {
  return `${cluster}\u0000${key}`;
}

export function planWaves(input: WavePlanInput): Outcome<readonly Wave[]> {
  const groups = input.clusters.flatMap(({ name, ingresses }) =>
    groupServices(
      name,
      ingresses.filter((ingress) => ingress.class.ours),
    ),
  );
  const services = planServices(groups, input).sort(compareServices);
  const pins = pinsOf(groups, input);
  const numbers = numberServices(services, pins, input.config.waves.maxPerWave);

  const byNumber = new Map<number, PlannedService[]>();
  services.forEach((service, index) => {
    const number = numbers[index] ?? 0;
    byNumber.set(number, [...(byNumber.get(number) ?? []), service]);
  });
  const waves = [...byNumber]
    .sort(([a], [b]) => a - b)
    .map(([number, members]) => ({ number, services: members }));
  return outcome(named(waves), unknownServices(groups, input));
}

function planServices(groups: readonly ServiceGroup[], input: WavePlanInput): PlannedService[] {
  const bandOf = input.bandOf ?? annotationBand;
  const holds = new Map(
    [...input.config.waves.hold, ...(input.decisions?.hold ?? [])].map((held) => [held.service, held.reason]),
  );
  const parentsByCluster = new Map(
    input.clusters.map(({ name }) => [
      name,
      parentDomainsOf(groups.filter((group) => group.cluster === name).flatMap((group) => group.hosts)),
    ]),
  );
  return groups.map((group): PlannedService => {
    const ids = group.keys.map((key) => ingressId(group.cluster, key));
    const blockers = ids.flatMap((id) => input.blockers?.get(id) ?? []);
    const holdReason = [group.name, ...group.keys]
      .map((name) => holds.get(name))
      .find((reason) => reason !== undefined);
    const isMigrated = ids.every((id) => input.migrated?.has(id) === true);
    return {
      name: group.name,
      cluster: group.cluster,
      ingresses: group.keys,
      hosts: group.hosts,
      complexity: group.ingresses.reduce<Complexity>(
        (band, ingress) => heavier(band, bandOf(ingress)),
        "low",
      ),
      exposure: exposureOf(group.ingresses, input.config.gatewayByClass),
      isCatchAll: isCatchAll(group.hosts, parentsByCluster.get(group.cluster) ?? new Set()),
      status: statusOf(isMigrated, holdReason !== undefined, blockers.length > 0),
      holdReason,
      blockers: [...new Set(blockers.map(findingId))].sort(compareText),
    };
  });
}

function statusOf(isMigrated: boolean, isHeld: boolean, isBlocked: boolean): ServiceStatus {
  if (isMigrated) return "migrated";
  if (isHeld) return "held";
  return isBlocked ? "blocked" : "planned";
}

/** Band, inside before outside, few hosts before many, name, cluster. */
function compareServices(a: PlannedService, b: PlannedService): number {
  return (
    bands.indexOf(bandOfService(a)) - bands.indexOf(bandOfService(b)) ||
    compareComplexity(a.complexity, b.complexity) ||
    compareText(a.exposure, b.exposure) ||
    a.hosts.length - b.hosts.length ||
    compareText(a.name, b.name) ||
    compareText(a.cluster, b.cluster)
  );
}

/** Decisions go before the file. A pin may name any Ingress of a service; the service's own name goes first, then the lowest number. */
function pinsOf(groups: readonly ServiceGroup[], input: WavePlanInput): Pins {
  const stated = new Map([
    ...Object.entries(input.config.waves.pin),
    ...Object.entries(input.decisions?.pin ?? {}),
  ]);
  const of = new Map<string, number>();
  const used = new Set<string>();
  for (const { name, keys } of groups) {
    const numbers = keys.flatMap((key) => stated.get(key) ?? []);
    for (const key of keys) used.add(key);
    const number = stated.get(name) ?? (numbers.length === 0 ? undefined : Math.min(...numbers));
    if (number !== undefined) of.set(name, number);
  }
  const live = new Set([...stated].flatMap(([name, number]) => (used.has(name) ? [number] : [])));
  const spent = new Set(
    [...stated].flatMap(([name, number]) => (used.has(name) || live.has(number) ? [] : [number])),
  );
  return { of, spent };
}

/** "low complexity", "low complexity, part 2", "low and high complexity". */
function named(waves: readonly Omit<Wave, "name">[]): readonly Wave[] {
  const plain = waves.map(({ services }) => nameOf(new Set(services.map(bandOfService))));
  return waves.map(({ number, services }, index) => {
    const name = plain[index] ?? "";
    const same = plain.flatMap((other, at) => (other === name ? [at] : []));
    const part = same.length > 1 ? `, part ${same.indexOf(index) + 1}` : "";
    return { number, name: `${name}${part}`, services };
  });
}

function nameOf(held: ReadonlySet<Band>): string {
  const weights = bands.filter((band) => band !== "catch-all" && held.has(band));
  const parts = [
    ...(weights.length === 0 ? [] : [`${weights.join(" and ")} complexity`]),
    ...(held.has("catch-all") ? ["catch-all hosts"] : []),
  ];
  return parts.join(", ");
}

/** Only the file is judged: decisions made by comments outlive the services they speak of. */
function unknownServices(groups: readonly ServiceGroup[], input: WavePlanInput): readonly Diagnostic[] {
  const known = new Set<string>(groups.flatMap((group) => group.keys));
  const names = groups.map((group) => group.name);
  const judge = (
    key: string,
    service: string,
    keyPath: readonly (string | number)[],
  ): readonly Diagnostic[] => {
    if (known.has(service)) return [];
    const params = { key, service, nearest: nearestName(service, names) };
    return [diagnose("config-service-unknown", params, { at: input.placeOf?.(keyPath) })];
  };
  return [
    ...Object.keys(input.config.waves.pin).flatMap((name) =>
      judge("waves.pin", name, ["waves", "pin", name]),
    ),
    ...input.config.waves.hold.flatMap((held, index) =>
      judge("waves.hold", held.service, ["waves", "hold", index]),
    ),
  ];
}
