/** Services are grouped by the hosts a cluster has and shown with the hosts people wrote. */
import { compareText, type IngressKey } from "../model/brands.ts";
import type { InventoryIngress } from "../model/ingress.ts";
import type { ClusterInventory } from "../model/inventory.ts";
import type { Wave } from "../model/plan.ts";
import { hostsOf } from "../plan/services.ts";

export function withWrittenHosts(
  waves: readonly Wave[],
  written: readonly ClusterInventory[],
): readonly Wave[] {
  const filled = new Map(written.map((cluster) => [cluster.name, ingressesFilledIn(cluster)]));
  if ([...filled.values()].every(({ size }) => size === 0)) return waves;
  return waves.map((wave) => ({
    ...wave,
    services: wave.services.map((service) => {
      const inCluster = filled.get(service.cluster);
      if (!service.ingresses.some((key) => inCluster?.has(key))) return service;
      const own = written
        .find(({ name }) => name === service.cluster)
        ?.ingresses.filter(({ key }) => service.ingresses.includes(key));
      const hosts = [...new Set((own ?? []).flatMap(hostsOf))].sort(compareText);
      return { ...service, hosts };
    }),
  }));
}

function ingressesFilledIn({ ingresses }: ClusterInventory): ReadonlyMap<IngressKey, InventoryIngress> {
  return new Map(
    ingresses.flatMap((ingress) => (ingress.written === undefined ? [] : [[ingress.key, ingress] as const])),
  );
}
