/**
 * One source of an Application: which kind it is. What is written decides; else the files do, as Argo CD looks for Chart.yaml and then for a
 * kustomization (util/app/discovery).
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import { baseNameOf, directoryOf, type RepoPath, toRepoPath } from "../../model/brands.ts";
import type { SnapshotFile } from "../../model/snapshot.ts";
import type { KeyPath } from "../../yaml/file.ts";
import { isAtOrBelow } from "../clusters.ts";
import {
  listOf,
  type Mapping,
  mappingOf,
  type SourceObject,
  scalarText,
  textOf,
  textsOf,
} from "../objects/fields.ts";
import { kustomizationNames } from "../prefilter.ts";
import type { ArgoChart, ArgoContent, ArgoHelm, ArgoKustomize, ArgoSource } from "./application.ts";
import type { Destination } from "./clusters.ts";
import { globMatcher } from "./glob.ts";
import { readValuesLayers } from "./helm-values.ts";

export interface SourceWorld {
  readonly application: SourceObject;
  readonly title: string;
  readonly name: string;
  readonly destination: Destination;
  readonly files: readonly SnapshotFile[];
  readonly refs: ReadonlyMap<string, boolean>;
  isOwn(url: string): boolean;
  editPath(keyPath: KeyPath): KeyPath;
}

export function readSource(spec: Mapping, keyPath: KeyPath, world: SourceWorld): Outcome<ArgoSource> {
  const repoURL = textOf(spec.repoURL) ?? "";
  const isOwn = textOf(spec.chart) === undefined && world.isOwn(repoURL);
  const content = readContent(spec, keyPath, isOwn, world);
  const source: ArgoSource = {
    repoURL,
    targetRevision: scalarText(spec.targetRevision),
    isOwn,
    ref: textOf(spec.ref),
    content: content.value,
    place: world.application.placeOf(keyPath),
    keyPath: world.editPath(keyPath),
  };
  return outcome(source, content.diagnostics);
}

type SourceType = "helm" | "kustomize" | "directory" | "plugin";

function readContent(
  spec: Mapping,
  keyPath: KeyPath,
  isOwn: boolean,
  world: SourceWorld,
): Outcome<ArgoContent> {
  const at = world.application.placeOf(keyPath);
  const { title } = world;
  const unsupported = (what: string) =>
    outcome<ArgoContent>({ kind: "unsupported", what }, [
      diagnose("argocd-source-unsupported", { application: title, what }, { at }),
    ]);
  if (spec.plugin !== undefined && spec.plugin !== null) {
    const name = textOf(mappingOf(spec.plugin)?.name);
    return unsupported(
      name === undefined ? "a config management plugin" : `the config management plugin \`${name}\``,
    );
  }
  const written = (["helm", "kustomize", "directory"] as const).filter((key) => isWritten(spec[key]));
  if (written.length > 1) return unsupported(`\`${written.join("` and `")}\` in one source`);
  const chart = textOf(spec.chart);
  if (chart !== undefined) {
    const remote: ArgoChart = {
      kind: "repository",
      url: textOf(spec.repoURL) ?? "",
      chart,
      version: scalarText(spec.targetRevision),
      isOci: !/^https?:\/\//i.test(textOf(spec.repoURL) ?? ""),
    };
    return helmContent(remote, undefined, spec, keyPath, world);
  }
  const path = textOf(spec.path);
  if (path === undefined && spec.ref !== undefined) return outcome({ kind: "reference" });
  if (!isOwn) return elsewhere(spec, path, written[0], keyPath, world);
  const directory = path === undefined ? undefined : toRepoPath(path);
  if (path?.includes("{{") === true)
    return outcome({ kind: "elsewhere", path }, [
      diagnose("argocd-application-unresolved", { application: title, field: "path" }, { at }),
    ]);
  const own = directory === undefined ? [] : world.files.filter((file) => isAtOrBelow(file.path, directory));
  if (directory === undefined || own.length === 0) {
    const missing = { application: title, path: path ?? "" };
    return outcome({ kind: "elsewhere", path }, [
      diagnose("argocd-path-missing", missing, { at: world.application.placeOf([...keyPath, "path"]) }),
    ]);
  }
  switch (written[0] ?? detected(directory, own)) {
    case "helm":
      return helmContent({ kind: "own", path: directory }, directory, spec, keyPath, world);
    case "kustomize":
      return outcome({
        kind: "kustomize",
        path: directory,
        overlay: readKustomize(mappingOf(spec.kustomize) ?? {}),
      });
    default:
      return directoryContent(directory, mappingOf(spec.directory) ?? {}, own, at, world);
  }
}

/** Empty settings count as absent upstream. */
function isWritten(value: unknown): boolean {
  const mapping = mappingOf(value);
  return (
    mapping !== undefined &&
    Object.values(mapping).some((inner) => inner !== null && inner !== false && inner !== "")
  );
}

