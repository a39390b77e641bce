/**
 * The JSON documents of the command line. Field names are a contract with people's scripts: fields may be added, never renamed.
 */
import { type Diagnostic, findingId, sortDiagnostics, wordingOf } from "../diagnostics/diagnostic.ts";
import type { InventoryIngress } from "../model/ingress.ts";
import type { ClusterInventory } from "../model/inventory.ts";
import type { KubeObject } from "../model/kube.ts";
import type { PlannedService, Wave } from "../model/plan.ts";
import type { Proof } from "../model/proof.ts";
import type { ClusterSurvey, CutoverProposal, Survey, WaveProposal } from "../model/survey.ts";
import type { Emission } from "../model/translation.ts";
import { fileDiff } from "./diff.ts";
import { renderMark, unrenderedOf } from "./rendered-words.ts";

export function diagnosticJson(diagnostic: Diagnostic) {
  const { severity, message, remedy, title } = wordingOf(diagnostic);
  return {
    code: diagnostic.code,
    severity,
    title,
    message,
    remedy,
    path: diagnostic.at?.path ?? null,
    line: diagnostic.at?.line ?? null,
    column: diagnostic.at?.column ?? null,
    ingress: diagnostic.ingress ?? null,
    id: findingId(diagnostic),
  };
}

export function diagnosticsJson(diagnostics: readonly Diagnostic[]) {
  return sortDiagnostics(diagnostics).map(diagnosticJson);
}

function ingressJson(
  ingress: InventoryIngress,
  survey: ClusterSurvey,
  serviceOf: ReadonlyMap<string, string>,
) {
  return {
    key: ingress.key,
    source: { kind: ingress.sourceKind, path: ingress.site.path, line: ingress.site.place.line },
    ...renderMark(ingress),
    class: ingress.class.name ?? null,
    ours: ingress.class.ours,
    hosts: hostsOf(ingress),
    tls: ingress.spec.tls.length > 0,
    annotations: ingress.annotations,
    complexity: survey.complexity.get(ingress.key) ?? "low",
    service: serviceOf.get(`${survey.inventory.name}\u0000${ingress.key}`) ?? null,
    chain: ingress.chain.map(({ kind, path, line }) => ({ kind, path, line })),
  };
}

/** Hosts of the rules in their order, without repeats; a host-less rule shows as "*". */
export function hostsOf(ingress: Pick<InventoryIngress, "spec">): readonly string[] {
  const hosts = ingress.spec.rules.map((rule) => rule.host ?? "*");
  if (hosts.length === 0 && ingress.spec.defaultBackend !== undefined) return ["*"];
  return [...new Set(hosts)];
}

function serviceNames(waves: readonly Wave[]): ReadonlyMap<string, string> {
  return new Map(
    waves.flatMap((wave) =>
      wave.services.flatMap((service) =>
        service.ingresses.map((key) => [`${service.cluster}\u0000${key}`, service.name] as const),
      ),
    ),
  );
}

export function scanJson(survey: Survey, diagnostics: readonly Diagnostic[], milliseconds: number) {
  const serviceOf = serviceNames(survey.waves);
  return {
    schema: "tidegate/scan/v1",
    clusters: survey.clusters.map((cluster) => ({
      name: cluster.inventory.name,
      ingresses: cluster.inventory.ingresses.map((ingress) => ingressJson(ingress, cluster, serviceOf)),
      gateways: gatewayNames(cluster.inventory),
    })),
    unsupported: survey.inventory.unsupported.map(({ path, line, reason }) => ({ path, line, reason })),
    assumptions: survey.assumptions,
    collateral: (survey.collateral ?? []).map(({ kind, path, line, sentence }) => ({
      kind,
      path,
      line,
      sentence,
    })),
    diagnostics: diagnosticsJson(diagnostics),
    stats: { ...survey.inventory.stats, ms: milliseconds },
  };
}

function gatewayNames(cluster: ClusterInventory): readonly string[] {
  return cluster.gatewayObjects
    .filter(({ object }) => object.kind === "Gateway")
    .map(({ object }) => `${object.metadata.namespace ?? "default"}/${object.metadata.name ?? ""}`);
}

export function planJson(survey: Survey, diagnostics: readonly Diagnostic[]) {
  return {
    schema: "tidegate/plan/v1",
    target: survey.config.target,
    gateway: survey.config.gateway ?? null,
    waves: survey.waves.map((wave) => ({
      number: wave.number,
      name: wave.name,
      services: wave.services.map((service) => ({
        name: service.name,
        cluster: service.cluster,
        ingresses: service.ingresses,
        hosts: service.hosts,
        complexity: service.complexity,
        exposure: service.exposure,
        status: service.status,
        holdReason: service.holdReason ?? null,
        blockers: service.blockers,
        unrendered: unrenderedIn(survey, service),
      })),
    })),
    assumptions: survey.assumptions,
    diagnostics: diagnosticsJson(diagnostics),
  };
}

/** Ingresses of a service that were read from values alone. */
function unrenderedIn(survey: Survey, { cluster, ingresses }: PlannedService) {
  const inventory = survey.clusters.find((one) => one.inventory.name === cluster)?.inventory;
  const own = inventory?.ingresses.filter(({ key }) => ingresses.includes(key)) ?? [];
  return unrenderedOf(own).map((ingress) => ({ ingress: ingress.key, why: renderMark(ingress).why }));
}

export function verdictsJson(emissions: readonly Emission[]) {
  return emissions.flatMap((emission) =>
    emission.verdicts.map(({ ingress, key, value, verdict, target, note }) => ({
      ingress,
      key,
      value,
      verdict,
      target,
      note,
    })),
  );
}

export function cutoverJson(
  wave: number,
  { changes, handedOver }: CutoverProposal,
  diagnostics: readonly Diagnostic[],
) {
  return {
    schema: "tidegate/changes/v1",
    kind: "cutover",
    wave,
    files: changes.files.map((file) => ({ path: file.path, action: file.action, diff: fileDiff(file) })),
    handedOver,
    diagnostics: diagnosticsJson(diagnostics),
  };
}

export function changesJson(proposal: WaveProposal, diagnostics: readonly Diagnostic[]) {
  return {
    schema: "tidegate/changes/v1",
    kind: proposal.kind,
    wave: proposal.wave,
    files: proposal.changes.files.map((file) => ({
      path: file.path,
      action: file.action,
      diff: fileDiff(file),
    })),
    moved: proposal.moved.map((one) => ({
      ingress: one.ingress,
      service: one.service,
      cluster: one.cluster,
      source: { path: one.ingressPath, line: one.ingressLine },
      ...renderMark(one),
      route: one.routePath ?? null,
      features: one.emission.features,
    })),
    notMoved: proposal.notMoved.map(({ service, reasons }) => ({
      service: service.name,
      cluster: service.cluster,
      reasons,
    })),
    annotations: verdictsJson(proposal.moved.map(({ emission }) => emission)),
    proof: proofJson(proposal.proof),
    diagnostics: diagnosticsJson(diagnostics),
  };
}

export function convertJson(
  objects: readonly KubeObject[],
  emissions: readonly Emission[],
  proof: Proof,
  found: readonly Diagnostic[],
) {
  return {
    schema: "tidegate/convert/v1",
    objects,
    annotations: verdictsJson(emissions),
    proof: proofJson(proof),
    diagnostics: diagnosticsJson(found),
  };
}

export function proofJson(proof: Proof) {
  return { schema: "tidegate/proof/v1", ...proof };
}
