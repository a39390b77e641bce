/**
 * What one Ingress would become, before it is known whether it may move: its routes and policies, a verdict for every
 * annotation, and everything there is to say about it.
 */
import { type Diagnostic, diagnose, hasBlocker } from "../diagnostics/diagnostic.ts";
import type { HttpRouteFilter } from "../gateway/objects/http-filters.ts";
import type { HttpRouteTimeouts } from "../gateway/objects/http-route.ts";
import type { IngressKey } from "../model/brands.ts";
import type { GatewayChoice } from "../model/config.ts";
import type { Intent, IntentKind } from "../model/intent.ts";
import type { KubeObject, Service } from "../model/kube.ts";
import type { AnnotationVerdict } from "../model/translation.ts";
import { intentOf } from "../nginx/annotations/read.ts";
import type { ControllerConfig } from "../nginx/controller.ts";
import { httpsRedirectFilter } from "../targets/core.ts";
import { type FeatureName, isInApi } from "../targets/features.ts";
import { redirectFields } from "../targets/redirects.ts";
import { answerIntent, type IntentAnswer, type Target, type TargetContext } from "../targets/target.ts";
import type { Canaries } from "./canaries.ts";
import { canaryFindings, canaryShare } from "./canary-share.ts";
import { referredObjects } from "./captures.ts";
import { carriedAnnotations } from "./carried-metadata.ts";
import { readCustomHeaders } from "./custom-headers.ts";
import { featuresOf } from "./features.ts";
import { type Claim, hostsOf, isCanary, type ReadIngress } from "./hosts.ts";
import { httpsListenerOf } from "./https-listener.ts";
import { ingressFindings, isUnexplained, protocolFindings } from "./ingress-findings.ts";
import type { TranslationInput } from "./input.ts";
import {
  type Passthrough,
  passthroughFacts,
  passthroughFindings,
  tlsRoutes,
  withoutHttps,
} from "./passthrough.ts";
import { passwordsOf } from "./passwords.ts";
import type { PlannedHost } from "./plan-rules.ts";
import { withPolicies } from "./policies.ts";
import { type ResolvedBackend, resolveBackend } from "./ports.ts";
import type { Remark } from "./remarks.ts";
import type { RouteNames } from "./route-names.ts";
import { buildRoutes } from "./routes.ts";
import { type HostShare, needsHttps, shareOf } from "./sides.ts";
import { factsOf, type ServiceUse } from "./target-facts.ts";
import { verdictsOf } from "./verdicts.ts";

