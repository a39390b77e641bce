/**
 * Takes the inventory of a snapshot: which Ingresses each cluster gets, with their Services and the routes that are already there. Every
 * file that says `kind: Ingress` ends up either here or in `unsupported`.
 */
import { compileGlobs } from "../config/glob.ts";
import {
  type Diagnostic,
  diagnose,
  type Outcome,
  outcome,
  sortDiagnostics,
} from "../diagnostics/diagnostic.ts";
import { compareText, type RepoPath } from "../model/brands.ts";
import type { Config } from "../model/config.ts";
import type { InventoryIngress } from "../model/ingress.ts";
import type { ClusterInventory, Inventory, PlacedObject } from "../model/inventory.ts";
import type { Service } from "../model/kube.ts";
import type { RepoSnapshot } from "../model/snapshot.ts";
import { readYamlFile } from "../yaml/read.ts";
import { sortCandidates } from "./candidates.ts";
import { readDeployers } from "./deployers.ts";
import { type IngressContext, toInventoryIngress } from "./inventory-ingress.ts";
import { isIngress, toIngress } from "./objects/ingress.ts";
import type { ParsedObject } from "./objects/parse.ts";
import { isService, toService } from "./objects/service.ts";
import { mayHoldService } from "./prefilter.ts";
import { createReader, type FileReader, type ReadYaml } from "./reader.ts";
import { isGatewayCrd, isGatewayObject, isOfInterest, type Rendered } from "./rendered.ts";
import { type ClusterUnits, findUnits } from "./units.ts";
import { findUnsupported } from "./unsupported/find.ts";
import { type FoundMark, findMark, findSops } from "./unsupported/marks.ts";

export function takeInventory(
  snapshot: RepoSnapshot,
  config: Config,
  readYaml: ReadYaml = readYamlFile,
): Outcome<Inventory> {
  const reader = createReader(snapshot, compileGlobs(config.ignore), readYaml);
  const candidates = sortCandidates(reader);
  const { ingressFiles } = candidates;

  const services = serviceNames([...ingressFiles.keys()], reader);
  const ofInterest = new Set<RepoPath>([...ingressFiles.keys(), ...candidates.gatewayFiles]);
  for (const path of candidates.manifests) {
    const bytes = services.size === 0 ? undefined : reader.bytes(path);
    if (bytes !== undefined && mayHoldService(bytes, services)) ofInterest.add(path);
  }
  const objectsIn = (path: RepoPath): readonly ParsedObject[] =>
    ofInterest.has(path) ? plainObjects(path, reader).filter(({ object }) => isOfInterest(object)) : [];

  const files = [...ofInterest].sort(compareText);
  const kustomizationFiles = files.length === 0 ? [] : candidates.kustomizationFiles;
  const deployment = findUnits(reader, kustomizationFiles, files, objectsIn, config);
  const deployers =
    ingressFiles.size === 0
      ? []
      : candidates.deployerFiles.flatMap((path) => plainObjects(path, reader).flatMap(readDeployers));

  const diagnostics: Diagnostic[] = [...deployment.diagnostics];
  const context: IngressContext = {
    config,
    deployers,
    deployedBy: deployment.isFlux ? "Flux" : undefined,
    listedBy: (path) => deployment.listedBy.get(path) ?? [],
    markOf: remember((path) => findMark(reader.text(path) ?? "")),
  };
  const clusters = deployment.clusters.map((cluster) => {
    const taken = takeCluster(cluster, context);
    diagnostics.push(...taken.diagnostics);
    return taken.value;
  });
  const unsupported = findUnsupported({ reader, candidates, deployment, clusters, context, config });
  diagnostics.push(...unsupported.diagnostics);

  const crdFiles = ingressFiles.size === 0 ? [] : candidates.crdFiles;
  const crds = crdFiles.flatMap((path) =>
    plainObjects(path, reader)
      .filter(({ object }) => isGatewayCrd(object))
      .map(placed),
  );
  const inventory: Inventory = {
    clusters,
    unsupported: unsupported.value,
    stats: {
      files: reader.files.length,
      bytes: reader.files.reduce((sum, file) => sum + file.size, 0),
      ingresses: clusters.reduce((sum, cluster) => sum + cluster.ingresses.length, 0),
    },
    crds,
  };
  return outcome(inventory, sortDiagnostics(diagnostics));
}

