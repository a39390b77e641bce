/**
 * Chart.yaml as far as rendering needs it. Charts of API version v1 list their dependencies in requirements.yaml.
 */
import { diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import type { RepoPath } from "../../model/brands.ts";
import type { Json } from "../../model/kube.ts";
import type { Place } from "../../model/place.ts";
import type { YamlFile } from "../../yaml/file.ts";
import { readYamlFile } from "../../yaml/read.ts";
import { isMapping } from "../objects/parse.ts";

export interface ChartDependency {
  readonly name: string;
  /** Constraint as written; "" when absent. */
  readonly version: string;
  /** "https://…", "oci://…", "file://…", "@name", "alias:name"; "" when absent. */
  readonly repository: string;
  readonly alias: string | undefined;
  /** Comma-separated key paths: the first that is set decides. */
  readonly condition: string | undefined;
  readonly tags: readonly string[];
  readonly place: Place;
}

export interface ChartDescription {
  readonly name: string;
  readonly version: string;
  readonly apiVersion: "v1" | "v2";
  /** Library charts render nothing by themselves. */
  readonly isLibrary: boolean;
  readonly kubeVersion: string | undefined;
  readonly dependencies: readonly ChartDependency[];
}

/** The key under which the parent's values hold those of a dependency. */
export function valuesKeyOf(dependency: ChartDependency): string {
  return dependency.alias ?? dependency.name;
}

/** undefined, with a diagnostic, when the file is no usable Chart.yaml. */
export function readChartFile(
  chart: { readonly path: RepoPath; readonly text: string },
  requirements: { readonly path: RepoPath; readonly text: string } | undefined,
): Outcome<ChartDescription | undefined> {
  const { value: file, diagnostics } = readYamlFile(chart.path, chart.text);
  const value = file.documents[0]?.value;
  if (diagnostics.length > 0 || !isMapping(value)) return unreadable(chart.path, "it is no YAML map");
  const name = textOf(value.name);
  const version = textOf(value.version) ?? (typeof value.version === "number" ? String(value.version) : "");
  if (name === undefined || name === "") return unreadable(chart.path, "it has no `name`");
  if (version === "") return unreadable(chart.path, "it has no `version`");
  const apiVersion = value.apiVersion === "v2" ? "v2" : "v1";
  const own = dependenciesIn(file, value.dependencies);
  const older = apiVersion === "v1" && own.length === 0 ? requirementsIn(requirements) : [];
  return outcome({
    name,
    version,
    apiVersion,
    isLibrary: value.type === "library",
    kubeVersion: textOf(value.kubeVersion),
    dependencies: [...own, ...older],
  });
}

function requirementsIn(
  requirements: { readonly path: RepoPath; readonly text: string } | undefined,
): readonly ChartDependency[] {
  if (requirements === undefined) return [];
  const file = readYamlFile(requirements.path, requirements.text).value;
  const value = file.documents[0]?.value;
  return isMapping(value) ? dependenciesIn(file, value.dependencies) : [];
}

function dependenciesIn(file: YamlFile, list: Json | undefined): readonly ChartDependency[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: Json, index) => {
    const name = isMapping(entry) ? textOf(entry.name) : undefined;
    if (!isMapping(entry) || name === undefined || name === "") return [];
    return [
      {
        name,
        version: textOf(entry.version) ?? "",
        repository: textOf(entry.repository) ?? "",
        alias: textOf(entry.alias),
        condition: textOf(entry.condition),
        tags: Array.isArray(entry.tags) ? entry.tags.flatMap((tag: Json) => textOf(tag) ?? []) : [],
        place: file.documents[0]?.place(["dependencies", index]) ?? { path: file.path, line: 1, column: 1 },
      },
    ];
  });
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function unreadable(path: RepoPath, problem: string): Outcome<undefined> {
  return outcome(undefined, [
    diagnose("helm-chart-unreadable", { problem }, { at: { path, line: 1, column: 1 } }),
  ]);
}
