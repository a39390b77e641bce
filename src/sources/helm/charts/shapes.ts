/** Shapes that several charts share; an entry states only what is its own. */
import type { ChartSite, RouteValues } from "./entry.ts";
import { type FullnameOptions, fullnameBackend } from "./naming.ts";

/** The map of routes that the Prometheus and Grafana charts brought up: `route.main`. */
export function routeMap(options: {
  readonly at: readonly string[];
  readonly since: string | undefined;
  readonly redirects?: boolean;
  readonly namesOthers?: boolean;
  readonly timeoutsSince?: string;
}): RouteValues {
  return {
    kind: "values",
    since: options.since,
    at: options.at,
    dialect: {
      kind: "route-map",
      namesOthers: options.namesOthers ?? true,
      redirects: options.redirects ?? true,
    },
    timeoutsSince: options.timeoutsSince,
    templatesHosts: true,
  };
}

/** `httpRoute` as `helm create` writes it since 3.19.0: rules with matches and filters, the backend is the chart's Service. */
export function ruleList(options: {
  readonly at: readonly string[];
  readonly since: string | undefined;
  readonly timeoutsSince?: string;
}): Extract<RouteValues, { kind: "values" }> {
  return {
    kind: "values",
    since: options.since,
    at: options.at,
    dialect: { kind: "rule-list" },
    timeoutsSince: options.timeoutsSince,
    templatesHosts: false,
  };
}

/** `ingress: {enabled, className, annotations, hosts: [{host, paths}], tls}` and one Service. */
export function helmCreateSite(options: {
  readonly route: RouteValues;
  readonly port?: string | number;
  readonly portAt?: readonly string[];
  readonly block?: readonly string[];
  readonly naming?: FullnameOptions;
  readonly templatesHosts?: boolean;
}): ChartSite {
  return {
    block: options.block ?? ["ingress"],
    route: options.route,
    backend: fullnameBackend(
      { at: options.portAt ?? ["service", "port"], otherwise: options.port },
      options.naming ?? {},
    ),
    templatesHosts: options.templatesHosts ?? false,
    defaultPathType: "ImplementationSpecific",
    enabledByDefault: false,
  };
}
