/**
 * Answers one request from the table, phase by phase in nginx's own order: server rules, location, rewrite phase (CORS,
 * redirects, rewrite, https redirect, 503), access phase, back end.
 */
import type { NginxReason, RequestSample, RouteOutcome } from "../../model/proof.ts";
import { access } from "./access.ts";
import { canaryShare } from "./canary.ts";
import { chooseLocation, chooseServer, hostName } from "./choose.ts";
import { corsHeaders } from "./cors.ts";
import { type ClientFacts, clientFacts, upstreamHeaders } from "./forwarded.ts";
import { httpsRedirect, redirectsToHttps, wwwRedirect } from "./https-redirect.ts";
import { rewrite } from "./rewrite.ts";
import type { Location, NginxTable, Server } from "./table.ts";
import { firstPortBackend } from "./upstream.ts";
import { parseTarget } from "./uri.ts";

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
