/**
 * HelmReleases as releases. Texts are those of the files, `${…}` included; names, namespaces and addresses are as the cluster gets them,
 * because a chart is found and rendered by them.
 */
import { directoryOf, type RepoPath } from "../model/brands.ts";
import type { Json } from "../model/kube.ts";
import type { CompanionHome, Release, ReleaseChart } from "../model/release.ts";
import type { FluxChart } from "./flux/chart.ts";
import type { FluxUnitRelease } from "./flux/deployment.ts";
import type { FluxPostRenderer, FluxRelease } from "./flux/helm-release.ts";
import { substitutionOf } from "./flux/scope.ts";
import { fluxLayers } from "./flux-layers.ts";
import type { BuiltObject } from "./kustomize/build/build.ts";
import type { Kustomization } from "./kustomize/kustomization.ts";
import { sourceOf } from "./kustomize/whole-build.ts";
import type { SourceObject } from "./objects/fields.ts";
import { isMapping, type ParsedObject } from "./objects/parse.ts";
import type { FileReader } from "./reader.ts";
import { gap, type LayerReading, sortReadings, valuesFile } from "./values-layer.ts";

export interface BuiltSource extends SourceObject {
  readonly built: BuiltObject;
}

/** A HelmRelease with the way it came; without `kustomization` no Flux Kustomization deploys it. */
export type FoundRelease = Omit<FluxUnitRelease<BuiltSource>, "kustomization" | "variables" | "cluster"> &
  Partial<Pick<FluxUnitRelease<BuiltSource>, "kustomization" | "variables">>;

export interface FluxReleaseWorld {
  readonly reader: FileReader;
  readonly kustomizations: ReadonlyMap<RepoPath, Kustomization>;
  listedBy(path: RepoPath): readonly RepoPath[];
  /** Set when Flux deploys the repository, though not every release of it. */
  readonly deployer: string | undefined;
}

export function fluxRelease(found: FoundRelease, cluster: string, world: FluxReleaseWorld): Release {
  const { release, built, kustomization, variables } = found;
  const { reader } = world;
  const { origin } = built.built;
  const source = origin.generatedBy === undefined ? sourceOf(origin, reader) : undefined;
  const chart = chartOf(release.chart, reader);
  const readings = [
    ...chart.below,
    ...fluxLayers({ title: release.title, layers: release.layers, built: built.built, source }, reader),
  ];
  const namespace = release.releaseNamespace ?? "default";
  const beside = namespaceBeside(built.built, source);
  const substitution =
    kustomization === undefined || variables === undefined
      ? undefined
      : substitutionOf(built.built.object, kustomization, variables);
  const { path, document, item, place } = origin;
  const hops = built.built.hops.filter((hop) => reader.fileAt(hop.path) !== undefined);
  const title = `HelmRelease ${release.title}`;
  return {
    id: release.namespace === undefined ? `${title} (${path})` : title,
    cluster,
    name: release.releaseName,
    namespace,
    chart: chart.chart,
    ...sortReadings(readings),
    owner: {
      kind: "flux",
      title,
      path,
      document,
      item,
      place,
      statesNamespace: release.releaseNamespace !== undefined && beside.namespace !== namespace,
    },
    chain: [...found.chain.slice(0, -1), ...hops, ...found.chain.slice(-1)],
    home: homeOf(found, namespace, beside, world),
    apiVersions: [],
    kubeVersion: undefined,
    changedAfter: changesAfter(release),
    substitution,
    undeployedBy: kustomization === undefined ? world.deployer : undefined,
    namespaceAssumed: release.releaseNamespace === undefined,
  };
}

/** Where the chart is to be had, and values that lie between its defaults and the release's own. */
function chartOf(
  chart: FluxChart,
  reader: FileReader,
): { readonly chart: ReleaseChart; readonly below: readonly LayerReading[] } {
  const unknown = (name: string | undefined, version: string | undefined, why: string) => ({
    chart: { kind: "unknown", name, version, why } as const,
    below: [],
  });
  switch (chart.kind) {
    case "own":
      return {
        chart: { kind: "own", directory: chart.path },
        below: chart.valuesFiles.map((path) => valuesFile(path, chart.place, reader)),
      };
    case "elsewhere":
      return unknown(
        lastSegment(chart.path),
        undefined,
        `the chart \`${chart.path}\` is in another repository (${chart.url})`,
      );
    case "unknown":
      return unknown(
        chart.chart === undefined ? undefined : lastSegment(chart.chart),
        chart.version,
        `the ${chart.sourceRef.trim() || "source"} it is taken from is not in the repository`,
      );
    case "oci": {
      const { url, tag, semver, digest } = chart;
      const version = tag ?? semver;
      if (isOpen(url, version ?? ""))
        return unknown(undefined, undefined, `its address \`${url}\` is filled in later`);
      const location = { kind: "oci", url, version: version ?? "", digest } as const;
      return { chart: { kind: "remote", location, name: lastSegment(url), version }, below: [] };
    }
    case "repository": {
      const { url, version, isOci, valuesFiles } = chart;
      const name = lastSegment(chart.chart);
      if (isOpen(url, version ?? ""))
        return unknown(name, undefined, `its address or version is filled in later`);
      const location = isOci
        ? ({ kind: "oci", url: `${url.replace(/\/+$/, "")}/${chart.chart}`, version: version ?? "" } as const)
        : ({ kind: "repository", url, chart: chart.chart, version: version ?? "" } as const);
      const others = valuesFiles.filter((file) => file !== "values.yaml");
      return {
        chart: { kind: "remote", location, name, version },
        below: others.map((file) =>
          gap(`the chart's own \`${file}\` is merged into its defaults`, chart.place),
        ),
      };
    }
  }
}

