/**
 * Which patches and replacements of a repository are there for some objects alone. What touches what is taken from builds of every
 * kustomization that reaches the objects or shares a patch with them; a patch that deletes its object leaves no trace in a build, so it is
 * known by the name it says.
 */
import { compareText, directoryOf, type RepoPath, resolveRepoPath } from "../../model/brands.ts";
import type { Json } from "../../model/kube.ts";
import { readYamlFile } from "../../yaml/read.ts";
import { isMapping } from "../objects/parse.ts";
import type { FileReader } from "../reader.ts";
import { directoriesReaching, sourceOf } from "./broken-builds.ts";
import { createKustomizeBuilder, type KustomizeBuild } from "./build/build.ts";

export const patchFields = ["patches", "patchesStrategicMerge", "patchesJson6902", "replacements"] as const;
export type PatchField = (typeof patchFields)[number];

/** Where an object stands in text. */
export interface ObjectSite {
  readonly path: RepoPath;
  readonly document: number;
  readonly item: number | undefined;
}

/** An entry of a kustomization of which some or all serves the objects alone. */
export interface PatchUse {
  readonly kustomization: RepoPath;
  readonly field: PatchField;
  readonly index: number;
  /** The file the patch stands in; undefined when it stands in the kustomization. */
  readonly file: RepoPath | undefined;
  /** Documents of the patch that serve nothing else. */
  readonly documents: readonly number[];
  /** True when the whole entry serves nothing else. */
  readonly whole: boolean;
}

export interface PatchUses {
  readonly uses: readonly PatchUse[];
  /** Builds of the directories that reach the objects, as their kustomizations alone make them. */
  readonly builds: ReadonlyMap<RepoPath, KustomizeBuild>;
}

/** `kind` of all the objects. */
export function findPatchUses(reader: FileReader, sites: readonly ObjectSite[], kind: string): PatchUses {
  const wanted = new Set(sites.map(siteText));
  const build = createKustomizeBuilder(sourceOf(reader));
  const builds = new Map<RepoPath, KustomizeBuild>();
  const changed = new Set<RepoPath>(sites.map(({ path }) => path));
  // a component with a patch may serve other trees as well: those are built too
  for (let before = -1; before !== builds.size; ) {
    before = builds.size;
    for (const directory of directoriesReaching(reader, changed)) {
      if (builds.has(directory)) continue;
      const built = build(directory).value;
      builds.set(directory, built);
      for (const { touchedBy, origin } of built.objects) {
        if (!wanted.has(siteText(origin))) continue;
        for (const { field, kustomization, patch } of touchedBy) {
          if (!isPatchField(field)) continue;
          changed.add(kustomization);
          if (patch !== undefined) changed.add(patch.path);
        }
      }
    }
  }
  const touches = touchesOf([...builds.values()], wanted);
  const names = namesOf([...builds.values()], wanted, sites, reader);
  const standing = [...builds.values()].filter(({ state }) => state !== "failed");
  const files = new Set(standing.flatMap((one) => kustomizationsAmong(one, reader)));
  const uses = [...files].sort(compareText).flatMap((path) => usesIn(path, reader, touches, names, kind));
  return { uses, builds };
}

/** Stands for all documents of an entry together. */
const wholeEntry = -1;

interface Touched {
  wanted: number;
  others: number;
}

function touchesOf(
  builds: readonly KustomizeBuild[],
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, Touched> {
  const found = new Map<string, Touched>();
  for (const { objects } of builds) {
    for (const { origin, touchedBy } of objects) {
      const isWanted = origin.generatedBy === undefined && wanted.has(siteText(origin));
      for (const { kustomization, field, index, patch } of touchedBy) {
        for (const document of [patch?.document ?? 0, wholeEntry]) {
          const key = touchText(kustomization, field, index ?? 0, document);
          const touched = found.get(key) ?? { wanted: 0, others: 0 };
          if (isWanted) touched.wanted += 1;
          else touched.others += 1;
          found.set(key, touched);
        }
      }
    }
  }
  return found;
}

/** Every name the objects have or had. */
function namesOf(
  builds: readonly KustomizeBuild[],
  wanted: ReadonlySet<string>,
  sites: readonly ObjectSite[],
  reader: FileReader,
): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { objects } of builds) {
    for (const { origin, ids } of objects)
      if (wanted.has(siteText(origin))) for (const { name } of ids) names.add(name);
  }
  for (const { path, document, item } of sites) {
    const written = reader
      .parse(path)
      ?.objects.find((object) => object.document === document && object.item === item);
    const name = written?.object.metadata.name;
    if (name !== undefined) names.add(name);
  }
  return names;
}

