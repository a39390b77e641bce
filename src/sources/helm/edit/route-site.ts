/**
 * The catalogue's entry for an ingress block where routes are concerned. A chart nobody knows by name is known by its files: by this
 * project's route template, or by that of `helm create`.
 */
import { compareText } from "../../../model/brands.ts";
import type { ChartFiles } from "../../../model/render.ts";
import type { KeyPath } from "../../../yaml/file.ts";
import { helmCreate } from "../charts/helm-create.ts";
import { type ChartIdentity, entryFor, type FoundSite, findSite } from "../charts/registry.ts";
import { ownSite } from "../own-chart/own-site.ts";
import { ownRouteKey } from "../own-chart/scaffold.ts";
import { routeEvidence } from "./evidence.ts";

/** undefined: nothing is known of the block. */
export function routeSite(
  chart: ChartIdentity,
  block: KeyPath,
  files: ChartFiles | undefined,
): FoundSite | undefined {
  if (isPlain(block) && files !== undefined && hasOwnTemplate(files)) return ownSite(chart);
  return findSite(chart, block) ?? scaffolded(chart, block, files);
}

/** `ingress` at the root of the values: the block of `helm create`. */
export function isPlain(block: KeyPath): boolean {
  return block.length === 1 && block[0] === "ingress";
}

function hasOwnTemplate(files: ChartFiles): boolean {
  const template = files.get("templates/httproute.yaml");
  return template !== undefined && new TextDecoder().decode(template).includes(`.Values.${ownRouteKey}`);
}

function scaffolded(
  chart: ChartIdentity,
  block: KeyPath,
  files: ChartFiles | undefined,
): FoundSite | undefined {
  const [site] = helmCreate.sites;
  if (site?.route.kind !== "values" || files === undefined || !isPlain(block)) return undefined;
  if (routeEvidence(site.route, chart.version, templatesOf(files)).kind !== "has") return undefined;
  return { entry: helmCreate, site, scope: [], chart: chart.name, version: chart.version, wild: [] };
}

/** Without the sub-charts. */
function templatesOf(files: ChartFiles): ChartFiles {
  const own = [...files].filter(([path]) => path === "values.yaml" || path.startsWith("templates/"));
  return new Map(own.sort(([a], [b]) => compareText(a, b)));
}

/** Files of the chart the block belongs to; those of a sub-chart stand below its name. */
export function filesOf(
  files: ChartFiles | undefined,
  site: Pick<FoundSite, "scope" | "chart"> | undefined,
): ChartFiles | undefined {
  if (files === undefined || site === undefined || site.scope.length === 0) return files;
  const prefix = `charts/${site.chart}/`;
  if (site.scope.length > 1 || !files.has(`${prefix}Chart.yaml`)) return undefined;
  const inside = [...files].filter(([path]) => path.startsWith(prefix));
  return new Map(inside.map(([path, bytes]) => [path.slice(prefix.length), bytes]));
}

const mostDepth = 4;

/** Every place of a chart and its sub-charts where the catalogue knows of route values, whether or not an ingress block stands there. */
export function routeSites(
  chart: ChartIdentity,
  files: ChartFiles | undefined,
  scope: readonly string[] = [],
): readonly FoundSite[] {
  const entry = entryFor(chart);
  const plain = scope.length === 0 ? routeSite(chart, ["ingress"], files) : undefined;
  const known = (entry?.sites ?? []).map(
    (site): FoundSite => ({
      entry: entry ?? helmCreate,
      site,
      scope,
      chart: chart.name,
      version: chart.version,
      wild: [],
    }),
  );
  const own = plain === undefined || entry !== undefined ? known : [plain];
  const named = Object.entries(entry?.subcharts ?? {}).map(
    ([key, name]): readonly [string, ChartIdentity] => [key, { name, version: undefined }],
  );
  const below = scope.length >= mostDepth ? [] : [...new Map([...named, ...(chart.subcharts ?? [])])];
  const sites = [...own, ...below.flatMap(([key, subchart]) => routeSites(subchart, files, [...scope, key]))];
  // Two blocks of a chart may share their route values.
  const byPlace = new Map<string, FoundSite>();
  for (const found of sites) {
    const { route } = found.site;
    if (route.kind !== "values" || !isReadable(route.at)) continue;
    const place = [...found.scope, ...route.at].join("\0");
    if (!byPlace.has(place)) byPlace.set(place, found);
  }
  return [...byPlace.values()];
}

/** Which key a "*" stands for is only known for the last one: there all of them are routes. */
function isReadable(at: readonly string[]): boolean {
  return !at.slice(0, -1).includes("*");
}
