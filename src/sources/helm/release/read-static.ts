/**
 * The Ingresses of a release that is not rendered, read block by block from its values. What cannot be read without the chart is a blocker
 * at the block's place; without a host there is no Ingress to speak of.
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../../diagnostics/diagnostic.ts";
import type { KubeObject } from "../../../model/kube.ts";
import type { Release } from "../../../model/release.ts";
import { readUnrendered, type UnrenderedRequest } from "../unrendered.ts";
import type { LiveBlock } from "./live-blocks.ts";
import { blockOrigin, blockSite, ownerSite } from "./object-site.ts";
import { keyOf, type ReleaseObject } from "./release-object.ts";
import type { ReleaseChartFacts, ReleaseWorld } from "./world.ts";

export function readStatic(
  release: Release,
  facts: ReleaseChartFacts,
  blocks: readonly LiveBlock[],
  why: string,
  world: ReleaseWorld,
): Outcome<readonly ReleaseObject[]> {
  const diagnostics: Diagnostic[] = [];
  const title = `${release.namespace}/${release.name}`;
  const stated = Object.hasOwn(world.config.charts.services, title)
    ? world.config.charts.services[title]
    : undefined;
  const objects = blocks.flatMap((live): readonly ReleaseObject[] => {
    const { block, site, context } = live;
    const own = blockSite(release, facts, live, undefined) ?? ownerSite(release);
    const request = { block, site, context, stated, place: own.place };
    const read = readUnrendered(request);
    const object = read.value ?? (read.diagnostics.length === 0 ? undefined : standIn(release, request));
    const ingress = object === undefined ? undefined : keyOf(object);
    diagnostics.push(...read.diagnostics.map((one): Diagnostic => ({ ...one, ingress })));
    if (object === undefined) return [];
    if (read.value !== undefined)
      diagnostics.push(diagnose("helm-unrendered", { release: title, why }, { at: own.place, ingress }));
    const origin = {
      release: release.id,
      rendered: false,
      why,
      ...(read.value === undefined ? { backendStandsIn: true } : {}),
      template: undefined,
      block: blockOrigin(release, live),
    };
    return [{ object, origin, site: blockSite(release, facts, live, object) ?? own }];
  });
  return outcome(objects, diagnostics);
}

/**
 * The hosts are known and what they lead to is not: the Ingress is listed with a backend of the release's name, so that it is seen and
 * that its hosts are not given to others. Its blocker keeps it from moving.
 */
function standIn(release: Release, request: UnrenderedRequest): KubeObject | undefined {
  const { block } = request;
  const id = block.keyPath.filter((key) => !/ingress(?:es)?$/i.test(String(key)));
  const service = [release.name, ...id].join("-").toLowerCase();
  const open = { ...request, block: { ...block, unread: [] }, stated: { service, port: 80 } };
  return readUnrendered(open).value;
}
