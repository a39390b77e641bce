/**
 * The single charts of prometheus-community/helm-charts, read in 2026-08: prometheus (templates/{ingress,httproute}.yaml; every key of
 * its route map gets the same object name), alertmanager, blackbox-exporter, pushgateway.
 */
import type { ChartContext, ChartEntry } from "./entry.ts";
import { fullname, portAt, textAt } from "./naming.ts";
import { helmCreateSite, routeMap } from "./shapes.ts";

export const prometheus: ChartEntry = {
  name: "prometheus",
  charts: ["prometheus"],
  sites: [
    {
      block: ["server", "ingress"],
      route: routeMap({ at: ["server", "route", "main"], since: "27.15.0", namesOthers: false }),
      backend: {
        service: serverName,
        port: ({ values }) =>
          portAt(values, ["server", "ingress", "servicePort"]) ??
          portAt(values, ["server", "service", "servicePort"]) ??
          80,
      },
      templatesHosts: true,
      reads: ["servicePort"],
      defaultPath: "/",
      defaultPathType: "Prefix",
      enabledByDefault: false,
    },
  ],
  subcharts: { alertmanager: "alertmanager", "prometheus-pushgateway": "prometheus-pushgateway" },
};

export const alertmanager: ChartEntry = {
  name: "alertmanager",
  charts: ["alertmanager"],
  sites: [helmCreateSite({ route: routeMap({ at: ["route", "main"], since: "1.38.0" }), port: 9093 })],
};

export const blackboxExporter: ChartEntry = {
  name: "prometheus-blackbox-exporter",
  charts: ["prometheus-blackbox-exporter"],
  sites: [
    helmCreateSite({
      route: routeMap({ at: ["route", "main"], since: "11.11.0", namesOthers: false }),
      port: 9115,
      templatesHosts: true,
    }),
  ],
};

export const pushgateway: ChartEntry = {
  name: "prometheus-pushgateway",
  charts: ["prometheus-pushgateway"],
  sites: [
    {
      ...helmCreateSite({
        route: routeMap({ at: ["route", "main"], since: "3.5.0", namesOthers: false }),
        port: 9091,
      }),
      defaultPath: "/",
    },
  ],
};

function serverName(context: ChartContext): string | undefined {
  const override = textAt(context.values, ["server", "fullnameOverride"]);
  if (override !== undefined)
    return override.includes("{{") ? undefined : override.slice(0, 63).replace(/-$/, "");
  const component = textAt(context.values, ["server", "name"]) ?? "server";
  return fullname({ ...context, values: withoutFullname(context) }, { suffix: `-${component}` });
}

/** The chart's own `fullnameOverride` does not count for the server. */
function withoutFullname(context: ChartContext): ChartContext["values"] {
  const name = textAt(context.values, ["nameOverride"]);
  return name === undefined ? {} : { nameOverride: name };
}
