/**
 * The clients behind authentication: a request that a check refuses is asked again by a client whom the checks of both sides find for,
 * so that the routes behind it are compared too. Where the sides ask for different checks, clients who pass all but one of them show
 * who gets in on one side alone.
 */
import { answerGateway } from "../gateway/table/answer.ts";
import type { GatewayTable } from "../gateway/table/table.ts";
import { compareText } from "../model/brands.ts";
import type { RequestSample, RouteOutcome } from "../model/proof.ts";
import { answerNginx } from "../nginx/table/answer.ts";
import type { NginxTable } from "../nginx/table/table.ts";

type Ask = (request: RequestSample) => RouteOutcome;

/** Refusals that no credentials help against. */
const byAddress: ReadonlySet<string> = new Set(["allow-list", "deny-list"]);

export function signedInRequests(
  old: NginxTable,
  next: GatewayTable,
  request: RequestSample,
): readonly RequestSample[] {
  const askOld: Ask = (sample) => answerNginx(old, sample).outcome;
  const first = checksOf(request, askOld);
  const was = [...first, ...alternativesTo(first, request, askOld)];
  const is = checksOf(request, (sample) => answerGateway(next, sample).outcome);
  const all = [...new Set([...was, ...is])].sort(compareText);
  if (all.length === 0) return [];
  const everything: RequestSample = { ...request, credentials: all };
  const isAlike = was.length === is.length && is.length === all.length;
  if (all.length === 1 || isAlike) return [everything];
  return [everything, ...all.map((left) => ({ ...request, credentials: all.filter((one) => one !== left) }))];
}

/** Every check a client meets who passes those before. */
function checksOf(request: RequestSample, ask: Ask): readonly string[] {
  const passed: string[] = [];
  for (;;) {
    const outcome = ask(passed.length === 0 ? request : { ...request, credentials: passed });
    if (outcome.kind !== "denied" || byAddress.has(outcome.by) || passed.includes(outcome.by)) return passed;
    passed.push(outcome.by);
  }
}

/** `satisfy any`: another check may let the client in as well. */
function alternativesTo(found: readonly string[], request: RequestSample, ask: Ask): readonly string[] {
  if (found.length !== 1) return [];
  return ["external-auth", "basic-auth", "digest-auth"].filter(
    (check) => !found.includes(check) && ask({ ...request, credentials: [check] }).kind !== "denied",
  );
}
