/**
 * Groups the Ingresses of one cluster into services: those that share a host, directly or through a chain. Host-less rules and default
 * backends share the host ""; hosts that stand under `tls` alone connect nothing.
 */
import { compareText, type IngressKey } from "../model/brands.ts";
import type { Ingress, InventoryIngress } from "../model/ingress.ts";

export interface ServiceGroup {
  /** Key of its first Ingress. */
  readonly name: string;
  readonly cluster: string;
  /** Each key once, sorted. */
  readonly keys: readonly IngressKey[];
  readonly ingresses: readonly InventoryIngress[];
  /** Sorted. */
  readonly hosts: readonly string[];
}

/** Hosts an Ingress serves, each once; "" for requests no named host takes. */
export function hostsOf(ingress: Ingress): readonly string[] {
  const hosts = new Set(ingress.spec.rules.map((rule) => rule.host ?? ""));
  if (ingress.spec.defaultBackend !== undefined && ingress.spec.rules.length === 0) hosts.add("");
  return [...hosts].sort(compareText);
}

export function groupServices(
  cluster: string,
  ingresses: readonly InventoryIngress[],
): readonly ServiceGroup[] {
  const parents = new Map<string, string>();
  const rootOf = (name: string): string => {
    let root = name;
    for (let next = parents.get(root); next !== undefined && next !== root; next = parents.get(root))
      root = next;
    for (let at = name; at !== root; ) {
      const next = parents.get(at) ?? root;
      parents.set(at, root);
      at = next;
    }
    return root;
  };
  for (const ingress of ingresses) {
    const own = `key\u0000${ingress.key}`;
    if (!parents.has(own)) parents.set(own, own);
    for (const host of hostsOf(ingress)) {
      const name = `host\u0000${host}`;
      if (!parents.has(name)) parents.set(name, name);
      parents.set(rootOf(name), rootOf(own));
    }
  }
  const members = new Map<string, InventoryIngress[]>();
  for (const ingress of ingresses) {
    const root = rootOf(`key\u0000${ingress.key}`);
    members.set(root, [...(members.get(root) ?? []), ingress]);
  }
  return [...members.values()]
    .flatMap((group): ServiceGroup[] => {
      const keys = [...new Set(group.map((ingress) => ingress.key))].sort(compareText);
      const [name] = keys;
      if (name === undefined) return [];
      const hosts = [...new Set(group.flatMap(hostsOf))].sort(compareText);
      return [{ name, cluster, keys, ingresses: group, hosts }];
    })
    .sort((a, b) => compareText(a.name, b.name));
}