function isOpen(...texts: readonly string[]): boolean {
  return texts.some((text) => text.includes("${"));
}

function lastSegment(path: string): string {
  return path.split("/").findLast((segment) => segment !== "") ?? path;
}

interface Beside {
  /** What an object beside the release gets that states none. */
  readonly namespace: string | undefined;
  /** True when it gets that whatever it states. */
  readonly isForced: boolean;
}

function namespaceBeside({ object }: BuiltObject, source: ParsedObject | undefined): Beside {
  const built = textOf(object.metadata.namespace);
  const written = textOf(source?.object.metadata.namespace);
  return built === written ? { namespace: undefined, isForced: false } : { namespace: built, isForced: true };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Beside the release; beside the overlay's kustomization when that changes the release, so that the route is of this overlay alone. */
function homeOf(
  { built, directory, release }: FoundRelease,
  namespace: string,
  beside: Beside,
  { kustomizations, listedBy, reader }: FluxReleaseWorld,
): CompanionHome {
  const { origin, touchedBy } = built.built;
  if (reader.fileAt(origin.path) === undefined) return { kind: "none", why: "no file holds the HelmRelease" };
  if (release.remoteCluster !== undefined) {
    const why =
      "`spec.kubeConfig` installs the release into another cluster than the one that gets what stands beside it";
    return { kind: "none", why };
  }
  if (beside.isForced && release.releaseNamespace !== undefined && beside.namespace !== namespace) {
    const why = `everything beside the HelmRelease is put into the namespace ${beside.namespace ?? "of its Kustomization"}, the release into ${namespace}`;
    return { kind: "none", why };
  }
  const listing = listedBy(origin.path);
  const own = kustomizations.get(directory);
  const isPatched = touchedBy.some(({ patch, changed, kustomization }) => {
    return changed && patch !== undefined && !listing.includes(kustomization);
  });
  if (isPatched && own !== undefined && !listing.includes(own.path))
    return { kind: "directory", path: directory, listedBy: [own.path] };
  return { kind: "beside-owner", listedBy: listing };
}

const routingKinds: ReadonlySet<string> = new Set(["Ingress", "HTTPRoute"]);

function changesAfter({ postRenderers, commonMetadata, placeOf }: FluxRelease): Release["changedAfter"] {
  const patched = postRenderers.filter(touchesRoutes);
  const annotated = Object.keys(commonMetadata.annotations).some((key) =>
    /ingress|cert-manager|acme/.test(key),
  );
  return [
    ...patched.map(({ place }) => ({ field: "spec.postRenderers", at: place })),
    ...(annotated ? [{ field: "spec.commonMetadata", at: placeOf(["spec", "commonMetadata"]) }] : []),
  ];
}

/** Images and patches of other kinds leave routing alone. */
function touchesRoutes({ patches }: FluxPostRenderer): boolean {
  return patches.some((patch) => {
    const kind = isMapping(patch) ? kindOf(patch) : undefined;
    return kind === undefined || !/^[A-Za-z]+$/.test(kind) || routingKinds.has(kind);
  });
}

function kindOf(patch: { readonly [key: string]: Json }): string | undefined {
  const { target, patch: inner } = patch;
  if (isMapping(target)) return textOf(target.kind);
  if (isMapping(inner)) return textOf(inner.kind);
  return typeof inner === "string" ? /^kind:\s*["']?([A-Za-z]+)/m.exec(inner)?.[1] : undefined;
}

/** The directory that says which cluster a release is of, when no Kustomization does. */
export function directoryOfRelease(found: FoundRelease): RepoPath {
  return directoryOf(found.built.built.origin.path);
}