/** Names of the Services that Ingresses send to: only files that hold one of them are parsed for Services. */
function serviceNames(files: readonly RepoPath[], reader: FileReader): ReadonlySet<string> {
  const names = new Set<string>();
  for (const path of files) {
    for (const { object } of plainObjects(path, reader)) {
      const spec = toIngress(object).value?.spec;
      const paths = spec?.rules.flatMap((rule) => rule.paths.map(({ backend }) => backend)) ?? [];
      for (const backend of [spec?.defaultBackend, ...paths])
        if (backend?.kind === "service") names.add(backend.name);
    }
  }
  return names;
}

/** Objects of a file that is not encrypted: what SOPS has closed says nothing. */
function plainObjects(path: RepoPath, reader: FileReader): readonly ParsedObject[] {
  const file = reader.parse(path);
  return file === undefined || findSops(file.yaml) !== undefined ? [] : file.objects;
}

function takeCluster(cluster: ClusterUnits, context: IngressContext): Outcome<ClusterInventory> {
  const diagnostics: Diagnostic[] = [];
  const ingresses: InventoryIngress[] = [];
  const services = new Map<string, Service>();
  const gatewayObjects = new Map<string, PlacedObject>();
  const rendered = distinct(cluster.units.flatMap((unit) => unit.objects));
  for (const one of rendered) {
    const { object } = one;
    if (isIngress(object)) {
      const entry = toInventoryIngress(one, cluster.name, context);
      diagnostics.push(...entry.diagnostics);
      if (entry.value !== undefined) ingresses.push(entry.value);
    } else if (isService(object)) {
      const service = toService(object);
      const [refusal] = one.refusals;
      if (service === undefined) continue;
      const name = `${service.namespace}/${service.name}`;
      if (refusal === undefined) services.set(name, service);
      else {
        const params = { service: name, field: refusal.field };
        diagnostics.push(diagnose("kustomize-service-left-out", params, { at: refusal.at }));
      }
    } else if (isGatewayObject(object)) {
      gatewayObjects.set(identity(one), placed({ ...one.source, object }));
    }
  }
  ingresses.sort(compareEntries);
  diagnostics.push(...repeatedKeys(cluster.name, ingresses));
  const value: ClusterInventory = {
    name: cluster.name,
    paths: cluster.paths,
    ingresses,
    services: [...services].sort(([a], [b]) => compareText(a, b)).map(([, service]) => service),
    gatewayObjects: [...gatewayObjects].sort(([a], [b]) => compareText(a, b)).map(([, object]) => object),
  };
  return outcome(value, diagnostics);
}

/** One text reached twice with the same outcome is one object. */
function distinct(rendered: readonly Rendered[]): readonly Rendered[] {
  const byIdentity = new Map<string, Rendered>();
  for (const one of rendered) {
    const key = `${identity(one)}\u0000${JSON.stringify(one.object.metadata)}`;
    const known = byIdentity.get(key);
    if (known === undefined) byIdentity.set(key, one);
    else byIdentity.set(key, { ...known, refusals: [...known.refusals, ...one.refusals] });
  }
  return [...byIdentity.values()];
}

function identity({ source, object }: Rendered): string {
  const number = (value: number) => String(value).padStart(6, "0");
  return [
    source.path,
    number(source.document),
    number(source.item ?? 0),
    object.metadata.namespace ?? "",
  ].join("\u0000");
}

function compareEntries(a: InventoryIngress, b: InventoryIngress): number {
  return (
    compareText(a.key, b.key) ||
    compareText(a.site.path, b.site.path) ||
    a.site.document - b.site.document ||
    (a.site.item ?? 0) - (b.site.item ?? 0)
  );
}

function repeatedKeys(cluster: string, sorted: readonly InventoryIngress[]): readonly Diagnostic[] {
  const byKey = new Map<string, InventoryIngress[]>();
  for (const entry of sorted) byKey.set(entry.key, [...(byKey.get(entry.key) ?? []), entry]);
  return [...byKey.values()].flatMap(([first, ...others]) => {
    if (first === undefined || others.length === 0 || ![first, ...others].some((entry) => entry.class.ours))
      return [];
    const places = [first, ...others].map(({ site }) => `${site.path}:${site.place.line}`);
    const related = others.map(({ site }) => site.place);
    const where = { at: first.site.place, ingress: first.key, related };
    return [diagnose("ingress-key-repeated", { cluster, places }, where)];
  });
}

function placed({ object, place, document }: ParsedObject): PlacedObject {
  return { object, place, document };
}

function remember(
  find: (path: RepoPath) => FoundMark | undefined,
): (path: RepoPath) => FoundMark | undefined {
  const known = new Map<RepoPath, FoundMark | undefined>();
  return (path) => {
    if (!known.has(path)) known.set(path, find(path));
    return known.get(path);
  };
}
