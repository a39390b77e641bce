/**
 * The values of a Helm source in the order Helm merges them: valueFiles, then `valuesObject` (or `values` where there is none), then
 * parameters (reposerver/repository/repository.go, argo-cd 37ee0097).
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import { compareText, type RepoPath, resolveRepoPath, toRepoPath } from "../../model/brands.ts";
import type { SnapshotFile } from "../../model/snapshot.ts";
import { maskTemplates } from "../../yaml/embedded/templates.ts";
import type { KeyPath } from "../../yaml/file.ts";
import { readYamlFile } from "../../yaml/read.ts";
import {
  listOf,
  type Mapping,
  mappingOf,
  type SourceObject,
  scalarText,
  textOf,
  textsOf,
} from "../objects/fields.ts";
import type { ArgoValuesLayer } from "./application.ts";
import { globMatcher, isGlob } from "./glob.ts";

export interface ValuesWorld {
  readonly application: SourceObject;
  readonly title: string;
  /** Of the `helm` mapping in the Application. */
  readonly keyPath: KeyPath;
  /** The same in the object that is edited. */
  editPath(keyPath: KeyPath): KeyPath;
  /** Directory of the chart in this repository; undefined for a chart from elsewhere. */
  readonly directory: RepoPath | undefined;
  readonly files: readonly SnapshotFile[];
  /** Sources by `ref`: true when it is this repository. */
  readonly refs: ReadonlyMap<string, boolean>;
  /** Argo CD's build environment, as far as it is known. */
  readonly environment: Readonly<Record<string, string>>;
}

export function readValuesLayers(helm: Mapping, world: ValuesWorld): Outcome<readonly ArgoValuesLayer[]> {
  const diagnostics: Diagnostic[] = [];
  const files = valueFiles(helm, world, diagnostics);
  const inline = inlineValues(helm, world, diagnostics);
  return outcome([...files, ...inline, ...parameters(helm, world)], diagnostics);
}

type FileLayer = Extract<ArgoValuesLayer, { kind: "file" | "chart-file" | "absent" }>;

function valueFiles(helm: Mapping, world: ValuesWorld, diagnostics: Diagnostic[]): readonly FileLayer[] {
  const isLenient = helm.ignoreMissingValueFiles === true;
  const written = textsOf(helm.valueFiles);
  const resolved = written.map((text) => resolve(text, world));
  const explicit = new Set(
    resolved.flatMap((target) => (target.kind === "own" && !isGlob(target.path) ? target.path : [])),
  );
  const seen = new Set<RepoPath>();
  return resolved.flatMap((target, index): FileLayer[] => {
    const text = written[index] ?? "";
    const place = world.application.placeOf([...world.keyPath, "valueFiles", index]);
    const where = { at: place };
    if (target.kind === "chart-file") return [{ kind: "chart-file", path: target.path, place }];
    if (target.kind === "remote") {
      diagnostics.push(diagnose("argocd-values-remote", { application: world.title, file: text }, where));
      return [{ kind: "absent", written: text, why: "remote", isOptional: false, place }];
    }
    if (target.kind === "open")
      return [{ kind: "absent", written: text, why: "open", isOptional: false, place }];
    const found = target.kind === "own" ? existing(target.path, explicit, world.files) : [];
    if (found.length === 0 && !isLenient)
      diagnostics.push(
        diagnose("argocd-values-file-missing", { application: world.title, file: text }, where),
      );
    if (found.length === 0)
      return [{ kind: "absent", written: text, why: "missing", isOptional: isLenient, place }];
    return found.flatMap((path): FileLayer[] => {
      // Upstream drops a file that is named twice.
      if (seen.has(path)) return [];
      seen.add(path);
      return [{ kind: "file", path, written: text, place }];
    });
  });
}

type Target =
  | { readonly kind: "own"; readonly path: RepoPath }
  | { readonly kind: "chart-file"; readonly path: string }
  | { readonly kind: "remote" | "open" | "outside" };

