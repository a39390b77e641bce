/**
 * One kustomization file: which entries it lists, with their places, and its other fields as data. The fields are those of kustomize
 * api/types/kustomization.go (v5.7).
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import { baseNameOf, directoryOf, type RepoPath, resolveRepoPath } from "../../model/brands.ts";
import type { Json } from "../../model/kube.ts";
import type { Place } from "../../model/place.ts";
import { isMapping } from "../objects/parse.ts";
import { kustomizationNames } from "../prefilter.ts";
import type { FileReader } from "../reader.ts";

export interface Kustomization {
  readonly path: RepoPath;
  readonly directory: RepoPath;
  readonly kind: "Kustomization" | "Component";
  readonly fields: { readonly [key: string]: Json };
  readonly entries: readonly KustomizationEntry[];
  placeOf(keyPath: readonly (string | number)[]): Place;
}

export interface KustomizationEntry {
  readonly field: "resources" | "bases" | "components";
  readonly text: string;
  readonly at: Place;
  readonly target:
    | { readonly kind: "file"; readonly path: RepoPath }
    | { readonly kind: "directory"; readonly path: RepoPath }
    | { readonly kind: "nothing" };
}

const listFields = ["resources", "bases", "components"] as const;

/** undefined: the file is something else (a Flux Kustomization in a file of that name, for example). */
export function readKustomization(
  path: RepoPath,
  reader: FileReader,
  hasKustomization: (directory: RepoPath) => boolean,
): Outcome<Kustomization | undefined> {
  const file = reader.parse(path);
  const start: Place = { path, line: 1, column: 1 };
  if (file === undefined) return unreadable("it is no UTF-8 text, or too large", start);
  const written = file.yaml.documents.filter((document) => document.value !== null);
  const [document] = written;
  const [problem] = file.diagnostics;
  if (problem !== undefined) {
    const words = problem.code === "yaml-unreadable" ? problem.params.problem : "it is no YAML";
    return unreadable(words, problem.at ?? start);
  }
  const value = document?.value;
  if (document === undefined || value === undefined) return unreadable("it is empty", start);
  if (!isMapping(value)) return unreadable("it holds no mapping", start);
  const apiVersion = value.apiVersion ?? "kustomize.config.k8s.io/v1beta1";
  if (typeof apiVersion === "string" && !apiVersion.startsWith("kustomize.config.k8s.io/"))
    return outcome(undefined);
  if (written.length > 1) return unreadable("it holds several documents", written[1]?.place([]) ?? start);
  const kind = value.kind ?? "Kustomization";
  if (kind !== "Kustomization" && kind !== "Component") {
    return unreadable(`its kind is ${JSON.stringify(kind)}`, document.place(["kind"]));
  }

  const diagnostics: Diagnostic[] = [];
  const directory = directoryOf(path);
  const entries = listFields.flatMap((field): KustomizationEntry[] => {
    const list = value[field];
    if (list === undefined || list === null) return [];
    if (!Array.isArray(list)) {
      const at = document.place([field]);
      diagnostics.push(diagnose("kustomization-unreadable", { problem: `\`${field}\` is no list` }, { at }));
      return [];
    }
    return list.flatMap((text: Json, index): KustomizationEntry[] => {
      const at = document.place([field, index]);
      if (typeof text !== "string" || text === "") {
        const problem = `entry ${index + 1} of \`${field}\` is no path`;
        diagnostics.push(diagnose("kustomization-unreadable", { problem }, { at }));
        return [];
      }
      const entry = resolveEntry(directory, text, at, reader, hasKustomization);
      diagnostics.push(...entry.diagnostics);
      return [{ field, text, at, target: entry.value }];
    });
  });
  const kustomization: Kustomization = {
    path,
    directory,
    kind,
    fields: value,
    entries,
    placeOf: (keyPath) => document.place(keyPath),
  };
  return outcome(kustomization, diagnostics);
}

/** kustomize tries the path first and takes the text for a URL only when nothing is there. */
function resolveEntry(
  directory: RepoPath,
  text: string,
  at: Place,
  reader: FileReader,
  hasKustomization: (directory: RepoPath) => boolean,
): Outcome<KustomizationEntry["target"]> {
  const path = resolveRepoPath(directory, text);
  const nothing = { kind: "nothing" } as const;
  const unusable = (
    why: "missing" | "outside" | "link" | "ignored" | "no-kustomization" | "is-kustomization",
  ) => outcome(nothing, [diagnose("kustomize-entry-unusable", { entry: text, why }, { at })]);
  if (path !== undefined) {
    const file = reader.fileAt(path);
    if (file !== undefined && file.kind !== "file") return unusable("link");
    if (file !== undefined && kustomizationNames.includes(baseNameOf(path))) {
      return hasKustomization(directoryOf(path))
        ? unusable("is-kustomization")
        : outcome({ kind: "file", path });
    }
    if (file !== undefined) return outcome({ kind: "file", path });
    if (hasKustomization(path)) return outcome({ kind: "directory", path });
  }
  if (isRemote(text)) return outcome(nothing, [diagnose("kustomize-remote-entry", { entry: text }, { at })]);
  if (path === undefined) return unusable("outside");
  if (reader.isIgnored(path) || reader.isIgnored(`${path}/kustomization.yaml` as RepoPath))
    return unusable("ignored"); // only asked about
  if (throughLink(path, reader)) return unusable("link");
  const hasFiles = reader.files.some((file) => file.path.startsWith(`${path}/`));
  return unusable(hasFiles ? "no-kustomization" : "missing");
}

/** kustomize api/internal/git/repospec.go, shortened: schemes, scp-like addresses, known hosts, a `?ref=`. */
function isRemote(text: string): boolean {
  return (
    /^[a-z][a-z0-9+.-]{0,20}:\/\//i.test(text) ||
    /^(git::|[A-Za-z0-9_.-]{1,60}@[A-Za-z0-9_.-]{1,200}:)/.test(text) ||
    /^(gh:|www\.)?(github|gitlab|bitbucket)\.[a-z]{2,}[/:]/i.test(text) ||
    /[?&](ref|version|timeout|submodules)=/.test(text)
  );
}

function throughLink(path: RepoPath, reader: FileReader): boolean {
  for (let parent = directoryOf(path); parent !== ""; parent = directoryOf(parent)) {
    const file = reader.fileAt(parent);
    if (file !== undefined && file.kind !== "file") return true;
  }
  return false;
}

function unreadable(problem: string, at: Place): Outcome<undefined> {
  return outcome(undefined, [diagnose("kustomization-unreadable", { problem }, { at })]);
}
