/**
 * What one Ingress would become, before it is known whether it may move: its routes and policies, a verdict for every
 * annotation, and everything there is to say about it.
 */
import { type Diagnostic, diagnose, hasBlocker } from "../diagnostics/diagnostic.ts";
import type { HttpRouteFilter } from "../gateway/objects/http-filters.ts";
import type { IngressKey } from "../model/brands.ts";
import type { GatewayChoice } from "../model/config.ts";
import type { Intent, IntentKind } from "../model/intent.ts";
import type { KubeObject, Service } from "../model/kube.ts";
import type { AnnotationVerdict } from "../model/translation.ts";
import { intentOf } from "../nginx/annotations/read.ts";
import type { ControllerConfig } from "../nginx/controller.ts";
import { httpsRedirectFilter } from "../targets/core.ts";
import { type FeatureName, isInApi } from "../targets/features.ts";
import {
  answerIntent,
  type IngressFacts,
  type IntentAnswer,
  type Target,
  type TargetContext,
} from "../targets/target.ts";
import { carriedAnnotations } from "./carried-metadata.ts";
import { featuresOf } from "./features.ts";
import { hostsOf, isCanary, type ReadIngress } from "./hosts.ts";
import { ingressFindings, isUnexplained, protocolFindings } from "./ingress-findings.ts";
import type { TranslationInput } from "./input.ts";
import type { PlannedHost } from "./plan-rules.ts";
import { type ResolvedBackend, resolveBackend } from "./ports.ts";
import type { RouteNames } from "./route-names.ts";
import { buildRoutes } from "./routes.ts";
import { type HostShare, needsHttps, shareOf } from "./sides.ts";
import { verdictsOf } from "./verdicts.ts";

