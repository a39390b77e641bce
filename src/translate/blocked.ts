/**
 * Ingresses that share a host, directly or through a chain, move together: when one of them has a blocker, all stay.
 */
import { type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import { compareText, type IngressKey } from "../model/brands.ts";
import type { Ingress } from "../model/ingress.ts";
import { hostsOf } from "./hosts.ts";

/** All blocked Ingresses, and for those that have no blocker of their own the partner that holds them. */
export function sharedBlockers(
  ingresses: readonly Ingress[],
  blockers: ReadonlySet<IngressKey>,
): { readonly blocked: ReadonlySet<IngressKey>; readonly diagnostics: readonly Diagnostic[] } {
  const sorted = [...ingresses].sort((a, b) => compareText(a.key, b.key));
  const byHost = new Map<string, Ingress[]>();
  for (const ingress of sorted) {
    for (const host of hostsOf(ingress)) {
      const members = byHost.get(host) ?? [];
      members.push(ingress);
      byHost.set(host, members);
    }
  }
  const blocked = new Set(blockers);
  const diagnostics: Diagnostic[] = [];
  const queue = sorted.filter((ingress) => blocked.has(ingress.key));
  for (let partner = queue.shift(); partner !== undefined; partner = queue.shift()) {
    for (const host of hostsOf(partner)) {
      for (const ingress of byHost.get(host) ?? []) {
        if (blocked.has(ingress.key)) continue;
        blocked.add(ingress.key);
        queue.push(ingress);
        const params = { host, partner: partner.key };
        diagnostics.push(diagnose("host-shared-with-blocked", params, { ingress: ingress.key }));
      }
    }
  }
  return { blocked, diagnostics };
}
