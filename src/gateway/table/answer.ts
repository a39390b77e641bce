/**
 * Answers one request from the table: virtual host, first match in the data plane's order, access policy, filters, backend
 * (reference gateway-api.md section 15).
 */
import type { GatewayReason, RequestSample, RouteOutcome } from "../../model/proof.ts";
import { inLanguage } from "../../pattern/language.ts";
import { dataPlanes } from "./data-plane.ts";
import { allowsOrigin, type CorsFilter, type Filter, modifyPath } from "./filter.ts";
import { hostKeys } from "./listener.ts";
import { type SecurityPolicy, securityOf, timeoutsOf } from "./policy.ts";
import { isOrderOpen, mayMatchElsewhere } from "./precedence.ts";
import { authorizationDoubt, refusalOf } from "./refusal.ts";
import type { BackendRef, ValueMatch } from "./route.ts";
import { substitute } from "./substitution.ts";
import { findVirtualHost, type GatewayTable, type HostEntry } from "./table.ts";

export interface GatewayAnswer {
  readonly outcome: RouteOutcome;
  readonly because: GatewayReason;
  /** True when the data plane answers a CORS preflight itself. */
  readonly isPreflight: boolean;
  /** Back ends by share when weights decide, the outcome naming the largest; else undefined. */
  readonly split: readonly { readonly backend: string; readonly share: number }[] | undefined;
  /** Set when the model cannot be sure; the outcome is then its best guess. */
  readonly doubt: string | undefined;
  /** What the back end of the outcome is spoken to in; undefined when that hangs on an object this model does not read. */
  readonly protocol: "HTTP" | "HTTPS" | "H2C" | "TLS" | undefined;
  /** Set when no listener takes this scheme and host. */
  readonly isUnheard: boolean;
}

