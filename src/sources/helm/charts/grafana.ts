/**
 * grafana (grafana-community/helm-charts since 2026-01, before grafana/helm-charts; templates/{ingress,route}.yaml, read at 13.x).
 * `route.main` since 8.6.0, its `httpsRedirect` is there, `timeouts` since 11.3.0.
 */
import type { ChartEntry } from "./entry.ts";
import { fullnameBackend } from "./naming.ts";
import { routeMap } from "./shapes.ts";

export const grafana: ChartEntry = {
  name: "grafana",
  charts: ["grafana"],
  sites: [
    {
      block: ["ingress"],
      route: routeMap({ at: ["route", "main"], since: "8.6.0", timeoutsSince: "11.3.0" }),
      backend: fullnameBackend({ at: ["service", "port"], otherwise: 80 }),
      templatesHosts: true,
      defaultPath: "/",
      defaultPathType: "Prefix",
      enabledByDefault: false,
    },
  ],
};