function detected(directory: RepoPath, files: readonly SnapshotFile[]): SourceType {
  const names = files
    .filter(({ path }) => directoryOf(path) === directory)
    .map(({ path }) => baseNameOf(path));
  if (names.includes("Chart.yaml")) return "helm";
  return names.some((name) => kustomizationNames.includes(name)) ? "kustomize" : "directory";
}

function elsewhere(
  spec: Mapping,
  path: string | undefined,
  type: SourceType | undefined,
  keyPath: KeyPath,
  world: SourceWorld,
): Outcome<ArgoContent> {
  const url = textOf(spec.repoURL) ?? "";
  const at = world.application.placeOf(keyPath);
  if (type === "helm") {
    // Values in the Application still decide about Ingresses, wherever the chart is.
    const chart: ArgoChart = { kind: "elsewhere", url, path: path ?? "" };
    return helmContent(chart, undefined, spec, keyPath, world);
  }
  const note = diagnose("argocd-source-elsewhere", { application: world.title, repository: url }, { at });
  return outcome({ kind: "elsewhere", path }, [note]);
}

function helmContent(
  chart: ArgoChart,
  directory: RepoPath | undefined,
  spec: Mapping,
  keyPath: KeyPath,
  world: SourceWorld,
): Outcome<ArgoContent> {
  const helm = mappingOf(spec.helm) ?? {};
  const { destination, name } = world;
  const layers = readValuesLayers(helm, {
    application: world.application,
    title: world.title,
    keyPath: [...keyPath, "helm"],
    editPath: (path) => world.editPath(path),
    directory,
    files: world.files,
    refs: world.refs,
    environment: {
      ARGOCD_APP_NAME: name,
      ARGOCD_APP_NAMESPACE: destination.namespace ?? "",
      ARGOCD_APP_SOURCE_PATH: textOf(spec.path) ?? "",
      ARGOCD_APP_SOURCE_REPO_URL: textOf(spec.repoURL) ?? "",
      ARGOCD_APP_SOURCE_TARGET_REVISION: scalarText(spec.targetRevision) ?? "",
    },
  });
  const read: ArgoHelm = {
    releaseName: textOf(helm.releaseName) ?? name,
    namespace: textOf(helm.namespace) ?? destination.namespace,
    layers: layers.value,
    apiVersions: textsOf(helm.apiVersions),
    kubeVersion: scalarText(helm.kubeVersion),
    skipCrds: helm.skipCrds === true,
  };
  return outcome({ kind: "helm", chart, helm: read }, layers.diagnostics);
}

function readKustomize(spec: Mapping): ArgoKustomize {
  return {
    namePrefix: textOf(spec.namePrefix),
    nameSuffix: textOf(spec.nameSuffix),
    namespace: textOf(spec.namespace),
    commonLabels: mappingOf(spec.commonLabels) ?? {},
    labelWithoutSelector: spec.labelWithoutSelector === true,
    commonAnnotations: mappingOf(spec.commonAnnotations) ?? {},
    images: textsOf(spec.images),
    replicas: listOf(spec.replicas),
    patches: listOf(spec.patches),
    components: textsOf(spec.components),
  };
}

function directoryContent(
  path: RepoPath,
  spec: Mapping,
  below: readonly SnapshotFile[],
  at: SourceObject["place"],
  world: SourceWorld,
): Outcome<ArgoContent> {
  const recurse = spec.recurse === true;
  const include = textOf(spec.include);
  const exclude = textOf(spec.exclude);
  const includes = include === undefined ? undefined : globMatcher(include, "directory");
  const excludes = exclude === undefined ? undefined : globMatcher(exclude, "directory");
  const chosen = below.filter((file) => {
    if (file.kind !== "file" || !/\.(ya?ml|json|jsonnet)$/.test(file.path)) return false;
    if (!recurse && directoryOf(file.path) !== path) return false;
    const relative = path === "" ? file.path : file.path.slice(path.length + 1);
    if (excludes?.(relative) === true) return false;
    return include === undefined || includes?.(relative) === true;
  });
  const diagnostics: Diagnostic[] = [];
  if (chosen.some((file) => file.path.endsWith(".jsonnet")))
    diagnostics.push(
      diagnose("argocd-source-unsupported", { application: world.title, what: "Jsonnet files" }, { at }),
    );
  const files = chosen.filter((file) => !file.path.endsWith(".jsonnet")).map((file) => file.path);
  return outcome({ kind: "directory", path, recurse, include, exclude, files }, diagnostics);
}