export function answerGateway(table: GatewayTable, sample: RequestSample): GatewayAnswer {
  const request = withLowerCaseHeaders(sample);
  const passed = request.scheme === "https" ? passedOn(table, request) : undefined;
  if (passed !== undefined) return passed;
  const { listens, virtualHost } = findVirtualHost(table, request.scheme, bareHost(request.host));
  const path = request.path.split(/[?#]/, 1)[0] ?? "/";
  let doubt: string | undefined;
  let chosen: HostEntry | undefined;
  for (const entry of virtualHost?.entries ?? []) {
    const { match } = entry;
    if (match.problem !== undefined) {
      doubt ??= `an expression of ${entry.route.key} is not understood: ${match.problem}`;
      continue;
    }
    if (!fitsConditions(entry, request)) continue;
    if (chosen?.match.path.type !== "Exact" && mayMatchElsewhere(entry, path, table.world.target)) {
      doubt ??= `the API leaves open what the expression ${match.path.value} matches, and before what`;
    }
    if (!match.path.languages.some((language) => inLanguage(language, path))) continue;
    chosen ??= entry;
    // What stands behind it decides nothing, unless the order itself is open.
    if (!isOrderOpen(table.world.target)) break;
  }
  if (chosen === undefined) {
    const because: GatewayReason = { route: undefined, rule: undefined };
    return { ...plain({ kind: "status", status: 404 }, because), doubt, isUnheard: !listens };
  }
  const answered = ruleAnswer(table, request, chosen);
  return doubt === undefined ? answered : { ...answered, doubt };
}

/** SNI decides before any request is seen: the most specific hostname of a TLSRoute, unless an https listener names the host more exactly. */
function passedOn(table: GatewayTable, { host, path }: RequestSample): GatewayAnswer | undefined {
  if (table.tlsRoutes.size === 0) return undefined;
  const keys = hostKeys(bareHost(host));
  const key = keys.find((one) => table.tlsRoutes.has(one));
  const entry = key === undefined ? undefined : table.tlsRoutes.get(key);
  if (key === undefined || entry === undefined) return undefined;
  const opened = keys.find((one) => one !== "" && table.hosts.https.has(one));
  const doubt =
    opened !== undefined && keys.indexOf(opened) <= keys.indexOf(key)
      ? "an https listener takes the host of a TLSRoute as well"
      : undefined;
  const because: GatewayReason = { route: entry.route, rule: 0 };
  const outcome: RouteOutcome =
    entry.backend === undefined
      ? { kind: "status", status: 500 }
      : { kind: "backend", backend: entry.backend, path, headers: {}, timeouts: {} };
  return { ...plain(outcome, because), protocol: "TLS", doubt };
}

/** Host without port and trailing dot, lower case. */
function bareHost(header: string): string {
  const text = header.toLowerCase().replace(/:\d*$/, "");
  return text.endsWith(".") ? text.slice(0, -1) : text;
}

function fitsConditions({ match }: HostEntry, request: RequestSample): boolean {
  if (match.method !== undefined && match.method !== request.method) return false;
  if (!match.headers.every((one) => fitsValue(one, headerValue(request, one.name)))) return false;
  if (match.query.length === 0) return true;
  const mark = request.path.indexOf("?");
  const query = new URLSearchParams(mark < 0 ? "" : request.path.slice(mark + 1));
  return match.query.every((one) => fitsValue(one, query.get(one.name) ?? undefined));
}

function headerValue(request: RequestSample, name: string): string | undefined {
  return name === "host" ? request.host : request.headers[name];
}

function fitsValue(match: ValueMatch, value: string | undefined): boolean {
  if (value === undefined) return false;
  return match.language === undefined ? value === match.value : inLanguage(match.language, value);
}

function ruleAnswer(table: GatewayTable, request: RequestSample, entry: HostEntry): GatewayAnswer {
  const { route, rule } = entry;
  const because: GatewayReason = { route: route.key, rule: rule.index };
  const plane = dataPlanes[table.world.target];
  const isRefused = rule.filters.some(({ kind }) => plane.refusedFilters.includes(kind));
  if (isRefused || refersToNothing(table, entry)) return plain({ kind: "status", status: 500 }, because);
  const policies = securityOf(table.policies, entry, bareHost(request.host));
  const cors = [...rule.filters, ...policies.map((policy) => policy.cors)].filter(
    (filter) => filter?.kind === "cors",
  );
  if (cors.some((one) => isPreflightOf(one, request))) {
    return { ...plain({ kind: "status", status: 200 }, because), isPreflight: true };
  }
  const redirect = rule.filters.find((filter) => filter.kind === "redirect");
  const denied = refusalOf(policies, request, plane.refusals);
  const doubt = doubtOf(table, entry, policies) ?? denied?.doubt;
  const own = rule.filters.find((filter) => filter.kind === "answer");
  if (denied !== undefined) return { ...plain(denied.outcome, because), doubt };
  if (redirect !== undefined)
    return { ...plain(redirectAnswer(redirect, request, entry, table), because), doubt };
  if (own !== undefined) return { ...plain({ kind: "status", status: own.status }, because), doubt };
  return { ...backendAnswer(table, request, entry, because), doubt };
}

/** Traefik answers 500 to a rule whose Middleware does not exist. */
function refersToNothing(table: GatewayTable, { rule, route }: HostEntry): boolean {
  const { referred } = table.policies;
  if (table.world.target !== "traefik" || referred === undefined) return false;
  return rule.filters.some(
    (filter) =>
      filter.kind === "extension" && !referred.has(`${filter.object} ${route.namespace}/${filter.name}`),
  );
}

function doubtOf(
  table: GatewayTable,
  { rule, route }: HostEntry,
  policies: readonly SecurityPolicy[],
): string | undefined {
  const { referred } = table.policies;
  const plane = dataPlanes[table.world.target];
  const doubted = rule.filters.find(({ kind }) => plane.doubtedFilters.includes(kind));
  if (doubted !== undefined)
    return `the implementation does not say that it knows the filter ${doubted.kind}`;
  for (const filter of rule.filters) {
    if (filter.kind === "other") return `the filter ${filter.type} is not modelled`;
    if (filter.kind !== "extension") continue;
    const isRead = referred?.has(`${filter.object} ${route.namespace}/${filter.name}`) === true;
    if (!isRead) return `the filter ${filter.object} is not modelled`;
  }
  return policies.find((policy) => policy.doubt !== undefined)?.doubt ?? authorizationDoubt(policies);
}

function isPreflightOf(cors: CorsFilter, request: RequestSample): boolean {
  const origin = request.headers.origin;
  const asks = request.headers["access-control-request-method"] !== undefined;
  return request.method === "OPTIONS" && asks && origin !== undefined && allowsOrigin(cors, origin);
}

type Redirect = Extract<Filter, { readonly kind: "redirect" }>;

/** The port is the explicit one, else the scheme's own when a scheme is given, else the listener's; 80 and 443 are not shown. */
function redirectAnswer(
  redirect: Redirect,
  request: RequestSample,
  entry: HostEntry,
  { world }: GatewayTable,
): RouteOutcome {
  const { redirects } = dataPlanes[world.target];
  if (redirects === "kong") return kongRedirect(redirect, request);
  const scheme = redirect.scheme ?? request.scheme;
  const ofScheme = scheme === "https" ? 443 : 80;
  const ofRequest = redirects === "client" ? clientPort(request) : entry.listener.port;
  const port = redirect.port ?? (redirect.scheme === undefined ? ofRequest : ofScheme);
  const host = redirect.hostname ?? request.host.replace(/:\d*$/, "");
  const target = modifyPath(request.path, redirect.path, entry.match.path.value);
  const shown = port === ofScheme ? "" : `:${port}`;
  return { kind: "redirect", status: redirect.status, location: `${scheme}://${host}${shown}${target}` };
}

function clientPort({ host, scheme }: RequestSample): number {
  const written = /:(\d{1,5})$/.exec(host)?.[1];
  return written === undefined ? (scheme === "https" ? 443 : 80) : Number(written);
}

/**
 * Kong's redirect plugin as its controller fills it: scheme and port only beside a host name, http when none is given; a replaced
 * path loses the query, any other keeps the request's (subtranslator/httproute.go). Relative Locations are shown resolved.
 */
function kongRedirect(redirect: Redirect, request: RequestSample): RouteOutcome {
  const { hostname, path, status } = redirect;
  const target = path?.type === "ReplaceFullPath" ? path.value : request.path;
  const port = redirect.port === undefined ? "" : `:${redirect.port}`;
  const origin =
    hostname === undefined
      ? `${request.scheme}://${request.host}`
      : `${redirect.scheme ?? "http"}://${hostname}${port}`;
  return { kind: "redirect", status, location: `${origin}${target}` };
}

function backendAnswer(
  table: GatewayTable,
  request: RequestSample,
  entry: HostEntry,
  because: GatewayReason,
): GatewayAnswer {
  const { rule, route } = entry;
  const total = rule.backends.reduce((sum, { weight }) => sum + weight, 0);
  const shares = rule.backends
    .filter(({ weight }) => weight > 0)
    .map((backend) => ({ backend, share: backend.weight / total }));
  const largest = shares.reduce<(typeof shares)[number] | undefined>(
    (best, one) => (best === undefined || one.share > best.share ? one : best),
    undefined,
  );
  if (largest === undefined) return plain({ kind: "status", status: 500 }, because);
  const resolved = resolveBackend(table, largest.backend, route.namespace);
  const { target, headers } = rewriteRequest(rule.filters, request, entry);
  const service = `${largest.backend.namespace}/${largest.backend.name}`;
  const outcome: RouteOutcome =
    typeof resolved === "number"
      ? { kind: "status", status: resolved }
      : {
          kind: "backend",
          backend: resolved,
          path: target,
          headers,
          timeouts: { ...timeoutsOf(table.policies, entry, service), ...rule.timeouts },
        };
  const protocol = backendProtocol(table, largest.backend);
  if (shares.length === 1) return { ...plain(outcome, because), protocol };
  const split = shares.map(({ backend, share }) => ({
    backend: String(resolveBackend(table, backend, route.namespace)),
    share,
  }));
  return { ...plain(outcome, because), split, protocol };
}

function rewriteRequest(
  filters: readonly Filter[],
  request: RequestSample,
  entry: HostEntry,
): { readonly target: string; readonly headers: Readonly<Record<string, string>> } {
  let target = request.path;
  let headers: Readonly<Record<string, string>> = {};
  for (const filter of filters) {
    if (filter.kind === "request-headers") headers = { ...headers, ...filter.set };
    if (filter.kind === "regex-rewrite") target = substitute(request.path, filter.pattern, filter.parts);
    if (filter.kind !== "rewrite") continue;
    target = modifyPath(request.path, filter.path, entry.match.path.value);
    if (filter.hostname !== undefined) headers = { ...headers, host: filter.hostname };
  }
  return { target, headers };
}

/** "namespace/service:port", or the status its share of requests gets. */
function resolveBackend(table: GatewayTable, backend: BackendRef, from: string): string | number {
  const { world, grants } = table;
  const key = `${backend.namespace}/${backend.name}`;
  if (backend.namespace !== from) {
    const grant = `${from} ${backend.namespace} ${backend.kind}`;
    if (!grants.has(`${grant} *`) && !grants.has(`${grant} ${backend.name}`)) return 500;
  }
  if (backend.kind !== "Service" || backend.group !== "") {
    return `${backend.kind}.${backend.group} ${key}${backend.port === undefined ? "" : `:${backend.port}`}`;
  }
  if (backend.port === undefined || world.missingServices?.has(key) === true) return 500;
  if (world.noEndpoints?.has(key) === true) return 503;
  const service = table.services.get(key);
  const isKnownPort = service === undefined || service.ports.some(({ port }) => port === backend.port);
  return isKnownPort ? `${key}:${backend.port}` : 500;
}

/** TLS by BackendTLSPolicy, HTTP/2 without TLS by the Service's appProtocol. */
function backendProtocol(table: GatewayTable, backend: BackendRef): GatewayAnswer["protocol"] {
  if (backend.kind !== "Service" || backend.group !== "") return undefined;
  const key = `${backend.namespace}/${backend.name}`;
  const port = table.services.get(key)?.ports.find((one) => one.port === backend.port);
  if (table.tlsServices.has(key) || table.tlsServices.has(`${key}/${port?.name ?? ""}`)) return "HTTPS";
  const plane = dataPlanes[table.world.target];
  if (plane.speaksTls(port, backend.port)) return "HTTPS";
  return plane.speaksH2c && port?.appProtocol === "kubernetes.io/h2c" ? "H2C" : "HTTP";
}

function plain(outcome: RouteOutcome, because: GatewayReason): GatewayAnswer {
  return {
    outcome,
    because,
    isPreflight: false,
    split: undefined,
    doubt: undefined,
    protocol: "HTTP",
    isUnheard: false,
  };
}

function withLowerCaseHeaders(request: RequestSample): RequestSample {
  const entries = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { ...request, headers: Object.fromEntries(entries) as Record<string, string> }; // entries of a string record
}
