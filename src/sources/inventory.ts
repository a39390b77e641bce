/**
 * Takes the inventory of a snapshot: which Ingresses each cluster gets, with their Services and the routes that are already there. Every
 * file that says `kind: Ingress` ends up either here or in `unsupported`.
 */
import {
  type Diagnostic,
  diagnose,
  type Outcome,
  outcome,
  sortDiagnostics,
} from "../diagnostics/diagnostic.ts";
import { compareText, type RepoPath } from "../model/brands.ts";
import type { Config, TargetChoice } from "../model/config.ts";
import type { FoundController } from "../model/controller.ts";
import type { InventoryIngress } from "../model/ingress.ts";
import type { ClusterInventory, Inventory, PlacedObject, Unsupported } from "../model/inventory.ts";
import type { KubeObject, Service } from "../model/kube.ts";
import type { RenderBook } from "../model/render.ts";
import type { RepoSnapshot } from "../model/snapshot.ts";
import { withoutArchived } from "./archived.ts";
import { sortCandidates } from "./candidates.ts";
import { findControllers } from "./controllers.ts";
import { readDeployers } from "./deployers.ts";
import type { ClusterUnits } from "./found-units.ts";
import { localCharts } from "./helm/release/local-charts.ts";
import type { ReleaseWorld } from "./helm/release/world.ts";
import { type IngressContext, toInventoryIngress } from "./inventory-ingress.ts";
import { type TakenReleases, takeReleases } from "./inventory-release.ts";
import { isConfigObject, isNamedConfig, readConfigObjects } from "./objects/config-object.ts";
import { isIngress } from "./objects/ingress.ts";
import type { ParsedObject } from "./objects/parse.ts";
import { isService, toService } from "./objects/service.ts";
import { withOwnValues } from "./own-values.ts";
import { type FileReader, type ReadYaml, readerFor } from "./reader.ts";
import { isGatewayCrd, isGatewayObject, isOfInterest, type Rendered } from "./rendered.ts";
import { findUnits } from "./units.ts";
import { findUnsupported } from "./unsupported/find.ts";
import { type FoundMark, findMark, findSops } from "./unsupported/marks.ts";
import { bothWanted, filesWith, type WantedNames, wantedByFiles, wantedByReleases } from "./wanted-names.ts";

export interface InventoryOptions {
  readonly readYaml?: ReadYaml | undefined;
  /** Renders of charts; without it releases are read from their values. */
  readonly renders?: RenderBook | undefined;
  /** The inventory is taken again once the book knows what it was asked: releases that wait for a render are not read from their values. */
  readonly isRepeated?: boolean | undefined;
}

export function takeInventory(
  snapshot: RepoSnapshot,
  config: Config,
  options: InventoryOptions = {},
): Outcome<Inventory> {
  const reader = readerFor(snapshot, config.ignore, options.readYaml);
  const { ingressFiles, gatewayFiles, manifests } = sortCandidates(reader);
  const plain = new Set<RepoPath>([...ingressFiles.keys(), ...gatewayFiles]);
  const interest = (wanted: WantedNames): readonly RepoPath[] =>
    [...new Set([...plain, ...filesWith(wanted, manifests, reader)])].sort(compareText);

  const wanted = wantedByFiles([...ingressFiles.keys()].flatMap((path) => plainObjects(path, reader)));
  const files = interest(wanted);
  const first = takeOnce({ snapshot, config, options, reader, files, configs: wanted.configs });
  // what Ingresses of charts refer to is known only now
  const further = bothWanted(wanted, wantedByReleases(first.value.clusters));
  const { configs } = further;
  if (further.services.size === wanted.services.size && configs.size === wanted.configs.size) return first;
  const more = interest(further);
  const isSame = more.length === files.length && configs.size === wanted.configs.size;
  return isSame ? first : takeOnce({ snapshot, config, options, reader, files: more, configs });
}

interface Taking {
  readonly snapshot: RepoSnapshot;
  readonly config: Config;
  readonly options: InventoryOptions;
  readonly reader: FileReader;
  /** Files with objects of interest, in path order. */
  readonly files: readonly RepoPath[];
  /** Names of ConfigMaps and Secrets that are of interest. */
  readonly configs: ReadonlySet<string>;
}

