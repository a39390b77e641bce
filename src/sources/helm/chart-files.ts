/**
 * The files a chart is rendered from: its own without what .helmignore leaves out, `file://` dependencies laid into `charts/`, and
 * pulled ones where the caller has them. Links are refused, because helm would follow them and we do not.
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import type { RepoPath } from "../../model/brands.ts";
import type { Json } from "../../model/kube.ts";
import type { ChartFiles } from "../../model/render.ts";
import type { RepoSnapshot } from "../../model/snapshot.ts";
import { defaultStyle } from "../../yaml/file.ts";
import { printYaml } from "../../yaml/print.ts";
import { readYamlFile } from "../../yaml/read.ts";
import { isMapping } from "../objects/parse.ts";
import { type ChartDependency, type ChartDescription, valuesKeyOf } from "./chart-file.ts";
import { describeChart, localDependency } from "./discover.ts";
import { readIgnoreRules } from "./ignore-rules.ts";
import { inSnapshot } from "./remember.ts";

export interface AssembledChart {
  readonly description: ChartDescription;
  readonly files: ChartFiles;
  /** Dependencies that are neither in the repository nor among the pulled ones. Helm refuses to render while it is not empty. */
  readonly missing: readonly ChartDependency[];
}

const mostDepth = 8;
const mostFiles = 20_000;

export interface AssembleRequest {
  readonly snapshot: RepoSnapshot;
  readonly directory: RepoPath;
  /** Fetched charts by the dependency they stand for: `dependencyKey`. */
  readonly pulled?: ReadonlyMap<string, ChartFiles>;
  /** Dependencies to leave out of the rendered copy, by values key: those that are switched off, or that nobody can fetch. */
  readonly leaveOut?: ReadonlySet<string>;
}

/** What a pulled chart is filed under. */
export function dependencyKey(dependency: Pick<ChartDependency, "repository" | "name" | "version">): string {
  return `${dependency.repository} ${dependency.name} ${dependency.version}`;
}

export function assembleChart(request: AssembleRequest): Outcome<AssembledChart | undefined> {
  const { snapshot, directory, pulled, leaveOut } = request;
  const isPlain = (pulled?.size ?? 0) === 0 && (leaveOut?.size ?? 0) === 0;
  return isPlain ? assemblePlain(snapshot, directory) : assemble(request, directory, 0);
}

/** One set of files for all releases of a chart. */
const assemblePlain = inSnapshot((snapshot, directory) => assemble({ snapshot, directory }, directory, 0));

function assemble(
  request: AssembleRequest,
  directory: RepoPath,
  depth: number,
): Outcome<AssembledChart | undefined> {
  const { snapshot } = request;
  const described = describeChart(snapshot, directory);
  const description = described.value;
  if (description === undefined) return outcome(undefined, described.diagnostics);
  const at = { path: chartPath(directory, "Chart.yaml"), line: 1, column: 1 };
  const own = ownFiles(snapshot, directory);
  if (!own.ok) return outcome(undefined, [diagnose("helm-chart-refused", { reason: own.reason }, { at })]);
  const files = new Map(own.files);
  const diagnostics: Diagnostic[] = [...described.diagnostics];
  const missing: ChartDependency[] = [];
  const leaveOut = depth === 0 ? (request.leaveOut ?? new Set<string>()) : new Set<string>();
  for (const dependency of description.dependencies) {
    if (leaveOut.has(valuesKeyOf(dependency))) continue;
    const found = dependency.repository.startsWith("file://")
      ? fromRepository(request, directory, dependency, depth)
      : outcome(hasVendored(files, dependency) ? undefined : request.pulled?.get(dependencyKey(dependency)));
    diagnostics.push(...found.diagnostics);
    if (found.value !== undefined) replaceDependency(files, dependency.name, found.value);
    else if (!hasVendored(files, dependency)) missing.push(dependency);
  }
  if (leaveOut.size > 0) stripDependencies(files, directory, leaveOut);
  if (files.size > mostFiles) {
    return outcome(undefined, [
      diagnose("helm-chart-refused", { reason: `it has more than ${mostFiles} files` }, { at }),
    ]);
  }
  return outcome({ description, files, missing }, diagnostics);
}

