/**
 * What a comparison of two addresses found, for a terminal and as JSON. Values of request headers are not repeated where they may be
 * secrets: such output ends up in tickets and logs.
 */
import type { ProbeAnswer, Probed } from "../model/probe.ts";
import type { RequestSample } from "../model/proof.ts";
import { withoutControls } from "./plain-text.ts";
import { requestText } from "./proof-text.ts";

const secretName = /auth|cookie|token|secret|key|password|session|signature|credential/i;

export function probeText(probed: readonly Probed[]): string {
  const lines = probed.flatMap(linesOf);
  const differing = probed.filter((one) => one.kind === "compared" && one.differences.length > 0).length;
  const skipped = probed.filter(({ kind }) => kind === "skipped").length;
  const compared = probed.length - skipped;
  const rest = skipped === 0 ? "" : `, ${skipped} not sent`;
  return withoutControls([...lines, `${compared - differing} of ${compared} alike${rest}`].join("\n"));
}

function linesOf(one: Probed): readonly string[] {
  const request = requestText(withoutSecrets(one.request));
  if (one.kind === "skipped") return [`not sent  ${request}: ${one.why}`];
  if (one.differences.length === 0) return [`alike     ${request}: ${answerText(one.old)}`];
  return [
    `differs   ${request}`,
    ...one.differences.map(
      (difference) => `            ${difference.what}: ${difference.old} -> ${difference.new}`,
    ),
  ];
}

function answerText(answer: ProbeAnswer): string {
  return answer.kind === "answer" ? String(answer.status) : `${answer.kind} (${answer.why})`;
}

/** `headers`: those that were compared; others are nobody's business and may set cookies. */
export function probeJson(probed: readonly Probed[], headers: readonly string[]) {
  const shown = (answer: ProbeAnswer) =>
    answer.kind !== "answer"
      ? answer
      : {
          ...answer,
          headers: Object.fromEntries(
            Object.entries(answer.headers).filter(([name]) => headers.includes(name)),
          ),
        };
  return {
    schema: "tidegate/probe/v1",
    equivalent: probed.every((one) => one.kind === "compared" && one.differences.length === 0),
    answers: probed.map((one) => {
      const request = withoutSecrets(one.request);
      if (one.kind === "skipped") return { request, skipped: one.why };
      return { request, old: shown(one.old), new: shown(one.new), differences: one.differences };
    }),
  };
}

function withoutSecrets(request: RequestSample): RequestSample {
  const headers = Object.entries(request.headers).map(([name, value]) => [
    name,
    secretName.test(name) ? "(not shown)" : value,
  ]);
  return { ...request, headers: Object.fromEntries(headers) as Record<string, string> }; // entries of a string record
}
