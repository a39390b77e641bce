/**
 * Proves that the old and the new routes answer every class of requests alike, or shows the shortest request that tells them
 * apart. Both tables draw their conclusions on their own; nothing of the translation is used here.
 */
import { answerGateway } from "../gateway/table/answer.ts";
import { buildGatewayTable, type GatewayTable } from "../gateway/table/table.ts";
import type { GatewayWorld } from "../gateway/table/world.ts";
import type { Ingress } from "../model/ingress.ts";
import type { KubeObject } from "../model/kube.ts";
import type { HostProof, Proof, RequestSample } from "../model/proof.ts";
import { answerNginx } from "../nginx/table/answer.ts";
import { buildNginxTable } from "../nginx/table/build.ts";
import type { NginxTable } from "../nginx/table/table.ts";
import type { NginxWorld } from "../nginx/table/world.ts";
import { assumptionsOf } from "./assumptions.ts";
import { compareAnswers } from "./compare.ts";
import { signedInRequests } from "./credentials.ts";
import { recogniseDeviation } from "./deviations.ts";
import { type AcceptedFindings, type Found, witnessesOf } from "./findings.ts";
import { findHosts, type HostProbe } from "./hosts.ts";
import { type KnownCuts, planRequests } from "./requests.ts";

export interface ProofInput {
  readonly old: readonly Ingress[];
  readonly oldWorld: NginxWorld;
  readonly new: readonly KubeObject[];
  readonly newWorld: GatewayWorld;
  /** Ids of findings somebody accepted. */
  readonly accepted: ReadonlySet<string>;
  /** Those among them that count where the new routes let through what nginx refuses; undefined: all. */
  readonly acceptedDoors?: ReadonlySet<string> | undefined;
  /** Hosts that are asked about, "" or "*" for requests of no named host; undefined: all of both sides. */
  readonly hosts?: ReadonlySet<string> | undefined;
}

export function prove(input: ProofInput): Proof {
  const old = buildNginxTable(input.old, input.oldWorld);
  const next = buildGatewayTable(input.new, input.newWorld);
  const cuts: KnownCuts = new Map();
  const probes = findHosts(old, next).filter((probe) => isAskedFor(probe, old, next, input.hosts));
  const hosts = probes.map((probe) => proveHost(old, next, probe, input, cuts));
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

function proveHost(
  old: NginxTable,
  next: GatewayTable,
  probe: HostProbe,
  accepted: AcceptedFindings,
  cuts: KnownCuts,
): HostProof {
  const found: Found[] = [];
  let isSampled = old.refused.length > 0 || old.doubts.some(({ host }) => isDoubted(host, probe));
  let classes = 0;
  for (const { name, isDeep } of probe.hosts) {
    const plan = planRequests(old, next, name, cuts);
    if (!plan.complete) isSampled = true;
    const examine = (request: RequestSample): readonly RequestSample[] => {
      classes += 1;
      const before = answerNginx(old, request);
      const after = answerGateway(next, request);
      if (before.doubt !== undefined || after.doubt !== undefined) isSampled = true;
      const difference = compareAnswers(request, before, after);
      if (difference !== undefined) {
        const context = { isDeep, label: probe.label, request };
        const deviation = recogniseDeviation(difference, before, after, context);
        const because = { old: before.because, new: after.because };
        found.push({ request, old: before.outcome, new: after.outcome, because, difference, deviation });
      }
      const isRefused = before.outcome.kind === "denied" || after.outcome.kind === "denied";
      return isRefused ? signedInRequests(old, next, request) : [];
    };
    for (const request of plan.requests) for (const signedIn of examine(request)) examine(signedIn);
  }
  const { witnesses, differs } = witnessesOf(found, accepted);
  return {
    host: probe.label,
    verdict: differs ? "different" : isSampled ? "sampled" : "equivalent",
    classes,
    witnesses,
  };
}

/** A doubt about the default server touches every name without a server of its own. */
function isDoubted(host: string, probe: HostProbe): boolean {
  return host === "" || host === probe.label || (host === "_" && probe.label === "*");
}
