/**
 * Reads helmfiles of a repository: `helmfile.yaml`, `helmfile.d/*.yaml` and what they include. One that is a template itself is refused by
 * name; marks inside texts are followed where they only name the environment or the release.
 */
import {
  type Diagnostic,
  diagnose,
  type Outcome,
  outcome,
  sortDiagnostics,
} from "../../diagnostics/diagnostic.ts";
import { baseNameOf, compareText, directoryOf, type RepoPath, resolveRepoPath } from "../../model/brands.ts";
import type { Json } from "../../model/kube.ts";
import type { YamlDocument } from "../../yaml/file.ts";
import { listOf, type Mapping, mappingOf, textOf } from "../objects/fields.ts";
import { isMapping } from "../objects/parse.ts";
import type { FileReader } from "../reader.ts";
import { readRelease } from "./read-release.ts";
import type { HelmfileRelease } from "./release.ts";

export interface Helmfile {
  readonly path: RepoPath;
  readonly environments: readonly string[];
  readonly releases: readonly HelmfileRelease[];
}

type Files = Pick<FileReader, "files" | "fileAt" | "parse" | "text">;

const maxHelmfiles = 500;
const maxReleases = 2000;

/** `helmfile.yaml(.gotmpl)` anywhere, and the files of a `helmfile.d`. */
export function isHelmfile(path: RepoPath): boolean {
  const name = baseNameOf(path);
  if (/^helmfile\.ya?ml(\.gotmpl)?$/.test(name)) return true;
  return baseNameOf(directoryOf(path)) === "helmfile.d" && /\.ya?ml(\.gotmpl)?$/.test(name);
}

/** In path order. */
export function readHelmfiles(reader: Files): Outcome<readonly Helmfile[]> {
  const diagnostics: Diagnostic[] = [];
  const pending = reader.files
    .filter(({ path, kind }) => kind === "file" && isHelmfile(path))
    .map(({ path }) => path);
  const done = new Map<RepoPath, Helmfile>();
  const seen = new Set<RepoPath>();
  let releases = 0;
  for (let path = pending.shift(); path !== undefined; path = pending.shift()) {
    if (seen.has(path)) continue;
    seen.add(path);
    if (seen.size > maxHelmfiles || releases > maxReleases) {
      const params =
        seen.size > maxHelmfiles
          ? { what: "helmfiles", limit: maxHelmfiles }
          : { what: "releases", limit: maxReleases };
      diagnostics.push(diagnose("helmfile-limit", params, { at: { path, line: 1, column: 1 } }));
      break;
    }
    const read = readHelmfile(path, reader);
    diagnostics.push(...read.diagnostics);
    if (read.value === undefined) continue;
    done.set(path, read.value.helmfile);
    releases += read.value.helmfile.releases.length;
    pending.push(...read.value.included);
  }
  const helmfiles = [...done.values()].sort((a, b) => compareText(a.path, b.path));
  return outcome(helmfiles, sortDiagnostics(diagnostics));
}

interface Read {
  readonly helmfile: Helmfile;
  readonly included: readonly RepoPath[];
}

function readHelmfile(path: RepoPath, reader: Files): Outcome<Read | undefined> {
  const templated = templateMark(path, reader);
  if (templated !== undefined) return outcome(undefined, [templated]);
  const parsed = reader.parse(path);
  const documents = parsed?.yaml.documents.filter(({ value }) => isMapping(value)) ?? [];
  if (documents.length === 0) return outcome(undefined, parsed?.diagnostics ?? []);
  const diagnostics: Diagnostic[] = [...(parsed?.diagnostics ?? [])];
  // Parts between `---` are merged one over the other; lists of releases are joined.
  const merged: Mapping = Object.fromEntries(
    documents.flatMap(({ value }) => Object.entries(mappingOf(value) ?? {})),
  );
  const environments = mappingOf(merged.environments) ?? {};
  const names =
    Object.keys(environments).length === 0 ? ["default"] : Object.keys(environments).sort(compareText);
  for (const [index, base] of listOf(merged.bases).entries()) {
    const written = textOf(base) ?? "";
    const at = placeIn(documents, ["bases", index]);
    diagnostics.push(diagnose("helmfile-elsewhere", { entry: written }, { at }));
  }
  const releases = documents.flatMap((document) => {
    const value = mappingOf(document.value) ?? {};
    return listOf(value.releases).flatMap((item, index) =>
      names.flatMap((environment): HelmfileRelease[] => {
        const result = readRelease(item, {
          path,
          document,
          keyPath: ["releases", index],
          environment,
          environmentSpec: mappingOf(environments[environment]) ?? {},
          helmfile: merged,
          reader,
        });
        diagnostics.push(...result.diagnostics);
        return result.value === undefined ? [] : [result.value];
      }),
    );
  });
  const included = documents.flatMap((document) => includedFiles(document, path, reader, diagnostics));
  return outcome({ helmfile: { path, environments: names, releases }, included }, diagnostics);
}

/** A mark on a line of its own, or a name that says so. */
function templateMark(path: RepoPath, reader: Files): Diagnostic | undefined {
  if (path.endsWith(".gotmpl"))
    return diagnose("helmfile-templated", { mark: ".gotmpl" }, { at: { path, line: 1, column: 1 } });
  const lines = reader.text(path)?.split("\n") ?? [];
  const index = lines.findIndex((line) => line.length < 10_000 && /^\s*\{\{.*\}\}\s*$/.test(line));
  const mark = lines[index]?.trim().slice(0, 80);
  if (mark !== undefined)
    return diagnose("helmfile-templated", { mark }, { at: { path, line: index + 1, column: 1 } });
  const isUnreadable = reader.parse(path)?.diagnostics.length !== 0;
  const other = lines.findIndex((line) => line.includes("{{"));
  if (!isUnreadable || other < 0) return undefined;
  const found = (lines[other] ?? "").trim().slice(0, 80);
  return diagnose("helmfile-templated", { mark: found }, { at: { path, line: other + 1, column: 1 } });
}

function placeIn(documents: readonly YamlDocument[], keyPath: readonly (string | number)[]) {
  const [key] = keyPath;
  const owner = documents.find(({ value }) => isMapping(value) && String(key) in value);
  return owner?.place(keyPath);
}

/** `helmfiles:` names files, directories or globs; only plain files of this repository are followed. */
function includedFiles(
  document: YamlDocument,
  path: RepoPath,
  reader: Files,
  diagnostics: Diagnostic[],
): readonly RepoPath[] {
  const value = mappingOf(document.value) ?? {};
  return listOf(value.helmfiles).flatMap((item: Json, index) => {
    const written = textOf(item) ?? textOf(mappingOf(item)?.path) ?? "";
    const target = resolveRepoPath(directoryOf(path), written);
    if (target !== undefined && reader.fileAt(target)?.kind === "file") return [target];
    const below = reader.files.filter(
      (file) =>
        file.kind === "file" &&
        target !== undefined &&
        directoryOf(file.path) === target &&
        /\.ya?ml(\.gotmpl)?$/.test(file.path),
    );
    if (below.length > 0) return below.map((file) => file.path);
    diagnostics.push(
      diagnose("helmfile-elsewhere", { entry: written }, { at: document.place(["helmfiles", index]) }),
    );
    return [];
  });
}
