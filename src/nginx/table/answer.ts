/**
 * Answers one request from the table, phase by phase in nginx's own order: server rules, location, rewrite phase (CORS,
 * redirects, rewrite, https redirect, 503), access phase, back end.
 */
import { cidrContains } from "../../model/cidr.ts";
import type { NginxReason, RequestSample, RouteOutcome } from "../../model/proof.ts";
import { searchPattern } from "../../pattern/match.ts";
import { canaryShare } from "./canary.ts";
import { chooseLocation, chooseServer, hostName } from "./choose.ts";
import { corsHeaders } from "./cors.ts";
import { type ClientFacts, clientFacts, upstreamHeaders } from "./forwarded.ts";
import type { Location, NginxTable, Server } from "./table.ts";
import { firstPortBackend } from "./upstream.ts";
import { encodePath, parseTarget } from "./uri.ts";

export interface NginxAnswer {
  readonly outcome: RouteOutcome;
  readonly because: NginxReason;
  /** What made the decision: names a phase for those who compare answers. */
  readonly phase: NginxPhase;
  /** Headers the controller adds to the response, lower-case names. */
  readonly responseHeaders: Readonly<Record<string, string>>;
  /** Back ends by share when chance decides, the outcome naming the largest; else undefined. */
  readonly split: readonly { readonly backend: string; readonly share: number }[] | undefined;
  /** Set when the model cannot be sure; the outcome is then its best guess. */
  readonly doubt: string | undefined;
}

export type NginxPhase =
  | "server"
  | "controller"
  | "add-slash"
  | "preflight"
  | "annotation-redirect"
  | "https-redirect"
  | "www-redirect"
  | "access"
  | "backend";

export function answerNginx(table: NginxTable, sample: RequestSample): NginxAnswer {
  const request = withLowerCaseHeaders(sample);
  const facts = clientFacts(request, table.world);
  const host = hostName(request.host);
  const wwwTarget = table.wwwRedirects.get(host);
  const server = chooseServer(table, host);
  if (wwwTarget !== undefined && !table.names.has(host)) {
    return answer(
      wwwRedirect(table, request, facts, wwwTarget),
      "www-redirect",
      "server redirect",
      undefined,
    );
  }
  const { path, query } = parseTarget(request.path);
  if (path === undefined) return answer(status(400), "server", "request line", undefined);
  if (request.method === "TRACE") return answer(status(405), "server", "method", undefined);
  const early = serverRules(server, request, facts, path);
  if (early !== undefined) return answer(early, "server", `server ${server.host}`, undefined);

  const choice = chooseLocation(server, path);
  if (choice === undefined) return answer(status(404), "server", `server ${server.host}`, undefined);
  if (choice.kind === "controller") {
    const isLocal = facts.address === "127.0.0.1" || facts.address === "::1";
    const code = choice.path === "/healthz" || isLocal ? 200 : 403;
    return answer(status(code), "controller", choice.path, undefined);
  }
  const { location } = choice;
  if (choice.kind === "add-slash") {
    const target = `${location.match.text}${query}`;
    const absolute = `${facts.connection}://${host}${target}`;
    const where = location.settings.relativeRedirects ? target : absolute;
    return answer(redirect(301, where), "add-slash", nameOf(location), location);
  }
  const answered = locationAnswer(table, request, facts, location, path, query);
  return choice.doubt === undefined ? answered : { ...answered, doubt: answered.doubt ?? choice.doubt };
}

