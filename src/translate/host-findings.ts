/**
 * What there is to say about one host and its paths: duplicates whose winner depends on ages, paths that never match, default
 * backends that are not used.
 */
import { canonicalJson, type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import type { Json } from "../model/kube.ts";
import { intentOf } from "../nginx/annotations/read.ts";
import { type Claim, hostsOf, type ReadIngress } from "./hosts.ts";
import { agesAreKnown } from "./order.ts";
import type { PlannedHost } from "./plan-rules.ts";

export function hostFindings({ facts, planned }: PlannedHost): readonly Diagnostic[] {
  const { host } = facts;
  const found: Diagnostic[] = [];
  if (host !== "" && !isRouteHost(host)) {
    for (const { ingress } of facts.members) {
      found.push(diagnose("host-not-expressible", { host }, { ingress: ingress.key }));
    }
  }
  for (const { claim, winner } of facts.lost) found.push(...duplicate(host, claim, winner));
  for (const { ingress, path } of facts.resources) {
    found.push(diagnose("backend-is-no-service", { host, path }, { ingress }));
  }
  for (const claim of new Set(planned.unreachable)) {
    found.push(diagnose("path-never-matches", { host, path: claim.path }, at(claim)));
  }
  for (const { claim, because } of planned.refusals) {
    found.push(diagnose("path-not-expressible", { host, path: claim.path, because }, at(claim)));
  }
  if (!facts.isRegex) {
    for (const claim of facts.claims.filter(({ path }) => /[*$()]/.test(path))) {
      found.push(diagnose("path-taken-literally", { host, path: claim.path }, at(claim)));
    }
  }
  found.push(...defaultBackends({ facts, planned }));
  if (host.startsWith("*.")) {
    for (const { ingress } of facts.members) {
      found.push(diagnose("wildcard-host-is-wider", { host }, { ingress: ingress.key }));
    }
  }
  return found;
}

function at(claim: Claim) {
  return { ingress: claim.owner.ingress.key };
}

/** What spec.hostnames takes: DNS labels in lower case, one leading wildcard label, no address. */
function isRouteHost(host: string): boolean {
  if (host.length > 253 || /^[\d.]+$/.test(host)) return false;
  const labels = host.split(".");
  const named = labels[0] === "*" ? labels.slice(1) : labels;
  return (
    named.length > 0 &&
    named.every((label) => label.length <= 63 && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(label))
  );
}

function duplicate(host: string, claim: Claim, winner: Claim): readonly Diagnostic[] {
  const [loser, first] = [claim.owner.ingress, winner.owner.ingress];
  const { path } = claim;
  const harmless = loser.key === first.key || saysTheSame(claim, winner) || agesAreKnown([loser, first]);
  if (harmless) {
    return [diagnose("path-already-served", { host, path, by: first.key }, { ingress: loser.key })];
  }
  return [
    diagnose("path-claimed-twice", { host, path, others: [first.key] }, { ingress: loser.key }),
    diagnose("path-claimed-twice", { host, path, others: [loser.key] }, { ingress: first.key }),
  ];
}

function saysTheSame(a: Claim, b: Claim): boolean {
  return (
    a.owner.ingress.namespace === b.owner.ingress.namespace &&
    canonicalJson([a.backend, a.owner.reading.intents]) ===
      canonicalJson([b.backend, b.owner.reading.intents])
  );
}

function defaultBackends({ facts }: PlannedHost): readonly Diagnostic[] {
  const { host, members, claims } = facts;
  const root = claims.find((claim) => claim.type === "Prefix" && claim.path === "/");
  const having = members.filter(({ ingress }) => ingress.spec.defaultBackend !== undefined);
  const implicit = root?.origin === "implicit" ? root : undefined;
  if (implicit !== undefined && isAgeDependent(members)) {
    const keys = members.map(({ ingress }) => ingress.key);
    return keys.map((key) => {
      const others = keys.filter((other) => other !== key).sort();
      return diagnose("default-backend-depends-on-age", { host, others }, { ingress: key });
    });
  }
  return having
    .filter((read) => read !== root?.owner || root.origin === "explicit" || root.backend === undefined)
    .filter((read) => hostsOf(read.ingress).includes(host))
    .map(({ ingress }) => diagnose("default-backend-unused", { host }, { ingress: ingress.key }));
}

function isAgeDependent(members: readonly ReadIngress[]): boolean {
  if (members.length < 2 || agesAreKnown(members.map(({ ingress }) => ingress))) return false;
  const wishes = members.map(({ ingress, reading }) => canonicalJson(rootWish({ ingress, reading })));
  return new Set(wishes).size > 1;
}

/** What an Ingress would lend to the rest of its host. */
function rootWish({ ingress, reading }: ReadIngress): Json {
  const { defaultBackend = null } = ingress.spec;
  const fixed = intentOf(reading, "snippet")?.redirect ?? intentOf(reading, "fixed-redirect");
  const redirect = fixed === undefined ? null : JSON.stringify(fixed);
  return [defaultBackend === null ? null : JSON.stringify([ingress.namespace, defaultBackend]), redirect];
}