function takeOnce({ snapshot, config, options, reader, files, configs }: Taking): Outcome<Inventory> {
  const candidates = sortCandidates(reader);
  const { ingressFiles } = candidates;
  const ofInterest = new Set(files);
  const objectsIn = (path: RepoPath): readonly ParsedObject[] =>
    ofInterest.has(path)
      ? plainObjects(path, reader).filter(
          ({ object }) => isOfInterest(object) || isNamedConfig(object, configs),
        )
      : [];

  const whole = findUnits(reader, candidates, files, objectsIn, config, {
    snapshot,
    renders: options.renders,
    config,
    isIgnored: (path) => reader.isIgnored(path),
  });
  const deployment = withoutArchived(whole);
  const deployers =
    ingressFiles.size === 0
      ? []
      : candidates.deployerFiles.flatMap((path) => plainObjects(path, reader).flatMap(readDeployers));

  const diagnostics: Diagnostic[] = [...deployment.diagnostics];
  const context: IngressContext = {
    config,
    deployers,
    deployedBy: deployment.deployedBy,
    listedBy: (path) => deployment.listedBy.get(path) ?? [],
    markOf: remember((path) => findMark(reader.text(path) ?? "")),
  };
  const unreadBlocks: Unsupported[] = [];
  const unrendered = new Map<RepoPath, string>();
  const hasIngressSource =
    ingressFiles.size > 0 || deployment.clusters.some(({ releases }) => releases.length > 0);
  const controllers = hasIngressSource
    ? findControllers(deployment.clusters, candidates.manifests, reader)
    : new Map<string, readonly FoundController[]>();
  const clusters = deployment.clusters.flatMap((cluster): ClusterInventory[] => {
    const world: ReleaseWorld = {
      snapshot,
      renders: options.renders,
      isRepeated: options.isRepeated,
      config: { charts: config.charts, target: targetOf(cluster.name, config) },
      isIgnored: (path) => reader.isIgnored(path),
    };
    const releases = takeReleases(
      cluster.releases.map((release) => withOwnValues(release, reader)),
      world,
      context,
    );
    const taken = takeCluster(cluster, releases.value, context);
    const found = controllers.get(cluster.name);
    diagnostics.push(...releases.diagnostics, ...taken.diagnostics);
    unreadBlocks.push(...releases.value.unsupported);
    for (const [chart, why] of releases.value.unrendered) unrendered.set(chart, why);
    // releases without anything of interest make no cluster
    const { ingresses, gatewayObjects, releases: inPlay = [] } = taken.value;
    const isEmpty = ingresses.length === 0 && gatewayObjects.length === 0 && inPlay.length === 0;
    return config.clusters === undefined && cluster.units.length === 0 && isEmpty
      ? []
      : [found === undefined ? taken.value : { ...taken.value, controllers: found }];
  });
  const unsupported = findUnsupported({
    reader,
    candidates,
    deployment,
    clusters,
    unreadBlocks,
    unrendered,
    localCharts: (directory) => localCharts(directory, snapshot),
    context,
    config,
  });
  diagnostics.push(...unsupported.diagnostics);

  const hasIngress = clusters.some(({ ingresses }) => ingresses.length > 0);
  const crdFiles = ingressFiles.size === 0 && !hasIngress ? [] : candidates.crdFiles;
  const crds = crdFiles.flatMap((path) =>
    plainObjects(path, reader)
      .filter(({ object }) => isGatewayCrd(object))
      .map(placed),
  );
  const inventory: Inventory = {
    clusters,
    assumptions: deployment.assumptions,
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

function targetOf(cluster: string, config: Config): TargetChoice {
  return config.clusters?.find(({ name }) => name === cluster)?.target ?? config.target;
}

/** Objects of a file that is not encrypted: what SOPS has closed says nothing. */
function plainObjects(path: RepoPath, reader: FileReader): readonly ParsedObject[] {
  const file = reader.parse(path);
  return file === undefined || findSops(file.yaml) !== undefined ? [] : file.objects;
}

function takeCluster(
  cluster: ClusterUnits,
  releases: TakenReleases,
  context: IngressContext,
): Outcome<ClusterInventory> {
  const diagnostics: Diagnostic[] = [];
  const ingresses: InventoryIngress[] = [...releases.ingresses];
  const services = new Map<string, Service>();
  for (const service of releases.services) services.set(`${service.namespace}/${service.name}`, service);
  const gatewayObjects = new Map<string, PlacedObject>();
  const configs: KubeObject[] = [];
  const rendered = distinct(cluster.units.flatMap((unit) => unit.objects));
  for (const one of rendered) {
    const { object, substitution } = one;
    if (isIngress(object)) {
      const entry = toInventoryIngress(one, cluster.name, context);
      diagnostics.push(...entry.diagnostics);
      if (entry.value !== undefined) ingresses.push(entry.value);
    } else if (isService(object)) {
      const service = toService(object);
      const [refusal] = one.refusals;
      if (service === undefined) continue;
      const name = `${service.namespace}/${service.name}`;
      const written = substitution === undefined ? {} : { written: { object, substitution } };
      if (refusal === undefined) services.set(name, { ...service, ...written });
      else {
        const params = { service: name, field: refusal.field };
        diagnostics.push(diagnose("kustomize-service-left-out", params, { at: refusal.at }));
      }
    } else if (isConfigObject(object)) {
      if (substitution === undefined && one.refusals.length === 0) configs.push(object);
    } else if (isGatewayObject(object)) {
      const filled = substitution === undefined ? {} : { substitution };
      gatewayObjects.set(identity(one), { ...placed({ ...one.source, object }), ...filled });
    }
  }
  ingresses.sort(compareEntries);
  diagnostics.push(...repeatedKeys(cluster.name, ingresses));
  const value: ClusterInventory = {
    name: cluster.name,
    paths: cluster.paths,
    ingresses,
    services: [...services].sort(([a], [b]) => compareText(a, b)).map(([, service]) => service),
    ...(configs.length > 0 && readConfigObjects(configs)),
    gatewayObjects: [
      ...[...gatewayObjects].sort(([a], [b]) => compareText(a, b)).map(([, object]) => object),
      ...releases.gatewayObjects,
    ],
    releases: releases.releases,
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
