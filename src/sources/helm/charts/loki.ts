/**
 * loki (grafana-community/helm-charts charts/loki, read in 2026-08; routes since 11.7.0 of 2026-04). The chart refuses an ingress and a
 * route for the same component at once, so "alongside" is a manifest of its own.
 */
import type { ChartEntry } from "./entry.ts";
import { fullnameBackend } from "./naming.ts";

const why = "the chart takes either the ingress or the route, not both at once";

export const loki: ChartEntry = {
  name: "loki",
  charts: ["loki"],
  sites: [
    {
      block: ["gateway", "ingress"],
      route: { kind: "unusable", at: ["gateway", "route"], why },
      backend: fullnameBackend({ at: ["gateway", "service", "port"], otherwise: 80 }, { suffix: "-gateway" }),
      templatesHosts: true,
      defaultPathType: "Prefix",
      enabledByDefault: false,
    },
    {
      // Each path goes to the component of the deployment mode: only a render tells.
      block: ["ingress"],
      route: { kind: "unusable", at: ["route"], why },
      backend: undefined,
      templatesHosts: true,
      enabledByDefault: false,
    },
  ],
};
