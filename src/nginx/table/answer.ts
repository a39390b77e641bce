/**
 * Answers one request from the table, phase by phase in nginx's own order: server rules, location, rewrite phase (CORS,
 * redirects, rewrite, https redirect, 503), access phase, back end.
 */
import type { NginxReason, RequestSample, RouteOutcome } from "../../model/proof.ts";
import { access } from "./access.ts";
import { canaryShare } from "./canary.ts";
import { chooseLocation, chooseServer, hostName } from "./choose.ts";
import { corsHeaders } from "./cors.ts";
import { type ClientFacts, clientFacts } from "./forwarded.ts";
import { httpsRedirect, redirectsToHttps, wwwRedirect } from "./https-redirect.ts";
import { rewrite } from "./rewrite.ts";
import { answeredBySnippet } from "./server-snippet.ts";
import type { Location, NginxTable, Server } from "./table.ts";
import { firstPortBackend } from "./upstream.ts";
import { upstreamHeaders } from "./upstream-headers.ts";
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
  /** What a back end is spoken to in: HTTP, HTTPS, GRPC, GRPCS, FCGI. */
  readonly protocol: string;
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
  const passedTo = request.scheme === "https" ? table.passedThrough.get(host) : undefined;
  if (passedTo !== undefined) return passedOn(passedTo, request);
  const wwwTarget = table.wwwRedirects.get(host);
  const server = chooseServer(table, host);
  const { path, query } = parseTarget(request.path);
  if (path === undefined) return answer(status(400), "server", "request line", undefined);
  if (request.method === "TRACE") return answer(status(405), "server", "method", undefined);
  // The redirecting servers stand first in the file, so they also win against an alias of the same name.
  if (wwwTarget !== undefined) {
    return answer(
      wwwRedirect(table, request, facts, wwwTarget),
      "www-redirect",
      "server redirect",
      undefined,
    );
  }
  const early = serverRules(server, request, facts, path);
  if (early !== undefined) {
    const { outcome, doubt } = early;
    return { ...answer(outcome, "server", `server ${server.host}`, undefined), doubt };
  }

  const choice = chooseLocation(server, path);
  const closed = answeredBySnippet(server.snippetLocations, path, choice);
  if (closed !== undefined) return answer(status(closed), "server", "server-snippet", undefined);
  if (choice === undefined) return answer(status(404), "server", `server ${server.host}`, undefined);
  if (choice.kind === "controller") {
    const isLocal = facts.address === "127.0.0.1" || facts.address === "::1";
    const code = choice.path === "/healthz" || isLocal ? 200 : 403;
    return answer(status(code), "controller", choice.path, undefined);
  }
  const { location } = choice;
  if (choice.kind === "add-slash") {
    const target = `${encodePath(location.match.text)}${query}`;
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

  if (settings.denied !== undefined) return with_(status(503), "access", { responseHeaders: {} });
  if (cors !== undefined && request.method === "OPTIONS") return with_(status(204), "preflight");
  if (typeof settings.snippet === "number") return with_(status(settings.snippet), "annotation-redirect");
  const doubt = settings.snippet === "opaque" ? "a configuration-snippet runs first" : undefined;
  if (settings.redirect !== undefined) {
    const { status: code, location: target } = settings.redirect;
    const isRelative = target.startsWith("/") && !settings.relativeRedirects;
    const where = isRelative ? `${facts.connection}://${hostName(request.host)}${target}` : target;
    // nginx sends a Location with these codes only; with others the URL is the text of the answer.
    const redirects = [301, 302, 303, 307, 308].includes(code);
    return with_(redirects ? redirect(code, where) : status(code), "annotation-redirect", { doubt });
  }
  const rewritten = rewrite(location, path, query, facts, request);
  if (rewritten?.kind === "empty") return with_(status(500), "annotation-redirect", { doubt });
  if (rewritten?.kind === "redirect") {
    return with_(redirect(302, rewritten.target), "annotation-redirect", { doubt });
  }
  if (redirectsToHttps(table, location, facts, request)) {
    return with_(httpsRedirect(table, location, facts, request), "https-redirect", { doubt });
  }
  const target = rewritten?.target ?? request.path;
  const pathDoubt = rewritten?.kind === "unknown" ? "the rewritten path is not known" : doubt;
  const sent = upstreamHeaders(request, facts, location, rewritten);
  const served = chooseBackend(table, location, request.headers);
  if (served === undefined) return with_(status(503), "backend", { doubt });
  if (settings.snippet === "deny") return with_(status(403), "access");
  const denied = access(table, location, facts, request.credentials);
  if (denied !== undefined) return with_(denied, "access", { doubt });
  if (served.kind === "built-in") return with_(status(404), "backend", { doubt });
  const outcome: RouteOutcome = {
    kind: "backend",
    backend: served.backend,
    path: target,
    headers: sent.headers,
    timeouts: settings.timeouts,
  };
  return with_(outcome, "backend", { doubt: served.doubt ?? pathDoubt ?? sent.doubt, split: served.split });
}

/** The Service sees the client's own bytes. */
function passedOn(backend: string, { path }: RequestSample): NginxAnswer {
  const outcome: RouteOutcome = { kind: "backend", backend, path, headers: {}, timeouts: {} };
  return { ...answer(outcome, "backend", "TLS passed through", undefined), protocol: "TLS" };
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
): { readonly outcome: RouteOutcome; readonly doubt: string | undefined } | undefined {
  const refused = (code: number): RouteOutcome => ({
    kind: "denied",
    by: "client-certificate",
    status: code,
  });
  if (server.clientCertificate === "broken") return { outcome: refused(403), doubt: undefined };
  const isKnown = request.credentials?.includes("client-certificate") === true;
  if (server.clientCertificate === "required" && request.scheme === "https" && !isKnown) {
    return { outcome: refused(400), doubt: undefined };
  }
  const root = server.appRoots[0];
  if (root === undefined || path !== "/") return undefined;
  // It stands outside of any location, where only nginx's own variables have a value.
  const isPlain = !root.includes("$");
  const doubt = isPlain ? undefined : "app-root holds an nginx variable";
  return { outcome: redirect(302, `${facts.connection}://${request.host}${root}`), doubt };
}

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
    protocol: protocolOf(from),
  };
}

/** AUTO_HTTP speaks what the client speaks, so the answer names the plain form; see `compareAnswers`. */
function protocolOf(location: Location | undefined): string {
  return location?.settings.backendProtocol ?? "HTTP";
}

function nameOf(location: Location): string {
  const { kind } = location.match;
  if (kind === "exact") return `= ${location.path}`;
  return kind === "regex" ? `~* ^${location.path}` : location.path;
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
