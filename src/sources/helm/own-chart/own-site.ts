/** The catalogue's view of a chart of the repository's own that has this project's route template. */

import { helmCreate } from "../charts/helm-create.ts";
import type { ChartIdentity, FoundSite } from "../charts/registry.ts";
import { helmCreateSite } from "../charts/shapes.ts";
import { ownRoute } from "./scaffold.ts";

export function ownSite(chart: ChartIdentity): FoundSite {
  const site = helmCreateSite({ route: ownRoute });
  return { entry: helmCreate, site, scope: [], chart: chart.name, version: chart.version, wild: [] };
}
