/**
 * Ingresses of one cluster in, what takes over from each of them out. Host-wide facts are worked out over all of them first;
 * Ingresses that share a host move together or not at all.
 */
import {
  canonicalJson,
  type Diagnostic,
  hasBlocker,
  type Outcome,
  outcome,
} from "../diagnostics/diagnostic.ts";
import { compareText, type IngressKey } from "../model/brands.ts";
import type { Ingress } from "../model/ingress.ts";
import type { KubeObject } from "../model/kube.ts";
import type { Emission } from "../model/translation.ts";
import { intentOf, readIntents } from "../nginx/annotations/read.ts";
import { type ControllerConfig, controllerConfig } from "../nginx/controller.ts";
import { controllerFindings } from "../nginx/controller-findings.ts";
import { targets } from "../targets/index.ts";
import { isAtLeast } from "../targets/reports.ts";
import { withAnswers } from "./answered-locations.ts";
import { withAppRoot } from "./app-root.ts";
import { sharedBlockers } from "./blocked.ts";
import { findCanaries } from "./canaries.ts";
import { type Draft, draftIngress } from "./draft.ts";
import { furtherNames } from "./further-names.ts";
import { hostFindings } from "./host-findings.ts";
import { type Claim, type HostFacts, hostFacts, isCanary, type ReadIngress } from "./hosts.ts";
import type { TranslationInput } from "./input.ts";
import { inControllerOrder } from "./order.ts";
import { findPassthrough } from "./passthrough.ts";
import { plainRules } from "./plain-rules.ts";
import type { PlannedHost } from "./plan-rules.ts";
import { indexServices } from "./ports.ts";
import { regexRules } from "./regex-rules.ts";
import type { Remark } from "./remarks.ts";
import type { PathPowers } from "./rewrites.ts";
import { routeNames } from "./route-names.ts";
import { serviceUse } from "./target-facts.ts";
import { isAboutUnknownValue, unknownValueFindings } from "./unknown-values.ts";

export type { TranslationInput } from "./input.ts";

/** One emission per Ingress, in key order. */
export function translateCluster(input: TranslationInput): Outcome<readonly Emission[]> {
  const { config } = input;
  const controller = controllerConfig(config.nginx);
  const target = targets[config.target.name];
  const powers: PathPowers = {
    regex: target.regex,
    rewrites: !target.lacks(config.target.version, "HTTPRoutePathRewrite"),
    captures:
      target.pathCapture !== undefined && isAtLeast(config.target.version, target.pathCaptureSince ?? "0"),
    answers: target.statusAnswer !== undefined,
  };
  const diagnostics: Diagnostic[] = [...controllerFindings(controller)];
  const ingresses = onePerKey(input.ingresses);
  const reads = readAll(inControllerOrder(ingresses), controller, diagnostics);
  const hosts = hostFacts(reads.filter((read) => !isCanary(read))).map((facts) =>
    planHost(facts, controller, powers),
  );
  const further = furtherNames(
    hosts.map(({ facts }) => facts),
    { plan: (facts) => planHost(facts, controller, powers), status: controller.httpRedirectCode },
  );
  const canaries = findCanaries(
    reads.filter(isCanary),
    hosts.map(({ facts }) => facts),
  );
  for (const host of hosts) diagnostics.push(...hostFindings(host));

  const isStopped = hasBlocker(diagnostics.filter(({ ingress }) => ingress === undefined));
  const shared = {
    controller,
    target,
    config,
    hosts: new Map(hosts.map((host) => [host.facts.host, host])),
    further: further.hosts,
    passthrough: findPassthrough(hosts, input.flags),
    remarks: [...further.remarks, ...canaries.remarks, ...reads.flatMap(shadowedRedirect)],
    canaries,
    services: indexServices(input.services),
    names: routeNames(ingresses),
    use: serviceUse(ingresses),
    hasNamespace: input.hasNamespace,
    classOf: input.classOf,
    configMaps: input.configMaps,
    secrets: input.secrets,
  };
  const drafts = [...reads]
    .sort((a, b) => compareText(a.ingress.key, b.ingress.key))
    .map((read) => draftIngress(read, shared));
  for (const draft of drafts) diagnostics.push(...draft.diagnostics);
  for (const ingress of ingresses)
    diagnostics.push(...unknownValueFindings(ingress, input.unknownValues?.(ingress.key)));
  const blockers = new Set([
    ...(input.blocked ?? []),
    ...diagnostics.flatMap((found) =>
      found.ingress !== undefined && hasBlocker([found]) ? [found.ingress] : [],
    ),
  ]);
  const partners = sharedBlockers(ingresses, blockers);
  diagnostics.push(...partners.diagnostics);
  return outcome(
    drafts.map((draft) => emissionOf(draft, isStopped || partners.blocked.has(draft.ingress))),
    diagnostics.filter((found) => !isAboutUnknownValue(found, input.unknownValues)),
  );
}

function emissionOf(draft: Draft, blocked: boolean): Emission {
  const { ingress, verdicts } = draft;
  if (blocked) return { ingress, objects: [], verdicts, blocked, features: [] };
  return { ingress, objects: unshared(draft.objects), verdicts, blocked, features: draft.features };
}

/** Rules share filters while routes are built; a printer would turn shared values into YAML anchors. */
function unshared(objects: readonly KubeObject[]): readonly KubeObject[] {
  return JSON.parse(JSON.stringify(objects)) as readonly KubeObject[]; // what we just built, as plain JSON
}

/** Two objects of one key cannot both exist in a cluster; the same one counts whatever the order they were given in. */
function onePerKey(ingresses: readonly Ingress[]): readonly Ingress[] {
  const byKey = new Map<IngressKey, Ingress>();
  for (const ingress of ingresses) {
    const known = byKey.get(ingress.key);
    if (known === undefined || canonicalJson(ingress) < canonicalJson(known)) byKey.set(ingress.key, ingress);
  }
  return [...byKey.values()];
}

/** A redirect of a snippet comes before the one of an annotation. */
function shadowedRedirect({ ingress, reading }: ReadIngress): readonly Remark[] {
  if (intentOf(reading, "snippet")?.redirect === undefined) return [];
  const note = "the snippet of this Ingress redirects first";
  return [{ ingress: ingress.key, intent: "fixed-redirect", answer: { verdict: "inert", note } }];
}

function readAll(
  ingresses: readonly Ingress[],
  controller: ControllerConfig,
  diagnostics: Diagnostic[],
): readonly ReadIngress[] {
  return ingresses.map((ingress) => {
    const reading = readIntents(ingress, controller);
    diagnostics.push(...reading.diagnostics);
    return { ingress, reading: reading.value };
  });
}

function planHost(facts: HostFacts, controller: ControllerConfig, powers: PathPowers): PlannedHost {
  const redirects = (claim: Claim) => redirectsToHttps(claim, facts, controller);
  const planned = facts.isRegex ? regexRules(facts, redirects, powers) : plainRules(facts, redirects);
  return { facts, planned: withAppRoot(facts, withAnswers(facts, planned, powers.answers)) };
}

/** Per path, by the Ingress that owns it; ACME challenge paths are exempt, and so is a rule-less default backend. */
function redirectsToHttps(claim: Claim, facts: HostFacts, controller: ControllerConfig): boolean {
  if (claim.origin === "catch-all") return false;
  if (controller.noTlsRedirectLocations.some((prefix) => claim.path.startsWith(prefix))) return false;
  const when = intentOf(claim.owner.reading, "https-redirect")?.when;
  return when === "always" || (when === "tls" && facts.redirectsByTls);
}
