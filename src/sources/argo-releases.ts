/**
 * Helm sources of Argo CD Applications as releases. Values of an Application that an ApplicationSet makes are those of its element; their
 * site is the template in the ApplicationSet, whose `{{ }}` stay as they are.
 */
import type { RepoPath } from "../model/brands.ts";
import type { Json } from "../model/kube.ts";
import type { Release, ReleaseChart, ReleaseGap, ReleaseLayer, ValuesSite } from "../model/release.ts";
import type { KeyPath } from "../yaml/file.ts";
import { type ArgoHomeWorld, argoHome } from "./argo-home.ts";
import type { ArgoChart, ArgoSource, ArgoValuesLayer, DeployedApplication } from "./argocd/application.ts";
import { valueAt } from "./helm/layers.ts";
import { isMapping } from "./objects/parse.ts";
import { type SetValue, setLayer } from "./set-values.ts";
import { baseIn, gap, type LayerReading, sortReadings, valuesFile, writtenValues } from "./values-layer.ts";

export type ArgoReleaseWorld = ArgoHomeWorld;

/** One release per Helm source. */
export function argoReleases(
  application: DeployedApplication,
  cluster: string,
  world: ArgoReleaseWorld,
): readonly Release[] {
  const { title, destination, origin } = application;
  const sources = application.sources.filter(({ content }) => content.kind === "helm");
  const owner = ownerObject(application);
  return sources.flatMap((source): Release[] => {
    const { content } = source;
    if (content.kind !== "helm") return [];
    const { helm } = content;
    const { layers, gaps } = layersOf(source, helm.layers, application, world);
    const position = application.sources.indexOf(source);
    return [
      {
        id: sources.length === 1 ? `Application ${title}` : `Application ${title} source ${position + 1}`,
        cluster,
        name: helm.releaseName,
        namespace: helm.namespace ?? destination.namespace ?? "default",
        chart: chartOf(content.chart),
        layers,
        gaps,
        owner: {
          kind: "argocd",
          title: origin.kind === "application" ? `Application ${title}` : `ApplicationSet ${origin.title}`,
          path: owner.place.path,
          document: owner.document ?? 0,
          item: owner.item,
          place: owner.place,
          // the namespace of what deploys an Application is that of Argo CD, not of the release
          statesNamespace: true,
        },
        chain: application.chain,
        home: argoHome(application, source, cluster, world),
        apiVersions: helm.apiVersions,
        kubeVersion: helm.kubeVersion,
        changedAfter: [],
      },
    ];
  });
}

/** The object whose text people edit. */
function ownerObject({ origin }: DeployedApplication) {
  return origin.kind === "application" ? origin.source : origin.set;
}

function chartOf(chart: ArgoChart): ReleaseChart {
  if (chart.kind === "own") return { kind: "own", directory: chart.path };
  const name = (text: string) => text.split("/").findLast((segment) => segment !== "");
  if (chart.kind === "elsewhere") {
    const why = `the chart \`${chart.path}\` is in another repository (${chart.url})`;
    return { kind: "unknown", name: name(chart.path), version: undefined, why };
  }
  const { url, version } = chart;
  if (url.includes("{{") || chart.chart.includes("{{") || version?.includes("{{") === true) {
    const why = `which chart it is depends on values that are not in the repository (\`${chart.chart}\`)`;
    return { kind: "unknown", name: undefined, version: undefined, why };
  }
  const wanted = version === undefined || version === "*" ? undefined : version;
  const location = chart.isOci
    ? {
        kind: "oci" as const,
        url: `oci://${url.replace(/^oci:\/\//i, "").replace(/\/+$/, "")}/${chart.chart}`,
        version: wanted ?? "",
      }
    : { kind: "repository" as const, url, chart: chart.chart, version: wanted ?? "" };
  return { kind: "remote", location, name: name(chart.chart) ?? chart.chart, version: wanted };
}

function layersOf(
  source: ArgoSource,
  written: readonly ArgoValuesLayer[],
  application: DeployedApplication,
  world: ArgoReleaseWorld,
): { readonly layers: readonly ReleaseLayer[]; readonly gaps: readonly ReleaseGap[] } {
  const { layers, gaps } = sortReadings(
    written.flatMap((layer) => readLayer(layer, application, source, world)),
  );
  const readings = written.flatMap((layer) => parameter(layer, world));
  const settings = readings.flatMap((reading) => ("kind" in reading ? [] : [reading]));
  const unread = sortReadings(readings.flatMap((reading) => ("kind" in reading ? [reading] : [])));
  const set = setLayer(`parameters of Application ${application.title}`, settings, layers);
  return {
    layers: set.layer === undefined ? layers : [...layers, set.layer],
    gaps: [...gaps, ...unread.gaps, ...set.gaps],
  };
}

function readLayer(
  layer: ArgoValuesLayer,
  application: DeployedApplication,
  source: ArgoSource,
  { reader }: ArgoReleaseWorld,
): readonly LayerReading[] {
  const { place } = layer;
  const title = `Application ${application.title}`;
  switch (layer.kind) {
    case "file":
      return [valuesFile(layer.path, place, reader)];
    case "object": {
      const name = `${nameIn(layer.keyPath, source)} of ${title}`;
      const site = siteOf(layer.keyPath, "map", application);
      return [{ kind: "layer", layer: writtenValues({ name, value: layer.values, site, place }, reader) }];
    }
    case "text": {
      const field = nameIn(layer.keyPath, source);
      if (layer.values === undefined) return [gap(`\`${field}\` of the ${title} is no YAML map`, place)];
      const site = siteOf(layer.keyPath, "string", application);
      const name = `${field} of ${title}`;
      return [{ kind: "layer", layer: writtenValues({ name, value: layer.values, site, place }, reader) }];
    }
    case "chart-file":
      return [gap(`\`${layer.path}\` stands inside the package of the chart`, place)];
    case "absent":
      return layer.isOptional ? [] : [gap(`\`${layer.written}\` ${whyAbsent[layer.why]}`, place)];
    case "parameter":
    case "file-parameter":
      return [];
  }
}

const whyAbsent = {
  remote: "is in another repository",
  missing: "does not exist",
  open: "is named by values that are not in the repository",
} as const;

function parameter(
  layer: ArgoValuesLayer,
  { reader }: ArgoReleaseWorld,
): readonly (SetValue | LayerReading)[] {
  const { place } = layer;
  if (layer.kind === "parameter") {
    const { name, value, forceString } = layer;
    return [{ name, value, isText: forceString, place }];
  }
  if (layer.kind !== "file-parameter") return [];
  const value = layer.path === undefined ? undefined : reader.text(layer.path);
  return value === undefined
    ? [gap(`\`${layer.written}\` cannot be read`, place)]
    : [{ name: layer.name, value: value.replaceAll(",", "\\,"), isText: true, place }];
}

/** "helm.valuesObject", whichever source it stands in. */
function nameIn(keyPath: KeyPath, source: ArgoSource): string {
  return keyPath.slice(source.keyPath.length).join(".");
}

/** undefined when the text that people edit does not hold the values there: a generator's own template, a rendered Application. */
function siteOf(
  keyPath: KeyPath,
  form: ValuesSite["form"],
  application: DeployedApplication,
): ValuesSite | undefined {
  const { object, place, document, item } = ownerObject(application);
  if (document === undefined) return undefined;
  const written: Json | undefined = valueAt(object as unknown as Json, keyPath); // a Kubernetes object is JSON
  const holds = form === "map" ? isMapping(written) : typeof written === "string";
  const path: RepoPath = place.path;
  return holds ? { path, document, base: baseIn(item, keyPath), form } : undefined;
}
