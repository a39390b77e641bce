/**
 * The order in which the controller looks at Ingresses: oldest first, equal ages by DESCENDING namespace/name
 * (internal/ingress/controller/store/store.go, sortIngressSlice, v1.15.1). Git rarely holds ages; where the answer hangs on
 * them, `agesAreKnown` says whether it may be trusted.
 */
import { compareText } from "../model/brands.ts";
import type { Ingress } from "../model/ingress.ts";

export function inControllerOrder<T extends Ingress>(ingresses: readonly T[]): readonly T[] {
  return [...ingresses].sort((a, b) => ageOf(a) - ageOf(b) || compareText(b.key, a.key));
}

/** True when every one of them carries a readable creationTimestamp. */
export function agesAreKnown(ingresses: readonly Ingress[]): boolean {
  return ingresses.every((ingress) => Number.isFinite(parsedAge(ingress)));
}

/** Without an age all count as created in the same second. */
function ageOf(ingress: Ingress): number {
  const age = parsedAge(ingress);
  return Number.isFinite(age) ? age : 0;
}

function parsedAge({ creationTimestamp }: Ingress): number {
  if (creationTimestamp === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(creationTimestamp))
    return Number.NaN;
  return Date.parse(creationTimestamp);
}