export interface Draft {
  readonly ingress: IngressKey;
  readonly objects: readonly KubeObject[];
  readonly verdicts: readonly AnnotationVerdict[];
  readonly features: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface DraftContext
  extends Pick<TranslationInput, "config" | "hasNamespace" | "classOf" | "configMaps" | "secrets"> {
  readonly controller: ControllerConfig;
  readonly target: Target;
  readonly hosts: ReadonlyMap<string, PlannedHost>;
  /** Aliases and twins, by the host they belong to. */
  readonly further: ReadonlyMap<string, readonly PlannedHost[]>;
  readonly remarks: readonly Remark[];
  readonly canaries: Canaries;
  readonly services: ReadonlyMap<string, Service>;
  readonly names: RouteNames;
  readonly use: ServiceUse;
  readonly passthrough: Passthrough;
}

const noGateway: GatewayChoice = { namespace: "", name: "", sections: { http: "http", https: "https" } };

export function draftIngress(read: ReadIngress, shared: DraftContext): Draft {
  const { ingress, reading } = read;
  const { key } = ingress;
  const { target, config, controller } = shared;
  const own = ownHosts(read, shared);
  const shares = own.map(({ facts, planned }) =>
    withoutHttps(shareOf(key, facts, planned), shared.passthrough),
  );
  const roots = [...shared.passthrough.hosts.values()].filter(({ owner }) => owner === read);
  const { backends, diagnostics } = resolveAll(read, shares, roots, shared.services);
  const gateway = gatewayOf(key, shared);
  const context = targetContext(read, own, [...backends.values()], shared, gateway);
  const answers = new Map<IntentKind, IntentAnswer>(
    reading.intents.map((intent: Intent) => [intent.kind, answerIntent(target, intent, context)]),
  );
  const opened = own.filter(({ facts }) => !shared.passthrough.hosts.has(facts.host));
  const isOnHttps = opened.some(({ facts, planned }) => needsHttps(facts, planned.rules));
  const verdicts = verdictsOf(read, {
    own,
    answers,
    target,
    facing: context,
    controller,
    isOnHttps,
    remarks: shared.remarks,
  });
  diagnostics.push(...verdicts.diagnostics);

  if (gateway === undefined) diagnostics.push(diagnose("gateway-not-named", {}, { ingress: key }));
  const backend = (claim: Claim) =>
    claim.backend === undefined ? undefined : backends.get(JSON.stringify(claim.backend));
  const referred = referredObjects(ingress, target, shared.hasNamespace(key));
  const built = buildRoutes(
    ingress,
    shares,
    {
      toHttps: (host) => httpsRedirectFilter(context, target.redirectHost?.(host)),
      redirect: (to, status) => ({
        type: "RequestRedirect",
        requestRedirect: redirectFields(to, status, context.supports),
      }),
      filters: [...answers.values()].flatMap((answer) => answer.filters ?? []),
      rewriteFilters: [...answers.values()].flatMap((answer) => answer.rewriteFilters ?? []),
      httpsFilters: hstsFilters(controller.hsts),
      timeouts: timeoutsOf([...answers.values()], context),
      capture: referred.capture,
      answer: target.statusAnswer === undefined ? undefined : referred.answer,
      canary: ({ claim }) => canaryShare(claim, shared),
      backend: ({ claim }) => backend(claim),
    },
    {
      gateway: gateway ?? noGateway,
      names: shared.names,
      annotations: carriedAnnotations(ingress, config.dns.externalDns),
      hasNamespace: shared.hasNamespace(key),
      maxRuleMatches: config.target.gatewayApi.major === 1 && config.target.gatewayApi.minor < 2 ? 8 : 64,
    },
  );
  const { routes, policies } = withPolicies(built, [...answers.values()], {
    ingress,
    target,
    facts: context.facts,
    hasNamespace: shared.hasNamespace(key),
  });
  diagnostics.push(...passthroughFindings(read, roots, gateway));
  const passed = tlsRoutes(read, shared.passthrough, {
    gateway: gateway ?? noGateway,
    names: shared.names,
    hasNamespace: shared.hasNamespace(key),
    backend,
  });
  diagnostics.push(
    ...canaryFindings(key, shares, shared, context),
    ...protocolFindings(read, [...backends.values()]),
    ...ingressFindings(read, opened, config.dns),
  );
  if (routes.length + passed.length === 0 && !hasBlocker(diagnostics) && isUnexplained(read, own)) {
    diagnostics.push(diagnose("ingress-routes-nothing", {}, { ingress: key }));
  }
  const usesH2c = intentOf(reading, "backend-protocol")?.protocol === "GRPC";
  return {
    ingress: key,
    objects: [...routes, ...passed, ...policies, ...referred.objects()],
    verdicts: verdicts.value,
    features: featuresOf(routes, usesH2c),
    diagnostics,
  };
}

/** In the order of the Ingress's rules, each with its further names; none for a canary. */
function ownHosts(read: ReadIngress, { hosts, further }: DraftContext): readonly PlannedHost[] {
  if (isCanary(read)) return [];
  return hostsOf(read.ingress).flatMap((name) => [
    ...[hosts.get(name)].filter((host) => host !== undefined),
    ...(further.get(name) ?? []).filter(({ facts }) => facts.members.includes(read)),
  ]);
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
  further: readonly Claim[],
  services: ReadonlyMap<string, Service>,
) {
  const backends = new Map<string, ResolvedBackend>();
  const seen = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  const forwarding = shares.flatMap(({ both, http, https }) =>
    [...both, ...http, ...https].flatMap((rule) => (rule.does === "forward" ? [rule.claim] : [])),
  );
  for (const { backend } of [...forwarding, ...further]) {
    if (backend === undefined) continue;
    const id = JSON.stringify(backend);
    if (seen.has(id)) continue;
    seen.add(id);
    const resolved = resolveBackend(ingress, backend, services);
    diagnostics.push(...resolved.diagnostics);
    if (resolved.value !== undefined) backends.set(id, resolved.value);
  }
  return { backends, diagnostics };
}

function targetContext(
  { ingress, reading }: ReadIngress,
  own: readonly PlannedHost[],
  backends: readonly ResolvedBackend[],
  shared: DraftContext,
  gateway: GatewayChoice | undefined,
): TargetContext {
  const { target, config, controller, use, configMaps, secrets } = shared;
  const { version, gatewayApi, channel } = config.target;
  const supports = (feature: FeatureName) =>
    isInApi(feature, gatewayApi, channel) && !target.lacks(version, feature);
  const customHeaders = readCustomHeaders(ingress, reading, controller, configMaps);
  const passwords = passwordsOf(ingress, reading, secrets);
  // Looks at every host of the cluster, so it is asked only where the answer is told.
  const httpsListener =
    intentOf(reading, "client-certificates") === undefined
      ? undefined
      : httpsListenerOf(own, shared.hosts.values(), gateway, (key) => gatewayOf(key, shared));
  const facts = factsOf({
    ingress,
    own,
    backends,
    controller,
    gateway,
    use,
    customHeaders,
    passwords,
    httpsListener,
    passthrough: passthroughFacts({ ingress, reading }, shared.passthrough, gateway),
  });
  return { choice: config.target, facts, supports, accept: config.accept };
}

/** nginx has no total limit, so where the implementation knows one it is switched off; an answer may know better. */
function timeoutsOf(
  answers: readonly IntentAnswer[],
  { supports }: TargetContext,
): HttpRouteTimeouts | undefined {
  const own = answers.find(({ timeouts }) => timeouts !== undefined)?.timeouts;
  return own ?? (supports("HTTPRouteRequestTimeout") ? { request: "0s" } : undefined);
}

/** nginx's lua sets the header on every https response, replacing the backend's own. */
function hstsFilters(value: string | undefined): readonly HttpRouteFilter[] {
  if (value === undefined) return [];
  const set = [{ name: "Strict-Transport-Security", value }];
  return [{ type: "ResponseHeaderModifier", responseHeaderModifier: { set } }];
}
