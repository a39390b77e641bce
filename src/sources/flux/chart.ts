/** Which chart a HelmRelease installs: the name is in the release, the address in a source object that may stand in another file. */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import { type RepoPath, toRepoPath } from "../../model/brands.ts";
import type { Place } from "../../model/place.ts";
import {
  mappingOf,
  type SourceObject,
  scalarText,
  specOf,
  textOf,
  textsOf,
  titleOf,
} from "../objects/fields.ts";
import { type FluxSource, findSource, type OwnRepository, ownershipOf } from "./sources.ts";

export type FluxChart =
  | {
      readonly kind: "repository";
      readonly url: string;
      readonly chart: string;
      /** A version or a range; undefined means the latest. */
      readonly version: string | undefined;
      readonly isOci: boolean;
      readonly valuesFiles: readonly string[];
      readonly place: Place;
      readonly source: Place;
    }
  | {
      readonly kind: "oci";
      /** oci://registry/path/chart */
      readonly url: string;
      readonly chart: string;
      readonly tag: string | undefined;
      readonly semver: string | undefined;
      readonly digest: string | undefined;
      readonly place: Place;
      readonly source: Place;
    }
  /** A chart directory of this repository. */
  | {
      readonly kind: "own";
      readonly path: RepoPath;
      readonly valuesFiles: readonly RepoPath[];
      readonly place: Place;
    }
  | {
      readonly kind: "elsewhere";
      readonly url: string;
      readonly path: string;
      readonly valuesFiles: readonly string[];
      readonly place: Place;
    }
  /** The source object is not in the repository, or the release names none. */
  | {
      readonly kind: "unknown";
      readonly chart: string | undefined;
      readonly version: string | undefined;
      readonly sourceRef: string;
      readonly place: Place;
    };

export function readChart(
  source: SourceObject,
  sources: readonly FluxSource[],
  own: OwnRepository,
): Outcome<FluxChart> {
  const spec = specOf(source.object);
  const namespace = textOf(source.object.metadata.namespace);
  const reference = mappingOf(spec.chartRef);
  if (reference !== undefined) {
    const place = source.placeOf(["spec", "chartRef"]);
    const kind = textOf(reference.kind) ?? "";
    const name = textOf(reference.name) ?? "";
    const found = findSource(sources, { kind, name, namespace: textOf(reference.namespace) ?? namespace });
    if (found?.kind === "OCIRepository") {
      const { url, tag, semver, digest } = found;
      return outcome({
        kind: "oci",
        url,
        chart: lastSegment(url),
        tag,
        semver,
        digest,
        place,
        source: found.id.place,
      });
    }
    if (found?.kind === "HelmChart") {
      const { chart, version, sourceRef, valuesFiles } = found;
      const asked: Asked = { chart, version, valuesFiles, place };
      return fromSource(
        source,
        asked,
        { ...sourceRef, namespace: found.id.namespace ?? namespace },
        sources,
        own,
      );
    }
    return missing(
      source,
      { chart: undefined, version: undefined, valuesFiles: [], place },
      `${kind} ${name}`,
    );
  }
  const template = mappingOf(mappingOf(spec.chart)?.spec);
  const place = source.placeOf(["spec", "chart", "spec"]);
  const sourceRef = mappingOf(template?.sourceRef);
  const oldValuesFile = textOf(template?.valuesFile);
  const asked: Asked = {
    chart: textOf(template?.chart),
    version: scalarText(template?.version),
    valuesFiles: [...textsOf(template?.valuesFiles), ...(oldValuesFile === undefined ? [] : [oldValuesFile])],
    place,
  };
  const wanted = {
    kind: textOf(sourceRef?.kind) ?? "HelmRepository",
    name: textOf(sourceRef?.name) ?? "",
    namespace: textOf(sourceRef?.namespace) ?? namespace,
  };
  return fromSource(source, asked, wanted, sources, own);
}

interface Asked {
  readonly chart: string | undefined;
  readonly version: string | undefined;
  readonly valuesFiles: readonly string[];
  readonly place: Place;
}

function fromSource(
  release: SourceObject,
  asked: Asked,
  reference: { readonly kind: string; readonly name: string; readonly namespace: string | undefined },
  sources: readonly FluxSource[],
  own: OwnRepository,
): Outcome<FluxChart> {
  const { chart, version, valuesFiles, place } = asked;
  const words = `${reference.kind} ${reference.name}`;
  if (chart === undefined) return missing(release, asked, words);
  const found = findSource(sources, reference);
  if (reference.kind === "HelmRepository") {
    if (found?.kind !== "HelmRepository") return missing(release, asked, words);
    const { url, isOci } = found;
    return outcome({
      kind: "repository",
      url,
      chart,
      version,
      isOci,
      valuesFiles,
      place,
      source: found.id.place,
    });
  }
  const ownership = ownershipOf(reference, sources, own);
  if (ownership.kind === "unknown") return missing(release, asked, words);
  if (ownership.kind === "elsewhere")
    return outcome({ kind: "elsewhere", url: ownership.what, path: chart, valuesFiles, place });
  const path = toRepoPath(chart.replace(/^\/+/, ""));
  if (path === undefined) return missing(release, asked, words);
  const files = valuesFiles.flatMap((file) => toRepoPath(file.replace(/^\/+/, "")) ?? []);
  return outcome({ kind: "own", path, valuesFiles: files, place });
}

function missing(release: SourceObject, asked: Asked, sourceRef: string): Outcome<FluxChart> {
  const { chart, version, place } = asked;
  const diagnostics: Diagnostic[] = [
    diagnose(
      "flux-chart-source-missing",
      { release: titleOf(release.object), source: sourceRef.trim(), chart: chart ?? "" },
      { at: place },
    ),
  ];
  return outcome({ kind: "unknown", chart, version, sourceRef, place }, diagnostics);
}

function lastSegment(url: string): string {
  return url.replace(/\/+$/, "").split("/").at(-1) ?? url;
}
