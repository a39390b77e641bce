/**
 * bitnami's charts (bitnami/charts; common library `common.names.fullname`): `<component>.ingress` with one `hostname`, `tls: true` for a
 * secret `<hostname>-tls`, `extraHosts`, `extraTls`, `extraRules`. Few have route values; the rest offers `extraDeploy`, which is a
 * manifest inside the release's values and no better than one beside it.
 */

import { isMapping } from "../../objects/parse.ts";
import type { ChartContext, ChartEntry, ChartSite, RouteValues } from "./entry.ts";
import { at, fullname, portAt } from "./naming.ts";

const none: RouteValues = { kind: "none" };

/** The chart's only Ingress. */
function topSite(route: RouteValues): ChartSite {
  return { ...shared, block: ["ingress"], route, backend: backendOf(undefined) };
}

function componentSite(component: string, suffix: string, route: RouteValues): ChartSite {
  return { ...shared, block: [component, "ingress"], route, backend: backendOf({ component, suffix }) };
}

const shared = {
  templatesHosts: true,
  defaultPath: "/",
  defaultPathType: "ImplementationSpecific",
  enabledByDefault: false,
  tlsMainHostOnly: true,
  tlsSecret: (_context: ChartContext, host: string) => `${host}-tls`,
} as const;

export const thanos: ChartEntry = {
  name: "thanos",
  publisher: "bitnami",
  charts: ["thanos"],
  sites: [
    ["query", "-query"],
    ["queryFrontend", "-query-frontend"],
    ["bucketweb", "-bucketweb"],
    ["compactor", "-compactor"],
    ["ruler", "-ruler"],
    ["storegateway", "-storegateway"],
    ["receive", "-receive"],
  ].map(([component = "", suffix = ""]) =>
    componentSite(component, suffix, {
      kind: "unusable",
      at: [component, "httpRoute"],
      why: "which fields its `httpRoute` takes (since 17.5.0) is not known here",
    }),
  ),
};

export const mlflow: ChartEntry = {
  name: "mlflow",
  publisher: "bitnami",
  charts: ["mlflow"],
  sites: [
    componentSite("tracking", "-tracking", {
      kind: "unusable",
      at: ["tracking", "httproute"],
      why: "which fields its `httproute` takes (since 5.3.0) is not known here",
    }),
  ],
};

export const schemaRegistry: ChartEntry = {
  name: "schema-registry",
  publisher: "bitnami",
  charts: ["schema-registry"],
  sites: [
    topSite({
      kind: "unusable",
      at: ["httpRoutes"],
      why: "which fields its `httpRoutes` take (since 26.1.0) is not known here",
    }),
  ],
};

/** Charts of bitnami that have one Ingress and no route values. */
export const bitnami: ChartEntry = {
  name: "bitnami",
  publisher: "bitnami",
  charts: [
    "ghost",
    "wordpress",
    "drupal",
    "moodle",
    "redmine",
    "odoo",
    "rabbitmq",
    "keycloak",
    "phpmyadmin",
    "nginx",
    "kibana",
    "matomo",
    "mediawiki",
    "airflow",
    "parse",
    "influxdb",
  ],
  sites: [topSite(none)],
};

function backendOf(
  part: { readonly component: string; readonly suffix: string } | undefined,
): ChartSite["backend"] {
  const base = part === undefined ? [] : [part.component];
  return {
    service: (context) => fullname(context, part === undefined ? {} : { suffix: part.suffix }),
    port: ({ values }) => {
      const ports = at(values, [...base, "service", "ports"]);
      if (isMapping(ports)) return portAt(values, [...base, "service", "ports", "http"]) ?? "http";
      return portAt(values, [...base, "service", "port"]) ?? "http";
    },
  };
}
