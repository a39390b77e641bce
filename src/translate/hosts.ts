/**
 * What nginx makes of one host name out of all Ingresses of the cluster that name it: which Ingress owns which path, whether the
 * paths are regular expressions, whether the host counts as TLS. These facts cross Ingress and file borders.
 */
import { compareText, type IngressKey } from "../model/brands.ts";
import type { Ingress, IngressBackend } from "../model/ingress.ts";
import type { IntentOf } from "../model/intent.ts";
import { type AnnotationReading, intentOf } from "../nginx/annotations/read.ts";

/** An Ingress with what its annotations ask for. */
export interface ReadIngress {
  readonly ingress: Ingress;
  readonly reading: AnnotationReading;
}

/** A path of a host and the Ingress that serves it. */
export interface Claim {
  readonly owner: ReadIngress;
  /** "/" where the Ingress has none. */
  readonly path: string;
  readonly type: "Exact" | "Prefix";
  /** undefined: nginx answers with its own 404 (the implicit `/` without a default backend). */
  readonly backend: (IngressBackend & { readonly kind: "service" }) | undefined;
  /**
   * explicit: written. implicit: nginx's own `/` of the host. catch-all: the default backend of a rule-less Ingress. server: a
   * rule of the whole host that an annotation makes.
   */
  readonly origin: "explicit" | "implicit" | "catch-all" | "server";
}

export interface HostFacts {
  /** "" stands for requests that no named host takes. */
  readonly host: string;
  /** In controller order. */
  readonly members: readonly ReadIngress[];
  /** One per path and type. */
  readonly claims: readonly Claim[];
  /** Claims that lost to an earlier one of the same path and type. */
  readonly lost: readonly { readonly claim: Claim; readonly winner: Claim }[];
  /** Paths whose backend is no Service; nginx skips them. */
  readonly resources: readonly { readonly ingress: IngressKey; readonly path: string }[];
  /** https is served with a certificate of the host's own Ingresses. */
  readonly tls: boolean;
  /** `ssl-redirect` is in force: the host, or its wildcard, counts as TLS. Never for the host-less server. */
  readonly redirectsByTls: boolean;
  readonly isRegex: boolean;
}

/** `members` of every host in controller order; hosts sorted. */
export function hostFacts(ingresses: readonly ReadIngress[]): readonly HostFacts[] {
  const byHost = new Map<string, ReadIngress[]>();
  for (const read of ingresses) {
    for (const host of hostsOf(read.ingress)) {
      const members = byHost.get(host) ?? [];
      members.push(read);
      byHost.set(host, members);
    }
  }
  const tlsHosts = new Set([...byHost].filter(([, members]) => members.some(hasTls)).map(([host]) => host));
  return [...byHost]
    .sort(([a], [b]) => compareText(a, b))
    .map(([host, members]) => oneHost(host, members, tlsHosts));
}

/** The hosts an Ingress is a member of; "" for host-less rules and for a rule-less default backend. */
export function hostsOf(ingress: Ingress): readonly string[] {
  const { rules } = ingress.spec;
  if (rules.length === 0) return ingress.spec.defaultBackend === undefined ? [] : [""];
  return [...new Set(rules.map((rule) => rule.host ?? ""))];
}

/** A canary lends nothing to its host and has no server of its own. */
export function isCanary({ reading }: ReadIngress): boolean {
  return intentOf(reading, "canary") !== undefined;
}

function hasTls({ ingress }: ReadIngress): boolean {
  return ingress.spec.tls.length > 0;
}

