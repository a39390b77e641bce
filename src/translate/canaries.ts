/**
 * Which canary takes a share of which Service: nginx links the Services, not the paths, so every route of any Ingress to the
 * same Service and port is shared. Only the first canary of a Service counts, and one that matches no path of another Ingress is
 * dropped (internal/ingress/controller/controller.go, mergeAlternativeBackends, v1.15.1).
 */
import type { IngressBackend } from "../model/ingress.ts";
import type { CanaryIntent } from "../model/intent.ts";
import { intentOf } from "../nginx/annotations/read.ts";
import { type Answer, refusal } from "../targets/target.ts";
import type { Claim, HostFacts, ReadIngress } from "./hosts.ts";
import { agesAreKnown } from "./order.ts";
import type { ServiceBackend } from "./ports.ts";
import type { Remark } from "./remarks.ts";

export interface Canary {
  readonly owner: ReadIngress;
  readonly intent: CanaryIntent;
  readonly backend: ServiceBackend;
}

export interface Canaries {
  /** The canary of a Service and port as the main Ingress writes them. */
  of(namespace: string, backend: ServiceBackend): Canary | undefined;
  readonly remarks: readonly Remark[];
}

/** `reads` are the canary Ingresses, in controller order. */
export function findCanaries(reads: readonly ReadIngress[], hosts: readonly HostFacts[]): Canaries {
  const byUpstream = new Map<string, Canary>();
  const remarks: Remark[] = [];
  for (const owner of reads) {
    const intent = intentOf(owner.reading, "canary");
    if (intent === undefined) continue;
    const say = (answer: Answer) => remarks.push({ ingress: owner.ingress.key, intent: "canary", answer });
    let isLinked = false;
    for (const { claim, backend } of partnersOf(owner, hosts)) {
      isLinked = true;
      const { namespace } = claim.owner.ingress;
      const upstream = upstreamOf(namespace, claim.backend);
      const first = byUpstream.get(upstream);
      const rival = rivalOf(first, owner, backend);
      if (rival?.verdict === "blocker" && first !== undefined) {
        remarks.push({ ingress: first.owner.ingress.key, intent: "canary", answer: rivalry(owner) });
      }
      const problem = problemOf(owner, claim, backend) ?? rival;
      if (problem !== undefined) say(problem);
      else if (!byUpstream.has(upstream)) byUpstream.set(upstream, { owner, intent, backend });
    }
    if (owner.ingress.spec.defaultBackend !== undefined) {
      say(refusal({ because: "its default backend joins those of unknown hosts", choices: "Remove it" }));
    }
    if (!isLinked) {
      const note =
        "no path of another Ingress has the same host, path and type, so ingress-nginx drops the canary without a word";
      say({ verdict: "inert", note });
    }
  }
  return {
    of: (namespace, backend) => byUpstream.get(upstreamOf(namespace, backend)),
    remarks,
  };
}

interface Partner {
  readonly claim: Claim & { readonly backend: ServiceBackend };
  readonly backend: ServiceBackend;
}

function partnersOf({ ingress }: ReadIngress, hosts: readonly HostFacts[]): readonly Partner[] {
  return ingress.spec.rules.flatMap(({ host = "", paths }) => {
    const claims = hosts.find((facts) => facts.host === host)?.claims ?? [];
    return paths.flatMap(({ path, pathType, backend }): readonly Partner[] => {
      if (backend.kind !== "service") return [];
      const type = pathType === "Exact" ? "Exact" : "Prefix";
      const claim = claims.find((found) => found.path === (path === "" ? "/" : path) && found.type === type);
      if (claim === undefined || !hasService(claim)) return [];
      return [{ claim, backend }];
    });
  });
}

function hasService(claim: Claim): claim is Claim & { readonly backend: ServiceBackend } {
  return claim.backend !== undefined;
}

function problemOf(
  { ingress }: ReadIngress,
  claim: Partner["claim"],
  backend: ServiceBackend,
): Answer | undefined {
  const main = claim.owner.ingress;
  if (ingress.namespace !== main.namespace) {
    return refusal({
      because: `its Service is in another namespace than the route of ${main.key}`,
      choices:
        "Put the canary's Service beside the main one, or write the weights and a ReferenceGrant by hand",
    });
  }
  if (backend.name !== claim.backend.name || portText(backend) !== portText(claim.backend)) return undefined;
  return refusal({
    because: `it names the same Service and port as ${main.key}; which of them is served depends on their ages`,
    choices: "Remove the canary, or give it a Service of its own",
  });
}

/** A second canary of the same Service is dead; which one is second hangs on their ages. */
function rivalOf(first: Canary | undefined, owner: ReadIngress, backend: ServiceBackend): Answer | undefined {
  if (first === undefined || first.owner === owner) return undefined;
  const isSame = first.backend.name === backend.name && portText(first.backend) === portText(backend);
  if (agesAreKnown([first.owner.ingress, owner.ingress]) || isSame) {
    return {
      verdict: "inert",
      note: `${first.owner.ingress.key} is older, and nginx evaluates one canary per Service`,
    };
  }
  return rivalry(first.owner);
}

function rivalry({ ingress }: ReadIngress): Answer {
  return refusal({
    because: `${ingress.key} is a canary of the same Service, and nginx evaluates only the older one`,
    choices: "Remove the one that gets no traffic today",
  });
}

function upstreamOf(namespace: string, backend: ServiceBackend): string {
  return `${namespace}/${backend.name}:${portText(backend)}`;
}

function portText({ port }: IngressBackend & { readonly kind: "service" }): string {
  return "number" in port ? String(port.number) : port.name;
}