function fromRepository(
  request: AssembleRequest,
  directory: RepoPath,
  dependency: ChartDependency,
  depth: number,
): Outcome<ChartFiles | undefined> {
  const target = localDependency(directory, dependency.repository);
  const refused = (reason: string): Outcome<undefined> =>
    outcome(undefined, [diagnose("helm-chart-refused", { reason }, { at: dependency.place })]);
  if (target === undefined) {
    return refused(
      `its dependency \`${dependency.name}\` (\`${dependency.repository}\`) lies outside the repository`,
    );
  }
  if (depth >= mostDepth) return refused(`its dependencies are nested more than ${mostDepth} deep`);
  const found = assemble(request, target, depth + 1);
  return outcome(found.value?.missing.length === 0 ? found.value.files : undefined, found.diagnostics);
}

type OwnFiles =
  | { readonly ok: true; readonly files: ReadonlyMap<string, Uint8Array> }
  | { readonly ok: false; readonly reason: string };

const ownFiles = inSnapshot((snapshot, directory): OwnFiles => {
  const prefix = directory === "" ? "" : `${directory}/`;
  const rulesBytes = snapshot.bytes(chartPath(directory, ".helmignore"));
  const isIgnored = readIgnoreRules(
    rulesBytes === undefined ? undefined : new TextDecoder().decode(rulesBytes),
  );
  const files = new Map<string, Uint8Array>();
  for (const { path, kind } of snapshot.files) {
    if (!path.startsWith(prefix)) continue;
    const inside = path.slice(prefix.length);
    if (inside !== "Chart.yaml" && isIgnored(inside)) continue;
    if (kind !== "file") return { ok: false, reason: `\`${inside}\` is a symbolic link or a submodule` };
    const bytes = snapshot.bytes(path);
    if (bytes === undefined) return { ok: false, reason: `\`${inside}\` is too large to read` };
    files.set(inside, bytes);
  }
  return { ok: true, files };
});

/** A directory or an archive in charts/. Which name an archive holds is known by its file name alone: helm looks inside. */
function hasVendored(files: ChartFiles, dependency: ChartDependency): boolean {
  const { name } = dependency;
  for (const path of files.keys()) {
    if (path === `charts/${name}/Chart.yaml`) return true;
    if (path.startsWith(`charts/${name}-`) && path.endsWith(".tgz")) {
      if (/^\d/.test(path.slice(`charts/${name}-`.length).replace(/^v/, ""))) return true;
    }
  }
  return false;
}

/** The repository's own chart wins over a packed copy of it. */
function replaceDependency(files: Map<string, Uint8Array>, name: string, chart: ChartFiles): void {
  for (const path of [...files.keys()]) {
    const isArchive =
      path.startsWith(`charts/${name}-`) && /^v?\d[^/]*\.tgz$/.test(path.slice(`charts/${name}-`.length));
    if (path.startsWith(`charts/${name}/`) || isArchive) files.delete(path);
  }
  for (const [path, bytes] of chart) files.set(`charts/${name}/${path}`, bytes);
}

/** Only in the copy that is rendered: helm refuses a chart that lists what is not there, even when it is switched off. */
function stripDependencies(
  files: Map<string, Uint8Array>,
  directory: RepoPath,
  leaveOut: ReadonlySet<string>,
): void {
  for (const name of ["Chart.yaml", "requirements.yaml"]) {
    const bytes = files.get(name);
    if (bytes === undefined) continue;
    const value = readYamlFile(chartPath(directory, name), new TextDecoder().decode(bytes)).value.documents[0]
      ?.value;
    if (!isMapping(value) || !Array.isArray(value.dependencies)) continue;
    const dependencies = value.dependencies.filter(
      (entry: Json) => !isMapping(entry) || !leaveOut.has(keyOf(entry)),
    );
    const text = printYaml({ ...value, dependencies }, defaultStyle);
    files.set(name, new TextEncoder().encode(text));
  }
  files.delete("Chart.lock");
  files.delete("requirements.lock");
}

function keyOf(entry: { readonly [key: string]: Json }): string {
  const key = entry.alias ?? entry.name;
  return typeof key === "string" ? key : "";
}

function chartPath(directory: RepoPath, name: string): RepoPath {
  return (directory === "" ? name : `${directory}/${name}`) as RepoPath; // a path inside the snapshot, by construction
}
