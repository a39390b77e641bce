/**
 * Answers single requests from both tables, with the rule that decided: what the `route` command prints.
 */
import { answerGateway } from "../gateway/table/answer.ts";
import type { GatewayTable } from "../gateway/table/table.ts";
import type { GatewayReason, NginxReason, RequestSample, RouteOutcome } from "../model/proof.ts";
import { answerNginx } from "../nginx/table/answer.ts";
import type { NginxTable } from "../nginx/table/table.ts";

export interface RouteAnswer {
  readonly request: RequestSample;
  readonly old: RouteOutcome;
  /** Absent when no new routes were given. */
  readonly new?: RouteOutcome;
  readonly because: { readonly old: NginxReason; readonly new?: GatewayReason };
}

export function answerRoutes(
  old: NginxTable,
  next: GatewayTable | undefined,
  requests: readonly RequestSample[],
): readonly RouteAnswer[] {
  return requests.map((request) => {
    const before = answerNginx(old, request);
    if (next === undefined) return { request, old: before.outcome, because: { old: before.because } };
    const after = answerGateway(next, request);
    return {
      request,
      old: before.outcome,
      new: after.outcome,
      because: { old: before.because, new: after.because },
    };
  });
}
