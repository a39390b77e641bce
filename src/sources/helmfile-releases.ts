/**
 * Releases of helmfiles. A helmfile with several environments (or kube contexts) installs each release once per environment, so each of
 * them is a cluster; a helmfile with one belongs to the cluster its directory speaks of.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { directoryOf } from "../model/brands.ts";
import type { CompanionHome, Release, ReleaseChart, ValuesSite } from "../model/release.ts";
import { clusterOf, safeClusterName } from "./clusters.ts";
import { valueAt } from "./helm/layers.ts";
import { type Helmfile, readHelmfiles } from "./helmfile/read.ts";
import type { HelmfileLayer, HelmfileRelease } from "./helmfile/release.ts";
import { isMapping } from "./objects/parse.ts";
import type { FileReader } from "./reader.ts";
import { type SetValue, setLayer } from "./set-values.ts";
import { gap, type LayerReading, sortReadings, valuesFile, writtenValues } from "./values-layer.ts";

export interface HelmfileReleases {
  /** By path of the helmfile, in its order. */
  readonly releases: readonly Release[];
  readonly diagnostics: readonly Diagnostic[];
}

export function helmfileReleases(reader: FileReader): HelmfileReleases {
  const { value, diagnostics } = readHelmfiles(reader);
  const releases = value.flatMap((helmfile) =>
    helmfile.releases
      .filter(({ installed }) => installed)
      .map((release) => releaseOf(release, helmfile, reader)),
  );
  return { releases, diagnostics };
}

function releaseOf(release: HelmfileRelease, helmfile: Helmfile, reader: FileReader): Release {
  const { name, place } = release;
  const { path } = helmfile;
  const namespace = release.namespace ?? "default";
  const { layers, gaps } = layersOf(release, reader);
  return {
    id: `release ${namespace}/${name} of ${path}`,
    cluster: clusterNameOf(release, helmfile),
    name,
    namespace,
    chart: chartOf(release),
    layers,
    gaps,
    owner: {
      kind: "helmfile",
      title: `release ${name}`,
      path,
      document: release.document,
      item: undefined,
      place,
      statesNamespace: true,
    },
    chain: [{ kind: "helmfile", path, line: place.line }],
    home: homeOf(release),
    apiVersions: [],
    kubeVersion: undefined,
    changedAfter: release.changedAfter,
  };
}

function clusterNameOf(
  { environment, kubeContext }: HelmfileRelease,
  { path, environments, releases }: Helmfile,
) {
  const contexts = new Set(releases.map((release) => release.kubeContext));
  if (environments.length < 2 && contexts.size < 2) return clusterOf(directoryOf(path)).name;
  const isTold = kubeContext !== undefined && !kubeContext.includes("{{");
  // environments that share a context are one cluster in name only: their namespaces and values differ
  const isShared = environments.length > contexts.size;
  return safeClusterName(isTold && !isShared ? kubeContext : environment);
}

function chartOf({ chart, version }: HelmfileRelease): ReleaseChart {
  if (chart.kind === "own") return { kind: "own", directory: chart.path };
  if (chart.kind === "unknown") {
    const name = chart.written.includes("{{") ? undefined : chart.written.split("/").at(-1);
    const why = `where the chart \`${chart.written}\` comes from is not in the helmfile`;
    return { kind: "unknown", name, version, why };
  }
  const wanted = version ?? "";
  const name = chart.chart.split("/").at(-1) ?? chart.chart;
  if (!chart.isOci) {
    const location = { kind: "repository", url: chart.url, chart: chart.chart, version: wanted } as const;
    return { kind: "remote", location, name, version };
  }
  const address = chart.url.replace(/^oci:\/\//i, "").replace(/\/+$/, "");
  // an address in the release itself names the chart; that of a repository is what stands before it
  const whole = chart.url.startsWith("oci://") && address.endsWith(`/${chart.chart}`);
  const url = `oci://${whole ? address : `${address}/${chart.chart}`}`;
  return { kind: "remote", location: { kind: "oci", url, version: wanted }, name, version };
}

function homeOf({ chart }: HelmfileRelease): CompanionHome {
  if (chart.kind === "own") return { kind: "chart-templates", directory: chart.path };
  return { kind: "none", why: "helmfile installs charts alone, so nothing deploys a manifest beside them" };
}

function layersOf(release: HelmfileRelease, reader: FileReader) {
  const read = sortReadings(release.layers.flatMap((layer) => readLayer(layer, release, reader)));
  const settings = release.layers.flatMap((layer): SetValue[] => {
    if (layer.kind !== "set" || layer.value === undefined) return [];
    const { name, value, isText, place } = layer;
    return [{ name, value, isText, place }];
  });
  const set = setLayer(`set of release ${release.name}`, settings, read.layers);
  return {
    layers: set.layer === undefined ? read.layers : [...read.layers, set.layer],
    gaps: [...read.gaps, ...set.gaps],
  };
}

function readLayer(
  layer: HelmfileLayer,
  release: HelmfileRelease,
  reader: FileReader,
): readonly LayerReading[] {
  const { place } = layer;
  switch (layer.kind) {
    case "file":
      return [valuesFile(layer.path, place, reader)];
    case "inline": {
      const name = `values of release ${release.name}`;
      const { document } = release;
      const written = reader.parse(place.path)?.yaml.documents[document]?.value;
      // what `inherit` brings stands in a template that other releases share
      const isHere = written !== undefined && isMapping(valueAt(written, layer.keyPath));
      const base = layer.keyPath;
      const site: ValuesSite | undefined = isHere
        ? { path: place.path, document, base, form: "map" }
        : undefined;
      return [{ kind: "layer", layer: writtenValues({ name, value: layer.values, site, place }, reader) }];
    }
    case "template":
      return [gap(`\`${layer.path ?? layer.written}\` is a template of helmfile`, place)];
    case "secret":
      return [gap(`\`${layer.written}\` is encrypted`, place)];
    case "absent":
      return layer.isOptional ? [] : [gap(`\`${layer.written}\` is not in this repository`, place)];
    case "set":
      return layer.value === undefined ? [gap(`the value of \`${layer.name}\` is not known`, place)] : [];
  }
}