/** Among the files a build has read, those that are kustomizations. */
function kustomizationsAmong({ files }: KustomizeBuild, reader: FileReader): readonly RepoPath[] {
  return files.filter((path) => {
    const value = contentOf(path, reader);
    return isMapping(value) && patchFields.some((field) => Array.isArray(value[field]));
  });
}

function usesIn(
  path: RepoPath,
  reader: FileReader,
  touches: ReadonlyMap<string, Touched>,
  names: ReadonlySet<string>,
  kind: string,
): readonly PatchUse[] {
  const value = contentOf(path, reader);
  if (!isMapping(value)) return [];
  return patchFields.flatMap((field) => {
    const entries = value[field];
    if (!Array.isArray(entries)) return [];
    return entries.flatMap((entry: Json, index): readonly PatchUse[] => {
      const text = patchTextOf(entry, field, path, reader);
      const documents = text.documents.filter((document) => document.value !== null);
      const serving = documents.filter((document) => {
        const touched = touches.get(touchText(path, field, index, document.index));
        if (touched !== undefined) return touched.wanted > 0 && touched.others === 0;
        return field !== "replacements" && namesOne(entry, document.value, names, kind);
      });
      if (serving.length === 0) return [];
      const whole = serving.length === documents.length;
      return [
        {
          kustomization: path,
          field,
          index,
          file: text.file,
          documents: serving.map((document) => document.index),
          whole,
        },
      ];
    });
  });
}

interface PatchDocument {
  readonly index: number;
  readonly value: Json;
}

/** A replacement, and a patch with a target, is one piece whatever its text looks like. */
function patchTextOf(
  entry: Json,
  field: PatchField,
  path: RepoPath,
  reader: FileReader,
): { readonly file: RepoPath | undefined; readonly documents: readonly PatchDocument[] } {
  const map = isMapping(entry) ? entry : {};
  const inline = typeof entry === "string" ? entry : map["patch"];
  const written = typeof entry === "string" && !entry.includes("\n") ? entry : map["path"];
  const file = typeof written === "string" ? resolveRepoPath(directoryOf(path), written) : undefined;
  if (field === "replacements" || field === "patchesJson6902" || map["target"] !== undefined)
    return { file, documents: [{ index: wholeEntry, value: entry }] };
  const documents =
    file === undefined
      ? readYamlFile(path, typeof inline === "string" ? inline : "").value.documents
      : (reader.parse(file)?.yaml.documents ?? []);
  return { file, documents: documents.map(({ index, value }) => ({ index, value: value ?? null })) };
}

/** True for a patch that nothing is left of to touch and that says it is for one of the objects. */
function namesOne(entry: Json, document: Json, names: ReadonlySet<string>, kind: string): boolean {
  const target = isMapping(entry) ? entry["target"] : undefined;
  const named = isMapping(target) ? target : isMapping(document) ? document : {};
  const metadata = isMapping(named["metadata"]) ? named["metadata"] : named;
  const name = metadata["name"];
  return named["kind"] === kind && typeof name === "string" && names.has(name);
}

function contentOf(path: RepoPath, reader: FileReader): Json | undefined {
  return reader.parse(path)?.yaml.documents.find(({ value }) => value !== null)?.value;
}

function isPatchField(field: string): field is PatchField {
  return patchFields.some((known) => known === field);
}

/** One text for one place. */
export function siteText({ path, document, item }: ObjectSite): string {
  return `${path}#${document}#${item ?? ""}`;
}

function touchText(kustomization: RepoPath, field: string, index: number, document: number): string {
  return `${kustomization}\0${field}\0${index}\0${document}`;
}
