/**
 * Which wave number each service gets.
 *
 * Pins keep numbers stable. A pinned service stands where it is pinned. As long as no more than half of the services are pinned, everybody
 * else keeps the number they have without any pin, so that moving one service moves nobody else; a number that only services that are
 * gone are pinned to is spent and skipped. Once more than half are pinned, the numbers are settled: a newcomer joins the first wave of
 * its band's pinned services that has room, else it opens a wave after all others.
 */
import type { Complexity, PlannedService } from "../model/plan.ts";

export type Band = Complexity | "catch-all";
export const bands: readonly Band[] = ["low", "medium", "high", "catch-all"];

export function bandOfService(service: PlannedService): Band {
  return service.isCatchAll ? "catch-all" : service.complexity;
}

export interface Pins {
  /** By service name. */
  readonly of: ReadonlyMap<string, number>;
  readonly spent: ReadonlySet<number>;
}

/** The wave of each service, in the order of `services` (which is the order of bands). */
export function numberServices(
  services: readonly PlannedService[],
  pins: Pins,
  maxPerWave: number,
): readonly number[] {
  const pinned = services.map((service) => pins.of.get(service.name));
  const isSettled = pinned.filter((number) => number !== undefined).length * 2 > services.length;
  const numbers = isSettled
    ? joinedNumbers(services, pinned, pins, maxPerWave)
    : plainNumbers(services, pins.spent, maxPerWave);
  return services.map((_, index) => pinned[index] ?? numbers[index] ?? 0);
}

/** Numbers as if nothing were pinned: band after band, each cluster filling the band's waves by itself. */
function plainNumbers(
  services: readonly PlannedService[],
  spent: ReadonlySet<number>,
  maxPerWave: number,
): readonly number[] {
  const numbers: number[] = [];
  let last = 0;
  const nextFree = (after: number): number => {
    let number = after + 1;
    while (spent.has(number)) number++;
    return number;
  };
  for (const band of bands) {
    const members = services.flatMap((service, index) =>
      bandOfService(service) === band ? [{ service, index }] : [],
    );
    const seated = new Map<string, number>();
    const home: number[] = [];
    for (const { service, index } of members) {
      const count = seated.get(service.cluster) ?? 0;
      seated.set(service.cluster, count + 1);
      const part = Math.floor(count / maxPerWave);
      if (home.length <= part) home.push(nextFree(home.at(-1) ?? last));
      numbers[index] = home[part] ?? 0;
    }
    last = home.at(-1) ?? last;
  }
  return numbers;
}

/** Numbers of newcomers when the others are settled. */
function joinedNumbers(
  services: readonly PlannedService[],
  pinned: readonly (number | undefined)[],
  pins: Pins,
  maxPerWave: number,
): readonly number[] {
  const homes = new Map<Band, number[]>();
  const seated = new Map<string, number>();
  const seat = (service: PlannedService, number: number): number => {
    const key = `${number}\u0000${service.cluster}`;
    seated.set(key, (seated.get(key) ?? 0) + 1);
    return number;
  };
  services.forEach((service, index) => {
    const number = pinned[index];
    if (number === undefined) return;
    const band = bandOfService(service);
    homes.set(
      band,
      [...(homes.get(band) ?? []), seat(service, number)].sort((a, b) => a - b),
    );
  });
  let last = Math.max(0, ...pins.of.values(), ...pins.spent);
  return services.map((service, index) => {
    const number = pinned[index];
    if (number !== undefined) return number;
    const band = bandOfService(service);
    const home = homes.get(band) ?? [];
    const free = home.find((wave) => (seated.get(`${wave}\u0000${service.cluster}`) ?? 0) < maxPerWave);
    if (free !== undefined) return seat(service, free);
    last += 1;
    homes.set(band, [...home, last]);
    return seat(service, last);
  });
}
