/**
 * Differences every migration has and nobody minds, each recognised by its exact shape. Everything else that differs has to be
 * accepted by a person. A difference about who may pass is never one of these.
 */
import type { GatewayAnswer } from "../gateway/table/answer.ts";
import type { RequestSample } from "../model/proof.ts";
import type { NginxAnswer } from "../nginx/table/answer.ts";
import type { Difference } from "./compare.ts";

export type DeviationName =
  | "https-redirect-trailing-slash"
  | "www-redirect-port"
  | "redirect-keeps-query"
  | "wildcard-depth"
  | "controller-health-path";

export interface DeviationContext {
  /** The host is more than one label below the wildcard it probes. */
  readonly isDeep: boolean;
  /** The wildcard it probes, "" for none. */
  readonly label: string;
  readonly request: RequestSample;
}

export function recogniseDeviation(
  difference: Difference,
  old: NginxAnswer,
  next: GatewayAnswer,
  context: DeviationContext,
): DeviationName | undefined {
  if (difference.access) return undefined;
  if (isCutSlash(old, next)) return "https-redirect-trailing-slash";
  if (isNamedPort(old, next)) return "www-redirect-port";
  if (isKeptQuery(old, next, context.request)) return "redirect-keeps-query";
  if (isWildcardDepth(old, context)) return "wildcard-depth";
  return old.phase === "controller" ? "controller-health-path" : undefined;
}

/** nginx cuts one trailing "/" from the https Location (lua_ingress.lua redirect_to_https); nothing else differs. */
function isCutSlash(old: NginxAnswer, next: GatewayAnswer): boolean {
  const [before, after] = [old.outcome, next.outcome];
  return (
    old.phase === "https-redirect" &&
    before.kind === "redirect" &&
    after.kind === "redirect" &&
    before.status === after.status &&
    after.location === `${before.location}/`
  );
}

/** The redirect to or from www names the port in any case, and cuts one trailing "/" too (lua_ingress.lua, tpl server redirects). */
function isNamedPort(old: NginxAnswer, next: GatewayAnswer): boolean {
  const [before, after] = [old.outcome, next.outcome];
  if (old.phase !== "www-redirect" || before.kind !== "redirect" || after.kind !== "redirect") return false;
  const plain = before.location.replace(
    /^(http:\/\/[^/?]+):80(?=[/?]|$)|^(https:\/\/[^/?]+):443(?=[/?]|$)/,
    "$1$2",
  );
  return (
    before.status === after.status &&
    plain !== before.location &&
    (after.location === plain || after.location === `${plain}/`)
  );
}

/** A fixed redirect of nginx drops the query of the request; a RequestRedirect keeps it. */
function isKeptQuery(old: NginxAnswer, next: GatewayAnswer, { path }: RequestSample): boolean {
  const [before, after] = [old.outcome, next.outcome];
  if (before.kind !== "redirect" || after.kind !== "redirect") return false;
  const mark = path.indexOf("?");
  return (
    mark >= 0 &&
    before.status === after.status &&
    !before.location.includes("?") &&
    after.location === before.location + path.slice(mark)
  );
}

/** A wildcard host of nginx covers one label, of Gateway API any number: a deeper name was nobody's and answered 404. */
function isWildcardDepth(old: NginxAnswer, context: DeviationContext): boolean {
  return (
    context.isDeep &&
    context.label.startsWith("*.") &&
    old.outcome.kind === "status" &&
    old.outcome.status === 404 &&
    old.because.ingress === undefined
  );
}
