/**
 * What the catalogue knows about a chart: where its ingress blocks are, what its values can say about HTTPRoutes and since when, and
 * how it names what stands behind. Facts come from the chart's own templates; each file names them.
 */
import type { Json } from "../../../model/kube.ts";

/** The chart as one release uses it; `values` are those of the chart itself (below its key in an umbrella chart). */
export interface ChartContext {
  readonly release: string;
  readonly namespace: string;
  readonly chart: string;
  readonly version: string | undefined;
  readonly values: Json;
}

/** How route values are written. */
export type RouteDialect =
  | {
      /** `route.main: {enabled, hostnames, parentRefs, matches, filters, additionalRules, httpsRedirect}`. */
      readonly kind: "route-map";
      /** False: every key gets the same object name, so only `main` can be used. */
      readonly namesOthers: boolean;
      /** False: the chart knows no `httpsRedirect`. */
      readonly redirects: boolean;
    }
  | {
      /** `httpRoute: {enabled, parentRefs, hostnames, rules: [{matches, filters}]}`: the backend is the chart's own. */
      readonly kind: "rule-list";
    }
  | {
      /** `route.<id>: {parentRefs, hostnames, rules: [{matches, filters, backendRefs, timeouts}]}`. */
      readonly kind: "common-library";
    }
  | {
      /** `httpRoute.<id>: {enabled, parentRefs, hostnames, rules}` with rules printed whole, backends included. */
      readonly kind: "whole-rules";
      /** Key of the annotations. */
      readonly annotations: string;
    }
  | {
      /** `httpRoutes.<id>` of the template this project adds to a chart: rules are written out whole. */
      readonly kind: "own";
    };

export type RouteValues =
  | {
      readonly kind: "values";
      /** Chart version that has them; undefined: only the chart itself tells. */
      readonly since: string | undefined;
      /** Key path from the root of the chart's values; "*" stands for what it stands for in `block`. */
      readonly at: readonly string[];
      readonly dialect: RouteDialect;
      /** Chart version whose route values know `timeouts`; undefined: none does. */
      readonly timeoutsSince: string | undefined;
      /** True when hostnames go through `tpl`, so that `{{ }}` in them means something. */
      readonly templatesHosts: boolean;
      /** Written along, because the chart's default would add rules of its own. */
      readonly along?: { readonly [key: string]: Json };
    }
  /** It has them, but they cannot stand beside the ingress, or cannot say what a route has to. */
  | { readonly kind: "unusable"; readonly at: readonly string[]; readonly why: string }
  | { readonly kind: "none" };

export interface BackendRule {
  /** Name of the Service; undefined when it cannot be told. */
  service(context: ChartContext): string | undefined;
  port(context: ChartContext): string | number | undefined;
  /** Port of a service of the values, when a path states none. */
  portOf?(context: ChartContext, identifier: string): string | number | undefined;
  /** Name of the Ingress, when it is not the Service's; `id` is its key in a map of ingresses. */
  ingress?(context: ChartContext, id: string | undefined): string | undefined;
}

export interface ChartSite {
  /** Key path of the block from the root of the chart's values; "*" is any key, a list's items have any index. */
  readonly block: readonly string[];
  /** Versions of the chart this is said of; undefined: all. */
  readonly versions?: string;
  readonly route: RouteValues;
  /** undefined: only a rendered chart tells. */
  readonly backend: BackendRule | undefined;
  /** True when hosts go through `tpl`. */
  readonly templatesHosts: boolean;
  /** Where the host stands when the block has none. */
  readonly hostAt?: readonly (readonly string[])[];
  /** What the chart fills in. */
  readonly defaultPath?: string;
  readonly defaultPathType?: string;
  /** Secret that `tls: true` means. */
  tlsSecret?(context: ChartContext, host: string): string | undefined;
  /** True when `tls: true` covers the block's own host and none of the further ones. */
  readonly tlsMainHostOnly?: boolean;
  /** Keys of the block that `backend` takes into account. */
  readonly reads?: readonly string[];
  /** False where `enabled: false` is the chart's default or there is no switch: then "absent" means on. */
  readonly enabledByDefault?: boolean;
  /** A service of the values, by its identifier (common library). */
  serviceOf?(context: ChartContext, identifier: string): string | undefined;
  /** True when `service.name` of a path is a service of the values. */
  namesIdentifiers?(context: ChartContext, name: string): boolean;
  /** What `service.name` of a path means, where it is not simply the Service's name. */
  serviceNamed?(context: ChartContext, name: string): string | undefined;
}

export interface ChartEntry {
  readonly name: string;
  /** Charts of this publisher share names with others' and are told apart by their repository. */
  readonly publisher?: "bitnami";
  /** Names in Chart.yaml. */
  readonly charts: readonly string[];
  readonly sites: readonly ChartSite[];
  /** Sub-charts by their key in the values: blocks below are those of another entry. */
  readonly subcharts?: Readonly<Record<string, string>>;
}
