/**
 * Tells whether two answers to one request mean the same to client and back end, and if not, in one sentence why.
 */
import type { GatewayAnswer } from "../gateway/table/answer.ts";
import type { RequestSample, RouteOutcome } from "../model/proof.ts";
import type { NginxAnswer } from "../nginx/table/answer.ts";

export interface Difference {
  /** Differences with one cause are shown by few witnesses. */
  readonly cause: string;
  readonly reason: string;
  /** True when it is about who may pass: never put down to a harmless deviation. */
  readonly access: boolean;
}

export function compareAnswers(
  request: RequestSample,
  old: NginxAnswer,
  next: GatewayAnswer,
): Difference | undefined {
  if (old.phase === "preflight" && next.isPreflight) return undefined;
  const [before, after] = [old.outcome, next.outcome];
  if (before.kind === "denied" && after.kind === "denied") return compareRefusals(before, after);
  if (isOpenToOne(old, next)) {
    return { ...difference(`access-${before.kind}-${after.kind}`, before, after), access: true };
  }
  if (before.kind === "status" && after.kind === "status") return compareStatus(before.status, after.status);
  if (before.kind === "redirect" && after.kind === "redirect") return compareRedirect(before, after);
  if (before.kind === "backend" && after.kind === "backend") return compareBackend(request, old, next);
  return difference(`${before.kind}-${after.kind}`, before, after);
}

/** One side refuses the request and the other serves it. What both refuse, each in its way, is no matter of access. */
function isOpenToOne(old: NginxAnswer, next: GatewayAnswer): boolean {
  const [before, after] = [old.outcome, next.outcome];
  // nginx also refuses by a return in a snippet, and closes locations whose checks it cannot set up with 503.
  const isClosed = old.phase === "access" && !letsThrough(before);
  const wasRefused = isClosed || (old.phase !== "controller" && isRefusal(before));
  return (wasRefused && letsThrough(after)) || (letsThrough(before) && isRefusal(after));
}

function isRefusal(outcome: RouteOutcome): boolean {
  return outcome.kind === "denied" || (outcome.kind === "status" && [401, 403].includes(outcome.status));
}

/** An answer of 400 or more gives nothing away. */
export function letsThrough(outcome: RouteOutcome): boolean {
  if (outcome.kind === "denied") return false;
  return outcome.kind !== "status" || outcome.status < 400;
}

type Denied = Extract<RouteOutcome, { readonly kind: "denied" }>;

/** Who gets past which check is seen by requests that bring what the others ask for. */
function compareRefusals(before: Denied, after: Denied): Difference | undefined {
  if (checkOf(before.by) === checkOf(after.by) || before.status === after.status) return undefined;
  return {
    cause: `refusal-${before.by}-${after.by}`,
    reason: `Both refuse it: nginx with ${refusalText(before)}, the new routes with ${refusalText(after)}.`,
    access: false,
  };
}

function refusalText({ by, status }: Denied): string {
  return status === undefined ? by : `${status} (${by})`;
}

/** To be on no allow list and to be on a deny list is one refusal: 403 by address. */
function checkOf(by: string): string {
  return by === "allow-list" || by === "deny-list" ? "address" : by;
}

function compareStatus(before: number, after: number): Difference | undefined {
  // A Service that is missing is 503 for nginx and 500 for Gateway API: nobody is served either way.
  if (before === after || (before === 503 && after === 500)) return undefined;
  return {
    cause: `status-${before}-${after}`,
    reason: `nginx answers ${before}, the new routes answer ${after}.`,
    access: false,
  };
}

type Redirect = Extract<RouteOutcome, { readonly kind: "redirect" }>;

function compareRedirect(before: Redirect, after: Redirect): Difference | undefined {
  if (before.status !== after.status) {
    return {
      cause: "redirect-status",
      reason: `Both redirect, nginx with ${before.status} and the new routes with ${after.status}.`,
      access: false,
    };
  }
  if (before.location === after.location) return undefined;
  return {
    cause: "redirect-location",
    reason: `nginx redirects to ${before.location}, the new routes to ${after.location}.`,
    access: false,
  };
}

