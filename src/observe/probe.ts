/**
 * Compares what the old and the new address answered to one request. Headers are compared by a list: most of them (dates, ids,
 * servers) differ between two answers of one server already.
 */
import type { ProbeAnswer, ProbeDifference } from "../model/probe.ts";
import type { RequestSample } from "../model/proof.ts";

/** Headers a gateway has a hand in. */
export const comparedHeaders: readonly string[] = [
  "access-control-allow-origin",
  "content-type",
  "strict-transport-security",
  "www-authenticate",
];

export function compareProbes(
  request: RequestSample,
  old: ProbeAnswer,
  next: ProbeAnswer,
  options: { readonly headers: readonly string[]; readonly body: boolean },
): readonly ProbeDifference[] {
  if (old.kind !== "answer" || next.kind !== "answer") {
    if (old.kind === next.kind) return [];
    return [{ what: "answer", old: inWords(old), new: inWords(next) }];
  }
  const pairs: readonly (readonly [what: string, old: string, next: string])[] = [
    ["status", String(old.status), String(next.status)],
    ["location", absolute(request, old.location), absolute(request, next.location)],
    ["certificate", old.certificate ?? "none", next.certificate ?? "none"],
    ...options.headers.map(
      (name) => [name, old.headers[name] ?? "none", next.headers[name] ?? "none"] as const,
    ),
    ["body", options.body ? bodyText(old.body) : "", options.body ? bodyText(next.body) : ""],
  ];
  return pairs.flatMap(([what, was, is]) => (was === is ? [] : [{ what, old: was, new: is }]));
}

/** A relative Location and the absolute one it stands for are the same to a client. */
function absolute({ scheme, host, path }: RequestSample, location: string | undefined): string {
  if (location === undefined) return "none";
  const base = `${scheme}://${host}${path}`;
  return URL.canParse(location, base) ? new URL(location, base).href : location;
}

function bodyText({ bytes, digest, isCut }: Extract<ProbeAnswer, { kind: "answer" }>["body"]): string {
  return `${isCut ? "the first " : ""}${bytes} bytes, sha256 ${digest.slice(0, 16)}`;
}

function inWords(answer: ProbeAnswer): string {
  switch (answer.kind) {
    case "answer":
      return String(answer.status);
    case "closed":
      return `closed without an answer (${answer.why})`;
    case "unreachable":
      return `not reached (${answer.why})`;
  }
}
