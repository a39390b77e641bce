/**
 * Which Ingresses the controller takes, and which a bad annotation makes disappear as a whole. A dropped Ingress leaves no
 * host, no path and no TLS behind.
 */
import { compareText } from "../../model/brands.ts";
import { parseCidr } from "../../model/cidr.ts";
import type { Ingress } from "../../model/ingress.ts";
import { type AnnotationView, goBoolean, viewAnnotations } from "./annotation.ts";
import type { NginxWorld } from "./world.ts";

/** Store GetIngressClass and the filters behind it: reference to section A.1. */
export function isTaken(ingress: Ingress, world: NginxWorld): boolean {
  if (flag(world, "disable-catch-all") && ingress.spec.defaultBackend?.kind === "service") return false;
  const { ingressClasses } = world;
  if (ingressClasses === undefined) return true;
  if (ingress.spec.ingressClassName !== undefined) {
    return ingressClasses.includes(ingress.spec.ingressClassName);
  }
  const annotation = ingress.annotations["kubernetes.io/ingress.class"];
  if (annotation !== undefined) return annotation === (world.flags["ingress-class"] ?? "nginx");
  return flag(world, "watch-ingress-without-class");
}

export function flag(world: NginxWorld, name: string): boolean {
  const value = world.flags[name];
  return value === true || (typeof value === "string" && goBoolean(value) === true);
}

/** Oldest first; equal or unknown age: descending "namespace/name" (store sortIngressSlice). */
export function sortIngresses(ingresses: readonly Ingress[]): readonly Ingress[] {
  // An Ingress without a time is newest: git holds no times, so all of them are alike.
  const ageOf = (ingress: Ingress): string => ingress.creationTimestamp ?? "~";
  return [...ingresses].sort((a, b) => compareText(ageOf(a), ageOf(b)) || compareText(b.key, a.key));
}

const riskRank: Readonly<Record<string, number>> = { low: 0, medium: 1, high: 2, critical: 3 };

/** A sentence why the controller ignores the whole Ingress, else undefined: reference to section A.3. */
export function droppedBecause(ingress: Ingress, world: NginxWorld): string | undefined {
  const validation = world.flags["enable-annotation-validation"];
  if (validation === false || validation === "false") return undefined;
  const view = viewAnnotations(ingress.annotations);
  const limit = riskRank[(world.configMap["annotations-risk-level"] ?? "High").toLowerCase()] ?? 2;
  const risky = view.names.find((name) => riskOf(name) > limit);
  if (risky !== undefined) return `annotation ${risky} is riskier than annotations-risk-level allows`;
  const blocked = (world.configMap["annotation-value-word-blocklist"] ?? "")
    .split(",")
    .filter((w) => w !== "");
  for (const word of blocked) {
    if (view.names.some((name) => view.text(name)?.includes(word.trim()))) {
      return `an annotation contains the blocked word ${word.trim()}`;
    }
  }
  const bad = strict.find(([name, isValid]) => !isValid(view, name));
  return bad === undefined ? undefined : `the value of annotation ${bad[0]} is not valid`;
}

function riskOf(name: string): number {
  if (snippets.has(name)) return 3;
  if (highRisk.has(name)) return 2;
  return mediumRisk.has(name) ? 1 : 0;
}

const snippets: ReadonlySet<string> = new Set(
  ["auth", "configuration", "modsecurity", "server", "stream"].map((name) => `${name}-snippet`),
);

const highRisk: ReadonlySet<string> = new Set(
  `auth-signin auth-tls-error-page auth-tls-match-cn auth-url mirror-host mirror-target modsecurity-transaction-id
   proxy-ssl-name server-alias upstream-hash-by`.split(/\s+/),
);

const mediumRisk: ReadonlySet<string> = new Set(
  `affinity-mode allowlist-source-range whitelist-source-range app-root auth-cache-duration auth-cache-key
   auth-proxy-set-headers auth-realm auth-request-redirect auth-response-headers auth-secret auth-signin-redirect-param
   auth-tls-secret auth-tls-verify-client canary-by-cookie canary-by-header canary-by-header-pattern
   canary-by-header-value cors-allow-headers cors-allow-methods cors-allow-origin cors-expose-headers custom-headers
   denylist-source-range fastcgi-index fastcgi-params-configmap force-ssl-redirect opentelemetry-operation-name
   permanent-redirect preserve-trailing-slash proxy-body-size proxy-cookie-domain proxy-cookie-path proxy-next-upstream
   proxy-redirect-from proxy-redirect-to proxy-ssl-ciphers proxy-ssl-secret rewrite-target session-cookie-domain
   session-cookie-expires session-cookie-max-age session-cookie-name session-cookie-path temporal-redirect
   x-forwarded-prefix`.split(/\s+/),
);

