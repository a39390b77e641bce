/**
 * Proves that the old and the new routes answer every class of requests alike, or shows the shortest request that tells them
 * apart. Both tables draw their conclusions on their own; nothing of the translation is used here.
 */
import { canonicalJson, stableId } from "../diagnostics/diagnostic.ts";
import { answerGateway } from "../gateway/table/answer.ts";
import { buildGatewayTable, type GatewayTable } from "../gateway/table/table.ts";
import type { GatewayWorld } from "../gateway/table/world.ts";
import type { Ingress } from "../model/ingress.ts";
import type { KubeObject } from "../model/kube.ts";
import type { HostProof, Proof, RequestSample, RouteOutcome, Witness } from "../model/proof.ts";
import { answerNginx } from "../nginx/table/answer.ts";
import { buildNginxTable } from "../nginx/table/build.ts";
import type { NginxTable } from "../nginx/table/table.ts";
import type { NginxWorld } from "../nginx/table/world.ts";
import { assumptionsOf } from "./assumptions.ts";
import { compareAnswers } from "./compare.ts";
import { recogniseDeviation } from "./deviations.ts";
import { findHosts, type HostProbe } from "./hosts.ts";
import { type KnownCuts, planRequests } from "./requests.ts";

export interface ProofInput {
  readonly old: readonly Ingress[];
  readonly oldWorld: NginxWorld;
  readonly new: readonly KubeObject[];
  readonly newWorld: GatewayWorld;
  /** Ids of witnesses somebody accepted. */
  readonly accepted: ReadonlySet<string>;
  /** Hosts that are asked about, "" or "*" for requests of no named host; undefined: all of both sides. */
  readonly hosts?: ReadonlySet<string> | undefined;
}

/** Witnesses shown per host and cause. */
const shownPerCause = 3;

export function prove(input: ProofInput): Proof {
  const old = buildNginxTable(input.old, input.oldWorld);
  const next = buildGatewayTable(input.new, input.newWorld);
  const cuts: KnownCuts = new Map();
  const probes = findHosts(old, next).filter((probe) => isAskedFor(probe, old, next, input.hosts));
  const hosts = probes.map((probe) => proveHost(old, next, probe, input.accepted, cuts));
  return {
    equivalent: hosts.every(({ verdict }) => verdict === "equivalent"),
    hosts,
    assumptions: assumptionsOf(old, next, input.old),
  };
}

/** Names that lead to a host asked for belong to it: its aliases, its from-to-www twin. */
function isAskedFor(
  probe: HostProbe,
  old: NginxTable,
  next: GatewayTable,
  wanted: ReadonlySet<string> | undefined,
): boolean {
  if (wanted === undefined || wanted.has(probe.label)) return true;
  if (probe.label === "*") return wanted.has("") || servesEveryHost(next);
  const target = old.wwwRedirects.get(probe.label);
  if (target !== undefined && wanted.has(target)) return true;
  return [...old.servers.values()].some(
    ({ host, aliases }) => wanted.has(host) && aliases.includes(probe.label),
  );
}

function servesEveryHost(next: GatewayTable): boolean {
  return [next.hosts.http, next.hosts.https].some((listeners) =>
    [...listeners.values()].some((hosts) => hosts.has("")),
  );
}

interface Found {
  readonly witness: Omit<Witness, "id">;
  readonly cause: string;
}

function proveHost(
  old: NginxTable,
  next: GatewayTable,
  probe: HostProbe,
  accepted: ReadonlySet<string>,
  cuts: KnownCuts,
): HostProof {
  const found: Found[] = [];
  let isSampled = old.refused.length > 0 || old.doubts.some(({ host }) => isDoubted(host, probe));
  let classes = 0;
  for (const { name, isDeep } of probe.hosts) {
    const plan = planRequests(old, next, name, cuts);
    if (!plan.complete) isSampled = true;
    for (const request of plan.requests) {
      classes += 1;
      const before = answerNginx(old, request);
      const after = answerGateway(next, request);
      if (before.doubt !== undefined || after.doubt !== undefined) isSampled = true;
      const difference = compareAnswers(request, before, after);
      if (difference === undefined) continue;
      const deviation = recogniseDeviation(difference, before, after, { isDeep, label: probe.label });
      const [was, is] = [before.outcome, after.outcome];
      // An id costs more than the answers: only where somebody accepted something are all of them needed.
      const isAccepted = accepted.size > 0 && accepted.has(witnessId(request, was, is));
      found.push({
        witness: {
          request,
          old: was,
          new: is,
          reason: difference.reason,
          deviation,
          accepted: deviation !== undefined || isAccepted,
        },
        cause: `${deviation ?? difference.cause} ${request.scheme}`,
      });
    }
  }
  // Judged over every difference, not only over the few that are shown.
  const differs = found.some(({ witness }) => !witness.accepted);
  return {
    host: probe.label,
    verdict: differs ? "different" : isSampled ? "sampled" : "equivalent",
    classes,
    witnesses: shown(found),
  };
}

/** A doubt about the default server touches every name without a server of its own. */
function isDoubted(host: string, probe: HostProbe): boolean {
  return host === "" || host === probe.label || (host === "_" && probe.label === "*");
}

function witnessId(request: RequestSample, old: RouteOutcome, next: RouteOutcome): string {
  return stableId([canonicalJson(request), canonicalJson(old), canonicalJson(next)]);
}

/** Requests come shortest first, so the first ones of a cause are the best; unaccepted ones go before accepted ones. */
function shown(found: readonly Found[]): readonly Witness[] {
  const counts = new Map<string, number>();
  const inOrder = [...found].sort((a, b) => Number(a.witness.accepted) - Number(b.witness.accepted));
  return inOrder.flatMap(({ witness, cause }) => {
    const count = counts.get(cause) ?? 0;
    counts.set(cause, count + 1);
    // A deviation every migration has is shown once.
    if (count >= (witness.deviation === undefined ? shownPerCause : 1)) return [];
    return [{ ...witness, id: witnessId(witness.request, witness.old, witness.new) }];
  });
}