function locationAnswer(
  table: NginxTable,
  request: RequestSample,
  facts: ClientFacts,
  location: Location,
  path: string,
  query: string,
): NginxAnswer {
  const { settings } = location;
  const name = nameOf(location);
  const cors = settings.cors === undefined ? undefined : corsHeaders(settings.cors, request.headers.origin);
  const with_ = (
    outcome: RouteOutcome,
    phase: NginxPhase,
    extra: Partial<NginxAnswer> = {},
  ): NginxAnswer => ({
    ...answer(outcome, phase, name, location),
    responseHeaders: cors ?? {},
    ...extra,
  });

  if (settings.denied !== undefined) return with_(status(503), "access");
  if (cors !== undefined && request.method === "OPTIONS") return with_(status(204), "preflight");
  if (typeof settings.snippet === "number") return with_(status(settings.snippet), "annotation-redirect");
  const doubt = settings.snippet === "opaque" ? "a configuration-snippet runs first" : undefined;
  if (settings.redirect !== undefined) {
    const { status: code, location: target } = settings.redirect;
    const isRelative = target.startsWith("/") && !settings.relativeRedirects;
    const where = isRelative ? `${facts.connection}://${hostName(request.host)}${target}` : target;
    return with_(redirect(code, where), "annotation-redirect", { doubt });
  }
  const rewritten = rewrite(location, path, query, facts, request);
  if (rewritten?.kind === "redirect") {
    return with_(redirect(302, rewritten.target), "annotation-redirect", { doubt });
  }
  if (redirectsToHttps(table, location, facts, request)) {
    return with_(httpsRedirect(table, location, facts, request), "https-redirect", { doubt });
  }
  const target = rewritten?.target ?? request.path;
  const pathDoubt = rewritten?.kind === "unknown" ? "the rewritten path is not known" : doubt;
  const served = chooseBackend(table, location, request.headers);
  if (served === undefined) return with_(status(503), "backend", { doubt });
  const denied = access(table, location, facts);
  if (denied !== undefined) return with_(denied, "access", { doubt });
  if (served.kind === "built-in") return with_(status(404), "backend", { doubt });
  const outcome: RouteOutcome = {
    kind: "backend",
    backend: served.backend,
    path: target,
    headers: upstreamHeaders(request, facts, settings, rewritten !== undefined),
    timeouts: settings.timeouts,
  };
  return with_(outcome, "backend", { doubt: served.doubt ?? pathDoubt, split: served.split });
}

type Served =
  | { readonly kind: "built-in" }
  | {
      readonly kind: "service";
      readonly backend: string;
      readonly split: NginxAnswer["split"];
      readonly doubt: string | undefined;
    };

/** undefined: a known route without endpoints. */
function chooseBackend(
  table: NginxTable,
  location: Location,
  headers: Readonly<Record<string, string>>,
): Served | undefined {
  const main = table.upstreams.get(location.upstream);
  if (main === undefined) return { kind: "built-in" };
  const { defaultBackend, namespace } = location.settings;
  if (!main.hasEndpoints) {
    const stand =
      defaultBackend === undefined ? undefined : firstPortBackend(namespace, defaultBackend, table.world);
    if (stand === undefined) return undefined;
    return { kind: "service", backend: stand, split: undefined, doubt: undefined };
  }
  const first = main.alternatives[0];
  const canary = first === undefined ? undefined : table.upstreams.get(first);
  const mainOnly: Served = { kind: "service", backend: main.backend, split: undefined, doubt: undefined };
  if (canary?.canary === undefined || !canary.hasEndpoints) return mainOnly;
  const share = canaryShare(canary.canary, headers);
  if (share === undefined) return { ...mainOnly, doubt: "whether the canary is chosen is not known" };
  if (share === 0) return mainOnly;
  if (share === 1) return { ...mainOnly, backend: canary.backend };
  const split = [
    { backend: main.backend, share: 1 - share },
    { backend: canary.backend, share },
  ];
  return { ...mainOnly, backend: share > 0.5 ? canary.backend : main.backend, split };
}

function serverRules(
  server: Server,
  request: RequestSample,
  facts: ClientFacts,
  path: string,
): RouteOutcome | undefined {
  if (server.clientCertificate === "broken") return { kind: "denied", by: "client-certificate", status: 403 };
  if (server.clientCertificate === "required" && request.scheme === "https") {
    return { kind: "denied", by: "client-certificate", status: 400 };
  }
  const root = server.appRoots[0];
  if (root === undefined || path !== "/") return undefined;
  return redirect(302, `${facts.connection}://${request.host}${root}`);
}

type Rewritten = { readonly kind: "path" | "redirect" | "unknown"; readonly target: string };

/** The whole normalised path becomes the target with the groups filled in; the query stays (tpl buildProxyPass). */
function rewrite(
  location: Location,
  path: string,
  query: string,
  facts: ClientFacts,
  request: RequestSample,
): Rewritten | undefined {
  if (location.rewrite === undefined) return undefined;
  if (location.rewrite === "unknown") return { kind: "unknown", target: request.path };
  const match = searchPattern(location.rewrite, path);
  if (match === undefined) return undefined;
  const written = location.settings.rewriteTarget;
  const isAbsolute = /^(https?:\/\/|\$scheme)/.test(written);
  const filled = written.replace(/\$(\d|[a-z_]+)/g, (whole, name: string) => {
    if (/\d/.test(name)) return encodePath(match.groups[Number(name)] ?? "");
    return variable(name, facts, request) ?? whole;
  });
  return { kind: isAbsolute ? "redirect" : "path", target: `${filled}${query}` };
}

