/**
 * Whether external-dns publishes names from this repository. Where nobody states its version, both spellings of its annotations are written:
 * v0.22.0 changed the prefix, and an annotation it does not read would let a route claim a name too early.
 */
import type { Collateral } from "../model/collateral.ts";
import type { Config } from "../model/config.ts";
import { dnsPrefixes } from "../model/dns.ts";
import type { ClusterInventory } from "../model/inventory.ts";

export function dnsOf(
  config: Config,
  clusters: readonly ClusterInventory[],
  collateral: readonly Collateral[],
): Config["dns"] {
  if (config.dns.externalDns !== undefined) return config.dns;
  const isDeployed = collateral.some(({ kind }) => kind === "external-dns");
  const isAsked = clusters.some(({ ingresses }) =>
    ingresses.some(
      (ingress) =>
        ingress.class.ours &&
        Object.keys(ingress.annotations).some((key) => dnsPrefixes.some((prefix) => key.startsWith(prefix))),
    ),
  );
  if (!isDeployed && !isAsked) return config.dns;
  const [prefix, ...further] = dnsPrefixes;
  return { externalDns: { version: "", prefix, further } };
}
