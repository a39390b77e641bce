/**
 * Objects that an own chart prints whatever its values are: templates with nothing to fill in. They are known where the chart cannot be
 * rendered, because a dependency of it is not at hand.
 */
import { resolveRepoPath } from "../../../model/brands.ts";
import type { Release } from "../../../model/release.ts";
import { readYamlFile } from "../../../yaml/read.ts";
import { objectsOf } from "../../objects/parse.ts";
import { readLiteral } from "../own-chart/literal-template.ts";
import { templateSite } from "./object-site.ts";
import { deployedBy } from "./printed.ts";
import type { ReleaseObject } from "./release-object.ts";
import type { ReleaseChartFacts, ReleaseWorld } from "./world.ts";

const mostText = 64 * 1024;

export function literalObjects(
  release: Release,
  { files }: ReleaseChartFacts,
  why: string,
  { snapshot }: ReleaseWorld,
): readonly ReleaseObject[] {
  const { chart } = release;
  if (chart.kind !== "own" || files === undefined) return [];
  return [...files].flatMap(([template, bytes]): readonly ReleaseObject[] => {
    if (!/^templates\/(?:[^/]+\/)*[^_/][^/]*\.ya?ml$/.test(template) || bytes.length > mostText) return [];
    const manifest = readLiteral(new TextDecoder().decode(bytes), release);
    const path = resolveRepoPath(chart.directory, template);
    const site = templateSite(release, template, snapshot);
    if (manifest === undefined || path === undefined || site === undefined) return [];
    const origin = { release: release.id, rendered: false, why, template, block: undefined };
    return objectsOf(readYamlFile(path, manifest).value)
      .flatMap(({ object }) => deployedBy(object, release.namespace))
      .map((object) => ({ object, origin, site }));
  });
}
