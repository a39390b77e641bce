/**
 * A proof runs on what clusters get and is shown with what people wrote: hosts go in filled in and come back as texts, in witnesses and
 * in the redirects they name.
 */
import type { ClusterInventory } from "../model/inventory.ts";
import type { Json } from "../model/kube.ts";
import { restoreJson } from "../model/placeholder-objects.ts";
import type { Proof } from "../model/proof.ts";
import type { SubstitutedCluster } from "./substituted.ts";

/** The hosts as clusters get them. */
export function deployedHosts(
  hosts: ReadonlySet<string>,
  inventory: ClusterInventory,
  filled: SubstitutedCluster,
): ReadonlySet<string> {
  const pairs = hostPairs(inventory, filled).filter(({ text }) => hosts.has(text));
  const filledIn = new Set(pairs.map(({ text }) => text));
  return new Set([...[...hosts].filter((host) => !filledIn.has(host)), ...pairs.map(({ value }) => value)]);
}

export function proofAsWritten(proof: Proof, inventory: ClusterInventory, filled: SubstitutedCluster): Proof {
  const texts = new Map<string, string>();
  for (const { text, value } of hostPairs(inventory, filled)) {
    if (text !== value && !texts.has(value)) texts.set(value, text);
  }
  const show = (value: Json): Json => withHosts(restoreJson(value, filled.standIns, "show"), texts);
  return {
    ...proof,
    assumptions: proof.assumptions.map((sentence) => filled.standIns.show(sentence)),
    hosts: proof.hosts.map((host) => {
      const witnesses = host.witnesses.map((witness) => {
        const shown = show(JSON.parse(JSON.stringify(witness)) as Json); // a witness is JSON data
        return { ...witness, ...(shown as unknown as typeof witness), id: witness.id }; // the same with other texts
      });
      return { ...host, host: texts.get(host.host) ?? filled.standIns.show(host.host), witnesses };
    }),
  };
}

function hostPairs(inventory: ClusterInventory, { values, standIns }: SubstitutedCluster) {
  return inventory.ingresses.flatMap((ingress, at) =>
    ingress.spec.rules.flatMap(({ host: text }, rule) => {
      const value = values.ingresses[at]?.spec.rules[rule]?.host;
      if (text === undefined || value === undefined) return [];
      return [{ text, value, shown: standIns.show(value) }];
    }),
  );
}

/** Whole hosts, alone or in an address. */
function withHosts(value: Json, texts: ReadonlyMap<string, string>): Json {
  if (typeof value === "string") {
    return value.replace(/[A-Za-z0-9*][A-Za-z0-9.-]*/g, (word) => texts.get(word) ?? word);
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => withHosts(item, texts));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withHosts(inner, texts)]));
}