function oneHost(host: string, members: readonly ReadIngress[], tlsHosts: ReadonlySet<string>): HostFacts {
  const claims = new Map<string, Claim>();
  const lost: { claim: Claim; winner: Claim }[] = [];
  const resources: { ingress: IngressKey; path: string }[] = [];
  const stake = (claim: Claim) => {
    const key = `${claim.type} ${claim.path}`;
    const winner = claims.get(key);
    if (winner === undefined) claims.set(key, claim);
    else lost.push({ claim, winner });
  };
  for (const owner of members) stakeCatchAll(host, owner, stake);
  for (const owner of members) {
    for (const rule of owner.ingress.spec.rules) {
      if ((rule.host ?? "") !== host) continue;
      for (const { path: written, pathType, backend } of rule.paths) {
        const path = written === "" ? "/" : written;
        if (backend.kind === "resource") resources.push({ ingress: owner.ingress.key, path });
        else
          stake({
            owner,
            path,
            type: pathType === "Exact" ? "Exact" : "Prefix",
            backend,
            origin: "explicit",
          });
      }
    }
  }
  stakeImplicitRoot(host, members, claims);
  const all = [...claims.values()];
  return {
    host,
    members,
    claims: all,
    lost,
    resources,
    tls: tlsHosts.has(host),
    redirectsByTls: host !== "" && (tlsHosts.has(host) || tlsHosts.has(wildcardOf(host))),
    isRegex: all.some((claim) => makesRegex(claim, all)),
  };
}

/** A rule-less Ingress takes `/` of the host-less server before any written path. */
function stakeCatchAll(host: string, owner: ReadIngress, stake: (claim: Claim) => void): void {
  const { rules, defaultBackend } = owner.ingress.spec;
  if (host !== "" || rules.length > 0 || defaultBackend?.kind !== "service") return;
  stake({ owner, path: "/", type: "Prefix", backend: defaultBackend, origin: "catch-all" });
}

/** The first Ingress of a named host lends its annotations and default backend to everything no path takes. */
function stakeImplicitRoot(host: string, members: readonly ReadIngress[], claims: Map<string, Claim>): void {
  const [owner] = members;
  if (host === "" || owner === undefined || claims.has("Prefix /")) return;
  const { defaultBackend } = owner.ingress.spec;
  const backend = defaultBackend?.kind === "service" ? defaultBackend : undefined;
  claims.set("Prefix /", { owner, path: "/", type: "Prefix", backend, origin: "implicit" });
}

/** The wildcard one label above a host; "" where there is none. */
export function wildcardOf(host: string): string {
  const dot = host.indexOf(".");
  return dot < 0 ? "" : `*${host.slice(dot)}`;
}

/** The rewrite target in force for a claim: none on a rule-less catch-all. */
export function rewriteOf(claim: Claim): string | undefined {
  return claim.origin === "catch-all" ? undefined : intentOf(claim.owner.reading, "rewrite")?.target;
}

/** The fixed redirect in force for a claim: that of a snippet first; on a rule-less catch-all no other one. */
export function fixedRedirectOf(claim: Claim): Pick<IntentOf<"fixed-redirect">, "to" | "status"> | undefined {
  const { reading } = claim.owner;
  const raw = intentOf(reading, "snippet")?.redirect;
  return raw ?? (claim.origin === "catch-all" ? undefined : intentOf(reading, "fixed-redirect"));
}

export function usesRegex(claim: Claim): boolean {
  return claim.origin !== "catch-all" && intentOf(claim.owner.reading, "regex") !== undefined;
}

/** The location texts nginx generates for a claim (internal/ingress/controller/location.go, v1.15.1). */
export function locationTexts(claim: Claim, claims: readonly Claim[]): readonly string[] {
  const { path, type } = claim;
  const target = rewriteOf(claim);
  const rewrites = target !== undefined && target !== "" && target !== path;
  if (path === "/" || type === "Exact" || rewrites || usesRegex(claim)) return [path];
  const folder = path.endsWith("/") ? path : `${path}/`;
  const hasExact = claims.some((other) => other.type === "Exact" && other.path === path);
  return hasExact || folder === path ? [folder] : [folder, path];
}

/** True when this claim alone turns all paths of its host into regular expressions. */
function makesRegex(claim: Claim, claims: readonly Claim[]): boolean {
  if (usesRegex(claim)) return true;
  const target = rewriteOf(claim);
  if (target === undefined || target === "") return false;
  return locationTexts(claim, claims).some((text) => text !== target);
}