function resolve(written: string, world: ValuesWorld): Target {
  if (written.includes("{{")) return { kind: "open" };
  const [head = ""] = written.split("/", 1);
  const ref = written.startsWith("$") ? world.refs.get(head.slice(1)) : undefined;
  if (ref === false) return { kind: "remote" };
  const text = withEnvironment(
    ref === undefined ? written : written.slice(head.length + 1),
    world.environment,
  );
  if (/^[a-z][a-z0-9+.-]{0,20}:\/\//i.test(text)) return { kind: "remote" };
  if (text.includes("$")) return { kind: "open" };
  if (ref === true || text.startsWith("/")) return ownPath(toRepoPath(text.replace(/^\/+/, "")));
  if (world.directory === undefined) return { kind: "chart-file", path: text };
  return ownPath(resolveRepoPath(world.directory, text));
}

function ownPath(path: RepoPath | undefined): Target {
  return path === undefined ? { kind: "outside" } : { kind: "own", path };
}

function withEnvironment(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{?([A-Z_]{1,60})\}?/g, (mark: string, name: string) =>
    Object.hasOwn(environment, name) ? (environment[name] ?? mark) : mark,
  );
}

/** A glob takes what it matches in byte order, without the files that are named on their own. */
function existing(
  path: RepoPath,
  explicit: ReadonlySet<RepoPath>,
  files: readonly SnapshotFile[],
): readonly RepoPath[] {
  const regular = files.filter((file) => file.kind === "file");
  if (!isGlob(path)) return regular.some((file) => file.path === path) ? [path] : [];
  const matches = globMatcher(path, "doublestar");
  return regular
    .filter((file) => matches?.(file.path) === true && !explicit.has(file.path))
    .map((file) => file.path)
    .sort(compareText);
}

function inlineValues(
  helm: Mapping,
  world: ValuesWorld,
  diagnostics: Diagnostic[],
): readonly ArgoValuesLayer[] {
  const object = mappingOf(helm.valuesObject);
  if (object !== undefined) {
    const keyPath = [...world.keyPath, "valuesObject"];
    const place = world.application.placeOf(keyPath);
    return [{ kind: "object", values: object, keyPath: world.editPath(keyPath), place }];
  }
  const text = textOf(helm.values);
  if (text === undefined) return [];
  const keyPath = [...world.keyPath, "values"];
  const place = world.application.placeOf(keyPath);
  const masked = maskTemplates(text);
  const read = readYamlFile(place.path, masked.text);
  const [document] = read.value.documents;
  const value = document?.value === undefined ? undefined : masked.restore(document.value);
  const values = value === null ? {} : mappingOf(value);
  if (values === undefined) {
    const [problem] = read.diagnostics;
    const words = problem?.code === "yaml-unreadable" ? problem.params.problem : "it is no map";
    const params = { application: world.title, field: world.editPath(keyPath).join("."), problem: words };
    diagnostics.push(diagnose("argocd-values-unreadable", params, { at: place }));
  }
  return [{ kind: "text", text, values, keyPath: world.editPath(keyPath), place }];
}

function parameters(helm: Mapping, world: ValuesWorld): readonly ArgoValuesLayer[] {
  const set = listOf(helm.parameters).flatMap((item, index): ArgoValuesLayer[] => {
    const spec = mappingOf(item);
    const name = textOf(spec?.name);
    const keyPath = [...world.keyPath, "parameters", index];
    if (name === undefined) return [];
    return [
      {
        kind: "parameter",
        name,
        value: scalarText(spec?.value) ?? "",
        forceString: spec?.forceString === true,
        keyPath: world.editPath(keyPath),
        place: world.application.placeOf(keyPath),
      },
    ];
  });
  const fromFiles = listOf(helm.fileParameters).flatMap((item, index): ArgoValuesLayer[] => {
    const spec = mappingOf(item);
    const name = textOf(spec?.name);
    const written = textOf(spec?.path);
    if (name === undefined || written === undefined) return [];
    const target = resolve(written, world);
    const path = target.kind === "own" ? target.path : undefined;
    const place = world.application.placeOf([...world.keyPath, "fileParameters", index]);
    return [{ kind: "file-parameter", name, path, written, place }];
  });
  return [...set, ...fromFiles];
}