/** nginx variables pass the validation of rewrite-target and are expanded. */
function variable(name: string, facts: ClientFacts, request: RequestSample): string | undefined {
  if (name === "host") return hostName(request.host);
  if (name === "scheme") return facts.connection;
  if (name === "http_host") return request.host;
  return name === "request_uri" ? request.path : undefined;
}

function redirectsToHttps(
  table: NginxTable,
  location: Location,
  facts: ClientFacts,
  request: RequestSample,
): boolean {
  const { settings } = location;
  if (isExempt(table, location, "no-tls-redirect-locations") || facts.scheme !== "http") return false;
  if (settings.forceSslRedirect) return true;
  if (!settings.sslRedirect) return false;
  const host = hostName(request.host);
  const wildcard = host.includes(".") ? `*${host.slice(host.indexOf("."))}` : undefined;
  return table.certificates.has(host) || (wildcard !== undefined && table.certificates.has(wildcard));
}

/** Exemptions compare the path of the location, not of the request (tpl isLocationInLocationList). */
function isExempt(table: NginxTable, location: Location, key: string): boolean {
  const list = table.world.configMap[key] ?? "/.well-known/acme-challenge";
  return list.split(",").some((item) => item.trim() !== "" && location.path.startsWith(item.trim()));
}

function httpsRedirect(
  table: NginxTable,
  location: Location,
  facts: ClientFacts,
  request: RequestSample,
): RouteOutcome {
  const { settings } = location;
  const uri = settings.preserveTrailingSlash ? request.path : cutSlash(request.path);
  const port = settings.usePortInRedirects ? ":443" : "";
  const host = facts.host.split(":")[0] ?? facts.host;
  return redirect(redirectCode(table), `https://${host}${port}${uri}`);
}

function wwwRedirect(
  table: NginxTable,
  request: RequestSample,
  facts: ClientFacts,
  target: string,
): RouteOutcome {
  const where = `${facts.connection}://${target}:${facts.port}${cutSlash(request.path)}`;
  return redirect(redirectCode(table), where);
}

function cutSlash(uri: string): string {
  return uri.endsWith("/") ? uri.slice(0, -1) : uri;
}

function redirectCode(table: NginxTable): number {
  const code = Number(table.world.configMap["http-redirect-code"] ?? "308");
  return [301, 302, 307, 308].includes(code) ? code : 308;
}

/** Deny list first, then allow list, then passwords; `satisfy any` lets one success be enough. */
function access(table: NginxTable, location: Location, facts: ClientFacts): RouteOutcome | undefined {
  const { settings } = location;
  const isIn = (ranges: LocationRanges): boolean =>
    ranges.some((range) => cidrContains(range, facts.address));
  const denied: RouteOutcome[] = [];
  let checks = 0;
  if (settings.deny.length > 0 || settings.allow !== undefined) {
    checks += 1;
    if (isIn(settings.deny)) denied.push({ kind: "denied", by: "deny-list", status: 403 });
    else if (settings.allow !== undefined && !isIn(settings.allow)) {
      denied.push({ kind: "denied", by: "allow-list", status: 403 });
    }
  }
  if (!isExempt(table, location, "no-auth-locations")) {
    if (settings.externalAuth) denied.push({ kind: "denied", by: "external-auth", status: 401 });
    if (settings.passwordAuth !== undefined) {
      denied.push({ kind: "denied", by: settings.passwordAuth, status: 401 });
    }
    checks += (settings.externalAuth ? 1 : 0) + (settings.passwordAuth === undefined ? 0 : 1);
  }
  const passes = settings.satisfyAny ? denied.length < checks || checks === 0 : denied.length === 0;
  return passes ? undefined : denied[0];
}

type LocationRanges = Location["settings"]["deny"];

function answer(
  outcome: RouteOutcome,
  phase: NginxPhase,
  location: string,
  from: Location | undefined,
): NginxAnswer {
  return {
    outcome,
    because: { ingress: from?.settings.ingress, path: from?.ingressPath, location },
    phase,
    responseHeaders: {},
    split: undefined,
    doubt: undefined,
  };
}

function nameOf(location: Location): string {
  const { kind, text } = location.match;
  if (kind === "exact") return `= ${text}`;
  return kind === "regex" ? `~* ^${text}` : text;
}

function status(code: number): RouteOutcome {
  return { kind: "status", status: code };
}

function redirect(code: number, location: string): RouteOutcome {
  return { kind: "redirect", status: code, location };
}

function withLowerCaseHeaders(request: RequestSample): RequestSample {
  const entries = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { ...request, headers: Object.fromEntries(entries) as Record<string, string> }; // entries of a string record
}
