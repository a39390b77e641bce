/** Annotations of which nobody here knows the value: filled in from elsewhere, or marked for a tool that is not followed. */
import type { IngressKey } from "../model/brands.ts";
import type { Ingress } from "../model/ingress.ts";
import { annotationsWithMarks } from "../sources/objects/placeholders.ts";
import type { SubstitutedCluster } from "./substituted.ts";

export function unknownValues(
  ingresses: readonly Ingress[],
  filled: SubstitutedCluster | undefined,
): (key: IngressKey) => ReadonlyMap<string, string> {
  const known = new Map(
    (filled?.values.ingresses ?? []).map((ingress) => [ingress.key, ingress.annotations]),
  );
  const byKey = new Map(ingresses.map((ingress) => [ingress.key, ingress]));
  return (key) => {
    const ingress = byKey.get(key);
    if (ingress === undefined) return new Map();
    const unknown = Object.entries(known.get(key) ?? {}).filter(
      ([, value]) => filled !== undefined && filled.standIns.show(value) !== value,
    );
    return new Map([...annotationsWithMarks(ingress), ...unknown]);
  };
}
