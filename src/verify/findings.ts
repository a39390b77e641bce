/**
 * Joins the requests that differ for one reason into findings people can accept. A finding is about one rule of nginx and one of the
 * new routes: accepting it covers every request those two answer differently in that way, and nothing that appears later between
 * other rules. Its id hangs on the shortest request with both answers, so another answer is another finding.
 */
import { canonicalJson, stableId } from "../diagnostics/diagnostic.ts";
import { compareText } from "../model/brands.ts";
import type { GatewayReason, NginxReason, RequestSample, RouteOutcome, Witness } from "../model/proof.ts";
import { type Difference, letsThrough } from "./compare.ts";

export interface Found {
  readonly request: RequestSample;
  readonly old: RouteOutcome;
  readonly new: RouteOutcome;
  readonly because: { readonly old: NginxReason; readonly new: GatewayReason };
  readonly difference: Difference;
  /** Name of the known deviation it is. */
  readonly deviation: string | undefined;
}

/** Ids, as ProofInput has them. */
export interface AcceptedFindings {
  readonly accepted: ReadonlySet<string>;
  readonly acceptedDoors?: ReadonlySet<string> | undefined;
}

/** Findings shown per host and cause, and of a deviation every migration has. */
const shownPerCause = 10;
const shownPerDeviation = 1;

/** One witness per finding, unaccepted ones first, each the shortest request of its finding: `found` comes shortest first. */
export function witnessesOf(
  found: readonly Found[],
  accepted: AcceptedFindings,
): { readonly witnesses: readonly Witness[]; readonly differs: boolean } {
  const groups = new Map<string, Found[]>();
  for (const one of found) {
    const key = groupKey(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  const findings = [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ first, witness: witnessOf(first, group, accepted) }];
  });
  const inOrder = [...findings].sort((a, b) => Number(a.witness.accepted) - Number(b.witness.accepted));
  const counts = new Map<string, number>();
  const witnesses = inOrder.flatMap(({ first, witness }) => {
    const cause = `${first.deviation ?? first.difference.cause} ${first.request.scheme}`;
    const count = counts.get(cause) ?? 0;
    counts.set(cause, count + 1);
    return count < (first.deviation === undefined ? shownPerCause : shownPerDeviation) ? [witness] : [];
  });
  // Judged over every finding, not only over those that are shown.
  return { witnesses, differs: findings.some(({ witness }) => !witness.accepted) };
}

function isAccepted(
  { difference, new: next }: Found,
  id: string,
  { accepted, acceptedDoors = accepted }: AcceptedFindings,
): boolean {
  const isDoor = difference.access && letsThrough(next);
  return accepted.has(id) && (!isDoor || acceptedDoors.has(id));
}

function witnessOf(first: Found, group: readonly Found[], accepted: AcceptedFindings): Witness {
  const { request, old, new: next, difference, deviation } = first;
  const id = findingIdOf(first, group);
  return {
    id,
    request,
    old,
    new: next,
    reason: difference.reason,
    deviation,
    accepted: deviation !== undefined || isAccepted(first, id, accepted),
    access: difference.access,
    alike: group.length - 1,
  };
}

function groupKey(found: Found): string {
  const { request, because, difference, deviation } = found;
  return [
    request.scheme,
    request.host,
    deviation ?? difference.cause,
    because.old.ingress ?? "",
    // One path of an Ingress can be two locations of nginx.
    because.old.path ?? because.old.location,
    because.new.route ?? "",
    String(because.new.rule ?? ""),
    // Shares of back ends are named by the sentence alone.
    difference.cause === "backend" ? difference.reason : "",
    withoutPath(found.old),
    withoutPath(found.new),
  ].join("\u0000");
}

function withoutPath(outcome: RouteOutcome): string {
  switch (outcome.kind) {
    case "backend":
      return `backend ${outcome.backend}`;
    case "redirect":
      return `redirect ${outcome.status} ${outcome.location.split("/", 3).join("/")}`;
    case "status":
      return `status ${outcome.status}`;
    case "denied":
      return `denied ${outcome.by}`;
  }
}

function guestOf({ request: { headers, credentials }, old }: Found): string {
  return canonicalJson([headers, old, ...(credentials === undefined ? [] : [credentials])]);
}

/** Who may pass is fixed by every address and header asked about: a list that changes is another finding. */
function findingIdOf(first: Found, group: readonly Found[]): string {
  const { request, old, new: next, difference } = first;
  const guests = difference.access ? group.map(guestOf) : [];
  return stableId([
    canonicalJson(request),
    canonicalJson(old),
    canonicalJson(next),
    ...[...new Set(guests)].sort(compareText),
  ]);
}