type Check = (view: AnnotationView, name: string) => boolean;

/** Parsers stop early: without `other`, or with it, the annotation is never read and its value harms nobody. */
const onlyWith =
  (other: string, check: Check): Check =>
  (view, name) =>
    view.text(other) === undefined || check(view, name);
const onlyWithout =
  (other: string, check: Check): Check =>
  (view, name) =>
    view.text(other) !== undefined || check(view, name);

const matching =
  (pattern: RegExp): Check =>
  (view, name) => {
    const value = view.text(name);
    return value === undefined || (value.length <= 4096 && pattern.test(value));
  };
const isBool: Check = (view, name) => view.bool(name) !== "invalid";
const isInt: Check = (view, name) => view.int(name) !== "invalid";
const isCidrs: Check = (view, name) =>
  (view.text(name) ?? "0.0.0.0/0").split(",").every((item) => parseCidr(item.trim()) !== undefined);

/** Every character class below is linear: none of these expressions can backtrack far. */
const urlText = /^[A-Za-z0-9\-._~/:,?&=]*$/;
const urlWithVariables = /^[A-Za-z0-9\-._~/:,?&=$\s]*$/;
const token = /^[A-Za-z0-9\-._~/:^$[\](){}*+?|&=\\,]*$/;

/** Annotations whose invalid value removes the Ingress ("whole Ingress rejected" in the catalogue of facts). */
const strict: readonly (readonly [string, Check])[] = [
  ["auth-realm", onlyWith("auth-type", matching(/^[/\-._~a-zA-Z0-9: ]*$/))],
  ["auth-secret-type", onlyWith("auth-type", matching(/^(auth-file|auth-map)$/))],
  ["auth-tls-pass-certificate-to-upstream", onlyWith("auth-tls-secret", isBool)],
  ["auth-tls-match-cn", onlyWith("auth-tls-secret", matching(/^CN=/))],
  ["auth-type", matching(/basic|digest/)],
  ["auth-url", matching(urlWithVariables)],
  ["client-body-buffer-size", matching(/^\d+[bkmg]?$/i)],
  ["connection-proxy-header", matching(/^(close|keep-alive)$/)],
  ["custom-http-errors", matching(/^[45]\d\d(\s*,\s*[45]\d\d)*$/)],
  ["default-backend", matching(/^[a-z]([-a-z0-9]*[a-z0-9])?$/)],
  ["fastcgi-index", matching(/^[A-Za-z0-9.\-_]+$/)],
  ["from-to-www-redirect", isBool],
  ["http2-push-preload", isBool],
  ["limit-allowlist", isCidrs],
  ["limit-connections", isInt],
  ["limit-rpm", isInt],
  ["limit-rps", isInt],
  ["load-balance", matching(/^(round_robin|chash|chashsubset|sticky_balanced|sticky_persistent|ewma)$/)],
  ["opentelemetry-operation-name", matching(/^[A-Za-z0-9_-]*$/)],
  ["permanent-redirect", onlyWithout("temporal-redirect", matching(urlText))],
  ["permanent-redirect-code", onlyWithout("temporal-redirect", isInt)],
  ["relative-redirects", isBool],
  [
    "server-alias",
    (view, name) => (view.text(name) ?? "").split(",").every((item) => token.test(item.trim())),
  ],
  ["ssl-passthrough", isBool],
  ["temporal-redirect", matching(urlText)],
  ["temporal-redirect-code", onlyWith("temporal-redirect", isInt)],
  ["upstream-hash-by", matching(/^[A-Za-z0-9\-_${}]*$/)],
  ["upstream-hash-by-subset", isBool],
  ["upstream-hash-by-subset-size", isInt],
  ["upstream-vhost", matching(token)],
  ["x-forwarded-prefix", matching(/^\/?[-._~a-zA-Z0-9/:$]*$/)],
];
