/**
 * Reads what Argo CD deploys from this repository: Applications as written, those that ApplicationSets make, and which of them deploys
 * which. An Application nobody else deploys counts as applied by hand.
 */
import {
  type Diagnostic,
  diagnose,
  type Outcome,
  outcome,
  sortDiagnostics,
} from "../../diagnostics/diagnostic.ts";
import { compareText, type RepoPath } from "../../model/brands.ts";
import type { Hop } from "../../model/hop.ts";
import type { KubeObject } from "../../model/kube.ts";
import { isAtOrBelow } from "../clusters.ts";
import type { SourceObject } from "../objects/fields.ts";
import { groupOf } from "../objects/parse.ts";
import type { FileReader } from "../reader.ts";
import type { ArgoApplication, ArgoContent, ArgoKustomize, DeployedApplication } from "./application.ts";
import { expandApplicationSet, maxApplications } from "./application-set.ts";
import { readClusterSecret } from "./clusters.ts";
import { findOwnRepository } from "./own.ts";
import { type ArgoProject, readProject } from "./project.ts";
import { type ApplicationText, type ApplicationWorld, readApplication } from "./read-application.ts";

export interface ArgoInput {
  /** Applications, ApplicationSets, AppProjects and cluster Secrets: as written (findArgoObjects), and rendered ones. */
  readonly objects: readonly SourceObject[];
  readonly reader: Pick<FileReader, "files" | "parse">;
  /** Addresses of this repository, when they are known. */
  readonly urls: readonly string[];
  /** Files a kustomize source reads; without it, everything at or below its directory. */
  readonly filesOfKustomization?: (directory: RepoPath, overlay: ArgoKustomize) => readonly RepoPath[];
}

export interface ArgoDeployment {
  /** Sorted by place, then by title. */
  readonly applications: readonly DeployedApplication[];
  readonly projects: readonly ArgoProject[];
  readonly assumptions: readonly string[];
  isDeployed(path: RepoPath): boolean;
  deployersOf(path: RepoPath): readonly DeployedApplication[];
}

export const argoGroup = "argoproj.io";

export function readArgoCd(input: ArgoInput): Outcome<ArgoDeployment> {
  const objects = input.objects.toSorted(
    (a, b) => compareText(a.place.path, b.place.path) || a.place.line - b.place.line,
  );
  const own = findOwnRepository(objects.filter(isArgo), input.reader.files, input.urls);
  const clusters = objects.flatMap((object) => readClusterSecret(object) ?? []);
  const world: ApplicationWorld = {
    files: input.reader.files,
    clusters,
    isOwn: (url) => own.value.isOwn(url),
  };
  const diagnostics: Diagnostic[] = [...own.diagnostics];
  const applications: ArgoApplication[] = [];
  const add = (text: ApplicationText): boolean => {
    if (applications.length >= maxApplications) return false;
    const read = readApplication(text, world);
    diagnostics.push(...read.diagnostics);
    applications.push(read.value);
    return true;
  };
  for (const source of objects) {
    if (isKind(source.object, "Application")) {
      const origin = { kind: "application", source } as const;
      if (!add({ source, origin, unresolved: [], editPath: (path) => path })) break;
    }
    if (!isKind(source.object, "ApplicationSet")) continue;
    const made = expandApplicationSet(source, {
      clusters,
      reader: input.reader,
      isOwnRepository: (url) => own.value.isOwn(url),
    });
    diagnostics.push(...made.diagnostics);
    const isFull = made.value.some(({ source: application, origins, params, unresolved, templatePath }) => {
      const title = titleOfSet(source);
      const origin = { kind: "application-set", title, set: source, elements: origins, params } as const;
      return !add({ source: application, origin, unresolved, editPath: templatePath });
    });
    if (isFull) break;
  }
  if (applications.length >= maxApplications)
    diagnostics.push(diagnose("argocd-limit", { what: "Applications", limit: maxApplications }));
  diagnostics.push(...repeated(applications));
  const deployed = withParents(applications, input);
  const byFile = applicationsByFile(deployed);
  return outcome(
    {
      applications: deployed,
      projects: objects.flatMap((object) =>
        isKind(object.object, "AppProject") ? [readProject(object)] : [],
      ),
      assumptions: own.value.assumption === undefined ? [] : [own.value.assumption],
      isDeployed: (path) => byFile.has(path),
      deployersOf: (path) => byFile.get(path) ?? [],
    },
    sortDiagnostics(diagnostics),
  );
}

