/**
 * The ingress blocks of a release that are on, or may be, with what the catalogue knows of each and the values its chart sees.
 */
import type { Json } from "../../../model/kube.ts";
import type { Release } from "../../../model/release.ts";
import { isMapping } from "../../objects/parse.ts";
import type { IngressBlock } from "../blocks/block.ts";
import { readIngressBlocks } from "../blocks/find.ts";
import type { ChartContext } from "../charts/entry.ts";
import { type ChartIdentity, type FoundSite, findSite } from "../charts/registry.ts";
import { mergeValues, valueAt } from "../layers.ts";
import { isOn } from "../unrendered.ts";
import type { ReleaseChartFacts } from "./world.ts";

export interface LiveBlock {
  readonly block: IngressBlock;
  readonly site: FoundSite | undefined;
  /** Keys of the sub-charts it belongs to, outermost first; empty for the chart itself. */
  readonly scope: readonly string[];
  readonly context: ChartContext;
}

/** In the order of the values. */
export function liveBlocks(release: Release, facts: ReleaseChartFacts): readonly LiveBlock[] {
  return readIngressBlocks(facts.values.value).flatMap((block): readonly LiveBlock[] => {
    const { identity } = facts;
    const site = identity === undefined ? undefined : findSite(identity, block.keyPath);
    const found: LiveBlock = {
      block,
      site,
      scope: site?.scope ?? scopeOf(identity, block.keyPath),
      context: contextOf(release, facts, site, block),
    };
    return isOn(block, site?.site) && isReached(identity, found.scope, facts.values.value) ? [found] : [];
  });
}

function scopeOf(identity: ChartIdentity | undefined, keyPath: IngressBlock["keyPath"]): readonly string[] {
  const scope: string[] = [];
  let chart = identity;
  for (const key of keyPath) {
    chart = typeof key === "string" ? chart?.subcharts?.get(key) : undefined;
    if (chart === undefined) break;
    scope.push(String(key));
  }
  return scope;
}

/** A sub-chart that its own `enabled: false` switches off prints nothing. */
function isReached(identity: ChartIdentity | undefined, scope: readonly string[], values: Json): boolean {
  return scope.every((_, index) => {
    const chart = valueAt(values, scope.slice(0, index + 1));
    const isSwitch = identity !== undefined && isMapping(chart) && typeof chart.enabled === "boolean";
    return !isSwitch || chart.enabled === true;
  });
}

function contextOf(
  release: Release,
  { identity, values }: ReleaseChartFacts,
  site: FoundSite | undefined,
  block: IngressBlock,
): ChartContext {
  const scope = site?.scope ?? scopeOf(identity, block.keyPath);
  const below = valueAt(values.value, scope) ?? {};
  const global = scope.length === 0 ? undefined : valueAt(values.value, ["global"]);
  return {
    release: release.name,
    namespace: release.namespace,
    chart: site?.chart ?? identity?.name ?? "",
    version: site?.version ?? (site === undefined || site.scope.length === 0 ? identity?.version : undefined),
    values: global === undefined ? below : mergeValues(below, { global }),
  };
}
