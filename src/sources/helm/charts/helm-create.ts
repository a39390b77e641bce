/**
 * The scaffold of `helm create` (helm/helm pkg/chart/v2/util/create.go), which most own charts and many published ones keep. Its
 * `httpRoute` came with 3.19.0 and 4.0.0, so a chart's own version says nothing: only its files tell. Its default rule matches
 * `/headers` alone, a rule without `matches` renders broken text, and it knows neither timeouts nor redirects.
 */
import type { ChartEntry } from "./entry.ts";
import { helmCreateSite, ruleList } from "./shapes.ts";

export const helmCreate: ChartEntry = {
  name: "helm-create",
  charts: [],
  sites: [helmCreateSite({ route: ruleList({ at: ["httpRoute"], since: undefined }) })],
};
