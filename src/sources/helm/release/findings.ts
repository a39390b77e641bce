/**
 * What keeps an Ingress of a release from moving although it could be read: values nobody can see, and changes after the render.
 */
import { type Diagnostic, diagnose } from "../../../diagnostics/diagnostic.ts";
import type { IngressKey } from "../../../model/brands.ts";
import type { Place } from "../../../model/place.ts";
import type { Release, ReleaseGap } from "../../../model/release.ts";

export interface AskedIngress {
  readonly key: IngressKey;
  readonly place: Place;
  /** Key path of its block; undefined when no block explains it. */
  readonly block: readonly (string | number)[] | undefined;
}

export function findingsOf(
  release: Release,
  { key, place, block }: AskedIngress,
  /** `charts.hidden` of the configuration. */
  statedApart: readonly string[],
): readonly Diagnostic[] {
  const title = `${release.namespace}/${release.name}`;
  const hidden = release.gaps.flatMap((gap): readonly Diagnostic[] => {
    const reach = reachOf(gap, block);
    if (reach === "none") return [];
    const open = reach === "block" ? "helm-values-hidden" : "helm-values-unknown";
    const code = statedApart.includes(title) ? "helm-values-stated-apart" : open;
    return [diagnose(code, { release: title, why: gap.why }, { at: gap.at, ingress: key, related: [place] })];
  });
  const changed = release.changedAfter.map(({ field, at }) =>
    diagnose(
      "deployer-changes-ingress",
      { deployer: release.owner.title, field },
      { at, ingress: key, related: [place] },
    ),
  );
  return [...hidden, ...changed];
}

/** Whether unseen values can change the block itself, or what it is made of, or have nothing to do with it. */
function reachOf({ keyPath }: ReleaseGap, block: AskedIngress["block"]): "block" | "other" | "none" {
  if (keyPath === undefined) return "block";
  const isWithin =
    block === undefined ||
    keyPath.every((key, index) => index >= block.length || String(block[index]) === String(key));
  if (isWithin && (block !== undefined || keyPath.some((key) => /ingress/i.test(String(key)))))
    return "block";
  return keyPath.some((key) =>
    /ingress|host|domain|url|nameOverride|fullname|^global$|service/i.test(String(key)),
  )
    ? "other"
    : "none";
}
