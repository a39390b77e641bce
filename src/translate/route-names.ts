/**
 * Names of routes: the Ingress's own for the first, `-redirect`, `-tls` and numbers for the rest. A derived name never takes that of
 * another Ingress of the namespace, whose route would carry it.
 */
import { stableId } from "../diagnostics/diagnostic.ts";
import type { Ingress } from "../model/ingress.ts";

export interface RouteNames {
  /** The next free name of an Ingress for a role. */
  next(ingress: Ingress, role: "route" | "redirect" | "tls"): string;
}

const maxName = 253;

export function routeNames(ingresses: readonly Ingress[]): RouteNames {
  const reserved = new Set<string>(ingresses.map((ingress) => ingress.key));
  const taken = new Set<string>();
  return {
    next(ingress, role) {
      const stem = role === "route" ? ingress.name : `${ingress.name}-${role}`;
      for (let number = 1; ; number += 1) {
        const name = shorten(number === 1 ? stem : `${stem}-${number}`);
        const key = `${ingress.namespace}/${name}`;
        const isOwn = role === "route" && number === 1;
        if (taken.has(key) || (reserved.has(key) && !isOwn)) continue;
        taken.add(key);
        return name;
      }
    },
  };
}

function shorten(name: string): string {
  return name.length <= maxName ? name : `${name.slice(0, maxName - 11)}-${stableId([name])}`;
}