function isArgo({ object }: SourceObject): boolean {
  return groupOf(object) === argoGroup;
}

function isKind(object: KubeObject, kind: string): boolean {
  return object.kind === kind && groupOf(object) === argoGroup;
}

function titleOfSet({ object }: SourceObject): string {
  return String(object.metadata.name ?? "");
}

function repeated(applications: readonly ArgoApplication[]): readonly Diagnostic[] {
  const byTitle = new Map<string, ArgoApplication[]>();
  for (const application of applications) {
    // The same name in two directories of clusters is two Argo CDs, not a clash.
    const key = `${application.destination.cluster}\0${application.title}`;
    byTitle.set(key, [...(byTitle.get(key) ?? []), application]);
  }
  return [...byTitle.values()].flatMap((same) => {
    const [first, second] = same;
    if (first === undefined || second === undefined) return [];
    const places = [...new Set(same.map(({ place }) => `${place.path}:${place.line}`))];
    return [
      diagnose("argocd-application-repeated", { application: first.title, places }, { at: second.place }),
    ];
  });
}

function withParents(
  applications: readonly ArgoApplication[],
  input: ArgoInput,
): readonly DeployedApplication[] {
  const files = applications.map((application) => filesOf(application, input));
  const parents = applications.map((application, index) =>
    applications.findIndex((_other, at) => at !== index && files[at]?.has(application.place.path) === true),
  );
  return applications.map((application, index) => {
    const chain: Hop[] = [];
    const seen = new Set<number>();
    for (let at = index; at >= 0 && !seen.has(at); at = parents[at] ?? -1) {
      seen.add(at);
      const found = applications[at];
      if (found !== undefined) chain.unshift(...hopsOf(found));
    }
    const parent = applications[parents[index] ?? -1];
    return {
      ...application,
      parent: parent?.title,
      chain,
      files: [...(files[index] ?? [])].sort(compareText),
    };
  });
}

function hopsOf({ origin, place }: ArgoApplication): readonly Hop[] {
  const { path, line } = place;
  if (origin.kind === "application") return [{ kind: "Application", path, line }];
  return [
    { kind: "ApplicationSet", path, line },
    ...origin.elements
      .filter((element) => element.place.path !== path)
      .map(
        (element): Hop => ({
          kind: `${element.generator} generator`,
          path: element.place.path,
          line: element.place.line,
        }),
      ),
  ];
}

/** Files of this repository that the sources of an Application read. */
function filesOf(application: ArgoApplication, input: ArgoInput): ReadonlySet<RepoPath> {
  return new Set(application.sources.flatMap(({ content }) => filesOfContent(content, input)));
}

function filesOfContent(content: ArgoContent, input: ArgoInput): readonly RepoPath[] {
  switch (content.kind) {
    case "directory":
      return content.files;
    case "kustomize":
      return input.filesOfKustomization?.(content.path, content.overlay) ?? filesBelow(content.path, input);
    case "helm": {
      const values = content.helm.layers.flatMap((layer) => (layer.kind === "file" ? layer.path : []));
      return content.chart.kind === "own" ? [...filesBelow(content.chart.path, input), ...values] : values;
    }
    case "reference":
    case "elsewhere":
    case "unsupported":
      return [];
  }
}

function filesBelow(directory: RepoPath, input: ArgoInput): readonly RepoPath[] {
  return input.reader.files
    .filter(({ path, kind }) => kind === "file" && isAtOrBelow(path, directory))
    .map(({ path }) => path);
}

function applicationsByFile(
  applications: readonly DeployedApplication[],
): ReadonlyMap<RepoPath, readonly DeployedApplication[]> {
  const byFile = new Map<RepoPath, DeployedApplication[]>();
  for (const application of applications) {
    for (const path of application.files) {
      const found = byFile.get(path);
      if (found === undefined) byFile.set(path, [application]);
      else found.push(application);
    }
  }
  return byFile;
}