function compareBackend(
  request: RequestSample,
  old: NginxAnswer,
  next: GatewayAnswer,
): Difference | undefined {
  const [before, after] = [old.outcome, next.outcome];
  if (before.kind !== "backend" || after.kind !== "backend") return undefined;
  const shares = [splitText(old.split, before.backend), splitText(next.split, after.backend)];
  if (shares[0] !== shares[1]) {
    return {
      cause: "backend",
      reason: `nginx sends it to ${shares[0]}, the new routes to ${shares[1]}.`,
      access: false,
    };
  }
  if (before.path !== after.path) {
    return {
      cause: "upstream-path",
      reason: `The back end sees ${before.path} from nginx and ${after.path} from the new routes.`,
      access: false,
    };
  }
  return (
    compareProtocol(request, old.protocol, next.protocol) ??
    compareHeaders(request, before, after) ??
    compareConnect(before, after)
  );
}

function compareProtocol(
  request: RequestSample,
  was: string,
  is: GatewayAnswer["protocol"],
): Difference | undefined {
  const auto = request.scheme === "https" ? "HTTPS" : "HTTP";
  const expected: Readonly<Record<string, string>> = { AUTO_HTTP: auto, GRPC: "H2C" };
  // HTTP/2 without TLS is a hint of the Service that nginx does not read, so plain HTTP and H2C mean no harm.
  const isAlike = (expected[was] ?? was) === is || (was === "HTTP" && is === "H2C");
  if (is === undefined || isAlike) return undefined;
  return {
    cause: "protocol",
    reason: `nginx speaks ${was} to the back end, the new routes speak ${is}.`,
    access: false,
  };
}

/** In percent, sorted, so that equal distributions read alike. */
function splitText(split: GatewayAnswer["split"], single: string): string {
  if (split === undefined) return single;
  const totals = new Map<string, number>();
  for (const { backend, share } of split) totals.set(backend, (totals.get(backend) ?? 0) + share);
  const parts = [...totals].filter(([, share]) => share > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  if (parts.length === 1) return parts[0]?.[0] ?? single;
  return parts.map(([backend, share]) => `${Math.round(share * 1000) / 10} % ${backend}`).join(", ");
}

type Backend = Extract<RouteOutcome, { readonly kind: "backend" }>;

/**
 * Host, X-Forwarded-Prefix and whatever the new routes set themselves. The other X-Forwarded-* headers differ between data
 * planes by nature and are left out.
 */
function compareHeaders(request: RequestSample, before: Backend, after: Backend): Difference | undefined {
  const [oldHost, newHost] = [before.headers.host ?? request.host, after.headers.host ?? request.host];
  const names = new Set(["x-forwarded-prefix", ...Object.keys(after.headers)]);
  names.delete("host");
  const pairs: (readonly [string, string | undefined, string | undefined])[] = [
    ["host", oldHost, newHost],
    ...[...names].map((name) => [name, before.headers[name], after.headers[name]] as const),
  ];
  const found = pairs.find(([name, was, is]) => was !== is && request.headers[name] !== is);
  if (found === undefined) return undefined;
  const [name, was, is] = found;
  return {
    cause: `header-${name}`,
    reason: `The back end sees ${name} "${was ?? ""}" from nginx and "${is ?? ""}" from the new routes.`,
    access: false,
  };
}

/** Connecting is the one time limit both sides state in the same terms. */
function compareConnect(before: Backend, after: Backend): Difference | undefined {
  const [was, is] = [before.timeouts.connect, after.timeouts.connect];
  if (was === undefined || is === undefined || was === is) return undefined;
  return {
    cause: "connect-timeout",
    reason: `nginx gives up connecting after ${was} ms, the new routes after ${is} ms.`,
    access: false,
  };
}

function difference(cause: string, before: RouteOutcome, after: RouteOutcome): Difference {
  return {
    cause,
    reason: `nginx ${inWords(before, "s")}; the new routes ${inWords(after, "")}.`,
    access: false,
  };
}

/** `s`: the ending of a verb. */
function inWords(outcome: RouteOutcome, s: "s" | ""): string {
  switch (outcome.kind) {
    case "backend":
      return `send${s} it to ${outcome.backend}`;
    case "redirect":
      return `redirect${s} to ${outcome.location} (${outcome.status})`;
    case "status":
      return `answer${s} ${outcome.status}`;
    case "denied":
      return `refuse${s} it (${outcome.by})`;
  }
}