export interface Draft {
  readonly ingress: IngressKey;
  readonly objects: readonly KubeObject[];
  readonly verdicts: readonly AnnotationVerdict[];
  readonly features: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface DraftContext extends Pick<TranslationInput, "config" | "hasNamespace" | "classOf"> {
  readonly controller: ControllerConfig;
  readonly target: Target;
  readonly hosts: ReadonlyMap<string, PlannedHost>;
  readonly services: ReadonlyMap<string, Service>;
  readonly names: RouteNames;
}

export function draftIngress(read: ReadIngress, shared: DraftContext): Draft {
  const { ingress, reading } = read;
  const { key } = ingress;
  const { target, config, controller } = shared;
  const own = ownHosts(read, shared.hosts);
  const shares = own.map(({ facts, planned }) => shareOf(key, facts, planned));
  const { backends, diagnostics } = resolveAll(read, shares, shared.services);
  const context = targetContext(read, own, [...backends.values()], shared);
  const answers = new Map<IntentKind, IntentAnswer>(
    reading.intents.map((intent: Intent) => [intent.kind, answerIntent(target, intent, context)]),
  );
  const isOnHttps = own.some(({ facts, planned }) => needsHttps(facts, planned.rules));
  const verdicts = verdictsOf(read, { own, answers, target, controller, isOnHttps });
  diagnostics.push(...verdicts.diagnostics);

  const gateway = gatewayOf(key, shared);
  if (gateway === undefined) diagnostics.push(diagnose("gateway-not-named", {}, { ingress: key }));
  const built = buildRoutes(
    ingress,
    shares,
    {
      toHttps: httpsRedirectFilter(context),
      filters: [...answers.values()].flatMap((answer) => answer.filters ?? []),
      httpsFilters: hstsFilters(controller.hsts),
      statesTimeouts: context.supports("HTTPRouteRequestTimeout"),
      backend: ({ claim }) =>
        claim.backend === undefined ? undefined : backends.get(JSON.stringify(claim.backend)),
    },
    {
      gateway: gateway ?? { namespace: "", name: "", sections: { http: "http", https: "https" } },
      names: shared.names,
      annotations: carriedAnnotations(ingress, config.dns.externalDns),
      hasNamespace: shared.hasNamespace(key),
      maxRuleMatches: config.target.gatewayApi.major === 1 && config.target.gatewayApi.minor < 2 ? 8 : 64,
    },
  );
  const parts = [...answers.values()].flatMap((answer) => answer.policies ?? []);
  const policies = built.flatMap(({ route, forwards }) => (forwards ? target.policies(route, parts) : []));
  const routes = built.map(({ route }) => route);
  diagnostics.push(
    ...protocolFindings(read, [...backends.values()]),
    ...ingressFindings(read, own, config.dns),
  );
  if (routes.length === 0 && !hasBlocker(diagnostics) && isUnexplained(read, own)) {
    diagnostics.push(diagnose("ingress-routes-nothing", {}, { ingress: key }));
  }
  const usesH2c = intentOf(reading, "backend-protocol")?.protocol === "GRPC";
  return {
    ingress: key,
    objects: [...routes, ...policies],
    verdicts: verdicts.value,
    features: featuresOf(routes, usesH2c),
    diagnostics,
  };
}

/** In the order of the Ingress's rules; none for a canary. */
function ownHosts(read: ReadIngress, hosts: ReadonlyMap<string, PlannedHost>): readonly PlannedHost[] {
  if (isCanary(read)) return [];
  return hostsOf(read.ingress).flatMap((name) => hosts.get(name) ?? []);
}

function gatewayOf(key: IngressKey, { config, classOf }: DraftContext): GatewayChoice | undefined {
  const name = classOf(key);
  const byClass =
    name !== undefined && Object.hasOwn(config.gatewayByClass, name)
      ? config.gatewayByClass[name]
      : undefined;
  return byClass ?? config.gateway;
}

function resolveAll(
  { ingress }: ReadIngress,
  shares: readonly HostShare[],
  services: ReadonlyMap<string, Service>,
) {
  const backends = new Map<string, ResolvedBackend>();
  const seen = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const rule of shares.flatMap(({ both, http, https }) => [...both, ...http, ...https])) {
    if (rule.does !== "forward" || rule.claim.backend === undefined) continue;
    const id = JSON.stringify(rule.claim.backend);
    if (seen.has(id)) continue;
    seen.add(id);
    const resolved = resolveBackend(ingress, rule.claim.backend, services);
    diagnostics.push(...resolved.diagnostics);
    if (resolved.value !== undefined) backends.set(id, resolved.value);
  }
  return { backends, diagnostics };
}

function targetContext(
  { ingress }: ReadIngress,
  own: readonly PlannedHost[],
  backends: readonly ResolvedBackend[],
  { target, config, controller }: DraftContext,
): TargetContext {
  const { version, gatewayApi, channel } = config.target;
  const rules = own
    .flatMap(({ planned }) => planned.rules)
    .filter((rule) => rule.claim.owner.ingress === ingress && rule.does !== "add-slash");
  const redirecting = rules.filter((rule) => rule.redirects).length;
  const facts: IngressFacts = {
    redirects: redirecting === 0 ? "none" : redirecting === rules.length ? "all" : "some",
    hasTls: own.some(({ facts: host }) => host.tls || host.redirectsByTls),
    redirectStatus: controller.httpRedirectCode,
    appProtocols: backends.map(({ servicePort }) => servicePort?.appProtocol),
  };
  const supports = (feature: FeatureName) =>
    isInApi(feature, gatewayApi, channel) && !target.lacks(version, feature);
  return { choice: config.target, facts, supports };
}

/** nginx's lua sets the header on every https response, replacing the backend's own. */
function hstsFilters(value: string | undefined): readonly HttpRouteFilter[] {
  if (value === undefined) return [];
  const set = [{ name: "Strict-Transport-Security", value }];
  return [{ type: "ResponseHeaderModifier", responseHeaderModifier: { set } }];
}
