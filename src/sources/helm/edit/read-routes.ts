/**
 * The routes that route values make, read without rendering: the way back from what the dialects write. Only values that this
 * version of the chart is known to read count, and only in forms whose meaning is known; anything else makes no route here.
 */
import type { Json, KubeObject } from "../../../model/kube.ts";
import type { ChartFiles } from "../../../model/render.ts";
import { isMapping } from "../../objects/parse.ts";
import type { ChartContext, RouteValues } from "../charts/entry.ts";
import { at, cutName } from "../charts/naming.ts";
import type { FoundSite } from "../charts/registry.ts";
import { attachedObjects } from "../own-chart/attached.ts";
import { takesAttached } from "../own-chart/scaffold.ts";
import { expandTemplate } from "../template-text.ts";
import { routeEvidence } from "./evidence.ts";
import type { MainBackend } from "./expression.ts";
import { isRedirectRule, type JsonMap, mapsIn, type RouteIntent } from "./intent.ts";

export interface RouteReading {
  readonly site: FoundSite;
  /** `values` are all merged layers of the chart the site belongs to. */
  readonly context: ChartContext;
  readonly files: ChartFiles | undefined;
  /** The Service of the chart's own rules; undefined: taken from the catalogue. */
  readonly backend?: MainBackend | undefined;
}

type Values = Extract<RouteValues, { kind: "values" }>;

/** In the order of the values; names are those of the chart as far as the catalogue tells. */
export function readRouteValues(reading: RouteReading): readonly RouteIntent[] {
  const { route } = reading.site.site;
  if (route.kind !== "values") return [];
  if (routeEvidence(route, reading.site.version, reading.files).kind !== "has") return [];
  const entries = entriesIn(reading, route);
  return entries.flatMap(({ key, value }) => {
    // The common library adds the key once there are two.
    const isBare =
      route.dialect.kind === "common-library" ? entries.length === 1 : key === undefined || key === "main";
    return readEntry(reading, route, isBare ? undefined : key, value) ?? [];
  });
}

/** The same as objects, for what stands in a cluster. */
export function readRouteObjects(reading: RouteReading): readonly KubeObject[] {
  const routes = readRouteValues(reading).map(({ name, annotations, parentRefs, hostnames, rules }) => ({
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: {
      name,
      namespace: reading.context.namespace,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations: textsOf(annotations) }),
    },
    spec: { parentRefs, ...(hostnames.length === 0 ? {} : { hostnames }), rules },
  }));
  return [...routes, ...readAttached(reading)];
}

/** What our own template prints along with a route. */
function readAttached(reading: RouteReading): readonly KubeObject[] {
  const { site, context, files } = reading;
  const { route } = site.site;
  const template = files?.get("templates/httproute.yaml");
  if (route.kind !== "values" || route.dialect.kind !== "own" || template === undefined) return [];
  if (!takesAttached(new TextDecoder().decode(template))) return [];
  return entriesIn(reading, route).flatMap(({ key, value }) => {
    const base = baseName(reading);
    const name = key === undefined || key === "main" ? base : `${base}-${key}`;
    return attachedObjects(value, name, context.namespace);
  });
}

interface Entry {
  /** undefined: the only one. */
  readonly key: string | undefined;
  readonly value: JsonMap;
}

function entriesIn({ site, context }: RouteReading, route: Values): readonly Entry[] {
  const isMap = route.dialect.kind !== "rule-list";
  let next = 0;
  const path = route.at.map((key) => (key === "*" ? (site.wild[next++] ?? key) : key));
  const found = at(context.values, isMap ? path.slice(0, -1) : path);
  if (!isMapping(found)) return [];
  const entries: readonly Entry[] = isMap
    ? Object.entries(found).flatMap(([key, value]) => (isMapping(value) ? [{ key, value }] : []))
    : [{ key: undefined, value: found }];
  const isOnByDefault = route.dialect.kind === "common-library";
  return entries.filter(({ value }) => (isOnByDefault ? value.enabled !== false : value.enabled === true));
}

