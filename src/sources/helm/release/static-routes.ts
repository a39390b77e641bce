/**
 * The routes of a release that is not rendered, read back from its route values: they stay known when the ingress block beside them is
 * switched off or gone.
 */
import type { Release } from "../../../model/release.ts";
import { isIngress } from "../../objects/ingress.ts";
import type { ChartContext } from "../charts/entry.ts";
import type { FoundSite } from "../charts/registry.ts";
import { extraObjectsOf, readExtraObjects } from "../edit/extra-objects.ts";
import { readRouteObjects } from "../edit/read-routes.ts";
import { filesOf, routeSites } from "../edit/route-site.ts";
import { mergeValues, valueAt } from "../layers.ts";
import { type ObjectSite, ownerSite } from "./object-site.ts";
import { deployedBy } from "./printed.ts";
import type { ReleaseObject } from "./release-object.ts";
import type { ReleaseChartFacts } from "./world.ts";

export function staticRoutes(
  release: Release,
  facts: ReleaseChartFacts,
  why: string,
): readonly ReleaseObject[] {
  const { identity, files } = facts;
  if (identity === undefined) return [];
  const routes = routeSites(identity, files).flatMap((site): readonly ReleaseObject[] => {
    const context = contextOf(release, facts, site);
    const origin = { release: release.id, rendered: false, why, template: undefined, block: undefined };
    return readRouteObjects({ site, context, files: filesOf(files, site) }).map((object) => ({
      object,
      origin,
      site: placeOf(release, facts, site),
    }));
  });
  return [...routes, ...extraObjects(release, facts, why)];
}

/** What stands in the chart's list of further objects. */
function extraObjects(
  release: Release,
  { identity, files, values }: ReleaseChartFacts,
  why: string,
): readonly ReleaseObject[] {
  const extra = identity === undefined ? undefined : extraObjectsOf(identity, files);
  if (extra === undefined) return [];
  const owner = ownerSite(release);
  const place = values.origin([extra.key])?.place;
  const site =
    place === undefined
      ? owner
      : { path: place.path, document: 0, item: undefined, place, placeOf: () => place };
  const origin = { release: release.id, rendered: false, why, template: undefined, block: undefined };
  return readExtraObjects(valueAt(values.value, [extra.key]))
    .flatMap((object) => deployedBy(object, release.namespace))
    .filter((object) => !isIngress(object))
    .map((object) => ({ object, origin, site }));
}

function contextOf(release: Release, { values }: ReleaseChartFacts, site: FoundSite): ChartContext {
  const below = valueAt(values.value, site.scope) ?? {};
  const global = site.scope.length === 0 ? undefined : valueAt(values.value, ["global"]);
  return {
    release: release.name,
    namespace: release.namespace,
    chart: site.chart,
    version: site.version,
    values: global === undefined ? below : mergeValues(below, { global }),
  };
}

/** Where the route values stand in the highest layer. */
function placeOf(release: Release, { values }: ReleaseChartFacts, { site, scope }: FoundSite): ObjectSite {
  const owner = ownerSite(release);
  if (site.route.kind !== "values") return owner;
  const holder = site.route.dialect.kind === "rule-list" ? site.route.at : site.route.at.slice(0, -1);
  const place = values.origin([...scope, ...holder])?.place;
  if (place === undefined) return owner;
  return { path: place.path, document: 0, item: undefined, place, placeOf: () => place };
}
