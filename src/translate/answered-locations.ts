/**
 * Locations at server level that answer with a status. They are written as exact paths and expressions, which the targets that have
 * such answers rank as nginx does: exact, then expressions, then prefixes. What nginx would rank otherwise is refused.
 */
import type { HttpPathMatch } from "../gateway/objects/http-route.ts";
import type { AnsweredLocation } from "../model/intent.ts";
import { intentOf } from "../nginx/annotations/read.ts";
import type { Claim, HostFacts, ReadIngress } from "./hosts.ts";
import type { HostRules, PlannedRule } from "./plan-rules.ts";
import { mayOverlap, regexShape } from "./regex-text.ts";

export function withAnswers(facts: HostFacts, planned: HostRules, canAnswer: boolean): HostRules {
  const carriers = facts.members.filter((read) => locationsOf(read) !== undefined);
  const [first] = carriers;
  const locations = first === undefined ? undefined : locationsOf(first);
  if (!canAnswer || first === undefined || locations === undefined) return planned;
  const claim: Claim = { owner: first, path: "/", type: "Exact", backend: undefined, origin: "server" };
  const refuse = (because: string, owners: readonly ReadIngress[] = [first]): HostRules => ({
    ...planned,
    refusals: [...planned.refusals, ...owners.map((owner) => ({ claim: { ...claim, owner }, because }))],
  });
  if (carriers.some((read) => JSON.stringify(locationsOf(read)) !== JSON.stringify(locations))) {
    return refuse(
      "several Ingresses of the host have a server-snippet, and only the oldest one's counts",
      carriers,
    );
  }
  const rules: PlannedRule[] = [];
  for (const location of locations) {
    const because = misfit(location, facts, locations);
    if (because !== undefined)
      return refuse(`the location ${location.text} of the server-snippet: ${because}`);
    rules.push({
      claim,
      match: matchOf(location),
      redirects: false,
      does: "answer",
      status: location.status,
    });
  }
  const exact = new Set(locations.flatMap(({ is, text }) => (is === "exact" ? [text] : [])));
  const others = planned.rules.filter((rule) => rule.does !== "add-slash" || !exact.has(rule.match.value));
  return { ...planned, rules: [...rules, ...others] };
}

function locationsOf({ reading }: ReadIngress): readonly AnsweredLocation[] | undefined {
  return intentOf(reading, "snippet")?.locations;
}

function matchOf({ is, text, ignoresCase }: AnsweredLocation): HttpPathMatch {
  if (is === "exact") return { type: "Exact", value: text };
  if (is === "beginning") {
    return { type: "RegularExpression", value: `${text.replaceAll(".", "\\.")}.*` };
  }
  const isAnchored = text.startsWith("^");
  const body = isAnchored ? text.slice(1) : `.*(?:${text})`;
  const value = endsOpen(text) ? `${body}.*` : body;
  return { type: "RegularExpression", value: ignoresCase ? `(?i)${value}` : value };
}

/** Whether more may follow: the whole path is compared. */
function endsOpen(text: string): boolean {
  return !/(?:^|[^\\])(?:\\\\)*\$$/.test(text);
}

function misfit(
  location: AnsweredLocation,
  { claims, isRegex }: HostFacts,
  all: readonly AnsweredLocation[],
): string | undefined {
  if (isRegex) return "every path of the host is an expression, whose order beside it is not carried over";
  const { is, text } = location;
  const explicit = claims.filter(({ origin, path }) => origin === "explicit" && path !== "/");
  if (is === "exact") {
    return explicit.some(({ path }) => path === text) ? "an Ingress has the same path" : undefined;
  }
  const wide = all.filter((other) => other.is !== "exact");
  if (wide.some(({ status }) => status !== location.status)) {
    return "others answer with another status, and which of them counts is not carried over";
  }
  if (is === "beginning") {
    const longer = explicit.find(({ path, type }) => type === "Prefix" && path.startsWith(text));
    return longer === undefined ? undefined : `the path ${longer.path} begins with it and would win in nginx`;
  }
  const body = text.startsWith("^") ? text.slice(1) : text;
  const { problem } = regexShape(body);
  if (problem !== undefined) return problem;
  if (/(?:^|[^\\[])\^/.test(body) || /\$./.test(body)) return "it has anchors inside";
  // A Prefix path is an exact location of its own in nginx, which wins over expressions.
  const own = explicit.find(
    ({ path, type }) => type === "Prefix" && (!text.startsWith("^") || mayOverlap(path, body)),
  );
  return own === undefined ? undefined : `nginx takes ${own.path} itself before any expression`;
}
