/** One release of a helmfile in one environment: its chart and its layers of values, template of `inherit` included. */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import { directoryOf, type RepoPath, resolveRepoPath } from "../../model/brands.ts";
import type { Json } from "../../model/kube.ts";
import type { Place } from "../../model/place.ts";
import type { KeyPath, YamlDocument } from "../../yaml/file.ts";
import { listOf, type Mapping, mappingOf, scalarText, textOf } from "../objects/fields.ts";
import type { FileReader } from "../reader.ts";
import { type Names, withNames } from "./names.ts";
import type { HelmfileChart, HelmfileLayer, HelmfileRelease } from "./release.ts";

export interface ReleaseWorld {
  readonly path: RepoPath;
  readonly document: YamlDocument;
  readonly keyPath: KeyPath;
  readonly environment: string;
  readonly environmentSpec: Mapping;
  readonly helmfile: Mapping;
  readonly reader: Pick<FileReader, "files" | "fileAt">;
}

export function readRelease(item: Json, world: ReleaseWorld): Outcome<HelmfileRelease | undefined> {
  const own = mappingOf(item);
  const name = textOf(own?.name);
  const written = inherited(own ?? {}, world.helmfile);
  const chart = textOf(written.chart);
  const place = world.document.place(world.keyPath);
  if (name === undefined || chart === undefined) {
    const problem = name === undefined ? "has no name" : "has no chart";
    return outcome(undefined, [
      diagnose("helmfile-field-unreadable", { field: world.keyPath.join("."), problem }, { at: place }),
    ]);
  }
  const names: Names = {
    environment: world.environment,
    release: { name, namespace: textOf(written.namespace) ?? textOf(world.helmfile.namespace), chart },
  };
  const diagnostics: Diagnostic[] = [];
  const changedAfter: { readonly field: string; readonly at: Place }[] = [];
  for (const field of ["jsonPatches", "strategicMergePatches", "transformers", "postRenderer"]) {
    if (written[field] === undefined || written[field] === null) continue;
    const at = world.document.place([...world.keyPath, field]);
    changedAfter.push({ field, at });
    diagnostics.push(diagnose("helmfile-release-changed", { release: name, field }, { at }));
  }
  const release: HelmfileRelease = {
    name,
    namespace: names.release.namespace,
    environment: world.environment,
    kubeContext:
      textOf(written.kubeContext) ??
      textOf(world.environmentSpec.kubeContext) ??
      textOf(world.helmfile.kubeContext),
    chart: chartOf(withNames(chart, names) ?? chart, world),
    version: scalarText(written.version),
    layers: layersOf(written, names, world, diagnostics),
    installed: written.installed !== false,
    changedAfter,
    document: world.document.index,
    place,
    keyPath: world.keyPath,
  };
  return outcome(release, diagnostics);
}

/** `inherit: [{template: default, except: [...]}]`: what the release says itself wins. */
function inherited(own: Mapping, helmfile: Mapping): Mapping {
  const templates = mappingOf(helmfile.templates) ?? {};
  const merged: Record<string, Json> = {};
  for (const item of listOf(own.inherit)) {
    const entry = mappingOf(item);
    const except = new Set(listOf(entry?.except).flatMap((field) => textOf(field) ?? []));
    for (const [key, value] of Object.entries(mappingOf(templates[textOf(entry?.template) ?? ""]) ?? {}))
      if (!except.has(key)) merged[key] = value;
  }
  return { ...merged, ...own };
}

function chartOf(written: string, world: ReleaseWorld): HelmfileChart {
  if (written.includes("{{")) return { kind: "unknown", written };
  if (written.startsWith("oci://")) {
    const chart = written.replace(/\/+$/, "").split("/").at(-1) ?? written;
    return { kind: "repository", url: written, chart, isOci: true };
  }
  const path = resolveRepoPath(directoryOf(world.path), written);
  const isLocal = path !== undefined && world.reader.files.some((file) => file.path.startsWith(`${path}/`));
  if (isLocal) return { kind: "own", path };
  const [name = "", ...rest] = written.split("/");
  const repository = listOf(world.helmfile.repositories)
    .flatMap((item): Mapping[] => {
      const repository = mappingOf(item);
      return repository === undefined ? [] : [repository];
    })
    .find((item) => item.name === name);
  const url = textOf(repository?.url);
  if (url === undefined || rest.length === 0) return { kind: "unknown", written };
  return { kind: "repository", url, chart: rest.join("/"), isOci: repository?.oci === true };
}

function layersOf(
  written: Mapping,
  names: Names,
  world: ReleaseWorld,
  diagnostics: Diagnostic[],
): readonly HelmfileLayer[] {
  const isLenient = ["Warn", "Info", "Debug"].includes(
    textOf(written.missingFileHandler) ?? textOf(world.helmfile.missingFileHandler) ?? "",
  );
  const release = names.release.name;
  const values = (["values", "valuesTemplate"] as const).flatMap((field) =>
    listOf(written[field]).map((item, index): HelmfileLayer => {
      const keyPath = [...world.keyPath, field, index];
      const place = world.document.place(keyPath);
      const inline = mappingOf(item);
      if (inline !== undefined) return { kind: "inline", values: inline, keyPath, place };
      return fileLayer(textOf(item) ?? "", names, world, { place, isLenient, diagnostics });
    }),
  );
  const secrets = listOf(written.secrets).map((item, index): HelmfileLayer => {
    const place = world.document.place([...world.keyPath, "secrets", index]);
    const file = textOf(item) ?? "";
    diagnostics.push(diagnose("helmfile-values-secret", { release, file }, { at: place }));
    return { kind: "secret", written: file, place };
  });
  const set = ["set", "setString", "setTemplate"].flatMap((field) =>
    listOf(written[field]).map((item, index): HelmfileLayer => {
      const place = world.document.place([...world.keyPath, field, index]);
      const name = textOf(mappingOf(item)?.name) ?? "";
      diagnostics.push(diagnose("helmfile-values-set", { release, name }, { at: place }));
      const value = settingOf(mappingOf(item)?.value);
      return { kind: "set", name, value, isText: field === "setString", place };
    }),
  );
  return [...values, ...secrets, ...set];
}

function settingOf(value: Json | undefined): string | undefined {
  const text = scalarText(value);
  return text?.includes("{{") === true ? undefined : text;
}

function fileLayer(
  written: string,
  names: Names,
  world: ReleaseWorld,
  context: {
    readonly place: HelmfileLayer["place"];
    readonly isLenient: boolean;
    readonly diagnostics: Diagnostic[];
  },
): HelmfileLayer {
  const { place, diagnostics } = context;
  const release = names.release.name;
  const named = withNames(written, names);
  const path = named === undefined ? undefined : resolveRepoPath(directoryOf(world.path), named);
  if (named === undefined || named.endsWith(".gotmpl")) {
    diagnostics.push(
      diagnose("helmfile-values-templated", { release, file: named ?? written }, { at: place }),
    );
    return { kind: "template", written, path, place };
  }
  if (/^[a-z0-9+]{2,20}::|:\/\//i.test(named)) {
    diagnostics.push(diagnose("helmfile-elsewhere", { entry: named }, { at: place }));
    return { kind: "absent", written, isOptional: false, place };
  }
  if (path !== undefined && world.reader.fileAt(path)?.kind === "file") return { kind: "file", path, place };
  if (!context.isLenient)
    diagnostics.push(diagnose("helmfile-values-missing", { release, file: named }, { at: place }));
  return { kind: "absent", written, isOptional: context.isLenient, place };
}