function readEntry(
  reading: RouteReading,
  route: Values,
  key: string | undefined,
  value: JsonMap,
): RouteIntent | undefined {
  const hostnames = hostsIn(value.hostnames, reading, route);
  const rules = rulesIn(reading, route, value);
  if (hostnames === undefined || rules === undefined) return undefined;
  const base = baseName(reading);
  const annotations = value[route.dialect.kind === "whole-rules" ? route.dialect.annotations : "annotations"];
  return {
    name: key === undefined ? base : cutName(`${base}-${key}`, 63),
    labels: {},
    annotations: isMapping(annotations) ? annotations : {},
    parentRefs: mapsIn(value.parentRefs).map((parent) => ({
      group: "gateway.networking.k8s.io",
      kind: "Gateway",
      ...parent,
    })),
    hostnames,
    rules,
  };
}

/** That of the Ingress beside it; where only the chart knows it, the release's. */
function baseName({ site, context }: RouteReading): string {
  const { backend } = site.site;
  return backend?.ingress?.(context, site.wild.at(-1)) ?? backend?.service(context) ?? context.release;
}

/** undefined when one of them is only known to Helm. */
function hostsIn(
  value: Json | undefined,
  { context }: RouteReading,
  route: Values,
): readonly string[] | undefined {
  const texts = Array.isArray(value)
    ? value.flatMap((host: Json) => (typeof host === "string" ? [host] : []))
    : [];
  const hosts = texts.map((text) => (route.templatesHosts ? expandTemplate(text, context) : text));
  return hosts.every((host) => host !== undefined) ? hosts : undefined;
}

function rulesIn(reading: RouteReading, route: Values, value: JsonMap): readonly JsonMap[] | undefined {
  switch (route.dialect.kind) {
    case "route-map":
      return route.dialect.redirects && value.httpsRedirect === true
        ? [plainRedirect]
        : mainRules(reading, value);
    case "rule-list":
    case "own":
      return allOf(mapsIn(value.rules).map((rule) => withOwnBackend(reading, rule)));
    case "common-library":
      return allOf(mapsIn(value.rules).map((rule) => withNamedBackends(reading, rule)));
    case "whole-rules":
      return mapsIn(value.rules);
  }
}

const plainRedirect: JsonMap = {
  filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } }],
};

/** The chart's own rule stands last. */
function mainRules(reading: RouteReading, value: JsonMap): readonly JsonMap[] | undefined {
  const { matches, filters, timeouts } = value;
  const own = withOwnBackend(reading, {
    ...(matches === undefined ? {} : { matches }),
    ...(filters === undefined ? {} : { filters }),
    ...(timeouts === undefined || (isMapping(timeouts) && Object.keys(timeouts).length === 0)
      ? {}
      : { timeouts }),
  });
  return own === undefined ? undefined : [...mapsIn(value.additionalRules), own];
}

function withOwnBackend(reading: RouteReading, rule: JsonMap): JsonMap | undefined {
  if (isRedirectRule(rule) || rule.backendRefs !== undefined) return rule;
  const backend = mainBackend(reading);
  if (backend === undefined) return undefined;
  const { service, port } = backend;
  return { ...rule, backendRefs: [{ group: "", kind: "Service", name: service, port, weight: 1 }] };
}

/** The catalogue's Service, with its port as a number: a route cannot name it. */
export function mainBackend({ site, context, backend }: RouteReading): MainBackend | undefined {
  if (backend !== undefined) return backend;
  const service = site.site.backend?.service(context);
  const port = site.site.backend?.port(context);
  return service === undefined || typeof port !== "number" ? undefined : { service, port };
}

function withNamedBackends(reading: RouteReading, rule: JsonMap): JsonMap | undefined {
  if (rule.backendRefs === undefined) return rule;
  const { site, context } = reading;
  const backends: JsonMap[] = [];
  for (const { identifier, name, ...rest } of mapsIn(rule.backendRefs)) {
    const service = typeof identifier === "string" ? site.site.serviceOf?.(context, identifier) : name;
    const port =
      rest.port ??
      (typeof identifier === "string" ? site.site.backend?.portOf?.(context, identifier) : undefined);
    if (typeof service !== "string" || typeof port !== "number") return undefined;
    backends.push({ group: "", kind: "Service", weight: 1, ...rest, name: service, port });
  }
  return { ...rule, backendRefs: backends };
}

function allOf(rules: readonly (JsonMap | undefined)[]): readonly JsonMap[] | undefined {
  const known = rules.filter((rule) => rule !== undefined);
  return known.length === rules.length ? known : undefined;
}

function textsOf(annotations: JsonMap): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(annotations).map(([key, text]) => [
      key,
      typeof text === "string" ? text : JSON.stringify(text),
    ]),
  );
}
