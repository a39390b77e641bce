/**
 * The git generator over this repository: one element per directory or per file that matches (applicationset/generators/git.go,
 * reposerver GetGitDirectories; argo-cd 37ee0097, 2026-08). Directories whose name begins with a dot do not count.
 */
import { baseNameOf, compareText, directoryOf, type RepoPath } from "../../model/brands.ts";
import type { Json } from "../../model/kube.ts";
import type { Place } from "../../model/place.ts";
import type { SnapshotFile } from "../../model/snapshot.ts";
import { listOf, type Mapping, mappingOf, textOf } from "../objects/fields.ts";
import { isMapping } from "../objects/parse.ts";
import type { FileReader } from "../reader.ts";
import { globMatcher, isGlob } from "./glob.ts";
import { flatten, type Params } from "./params.ts";
import { normalizedName } from "./template/functions.ts";

export interface GitElement {
  readonly params: Params;
  readonly label: string;
  /** A file's own beginning; undefined for a directory. */
  readonly place: Place | undefined;
}

export type GitReading =
  | { readonly ok: true; readonly elements: readonly GitElement[] }
  | { readonly ok: false; readonly problem: string };

/** A generator that matches more is a mistake or hostile. */
const maxElements = 5000;

export function gitElements(
  git: Mapping,
  engine: "go" | "classic",
  reader: Pick<FileReader, "files" | "parse">,
): GitReading {
  const directories = listOf(git.directories);
  const prefix = textOf(git.pathParamPrefix);
  if (directories.length > 0) {
    const paths = matching(directories, (items) => matchingDirectories(items, reader.files));
    if (paths.length > maxElements) return tooMany(paths.length);
    const elements = paths.map((path) => ({
      params: pathParams(path, undefined, engine, prefix),
      label: path,
      place: undefined,
    }));
    return { ok: true, elements };
  }
  const files = listOf(git.files);
  if (files.length === 0) return { ok: false, problem: "names neither directories nor files" };
  const paths = matching(files, (items) => matchingFiles(items, reader.files));
  if (paths.length > maxElements) return tooMany(paths.length);
  const elements: GitElement[] = [];
  for (const path of paths) {
    const values = valuesIn(reader, path);
    if (values === undefined)
      return { ok: false, problem: `cannot read \`${path}\` as a map or a list of maps` };
    for (const value of values) {
      const flat: Params = engine === "go" ? value : flatten(value);
      const params = { ...flat, ...pathParams(directoryOf(path), baseNameOf(path), engine, prefix) };
      elements.push({ params, label: path, place: { path, line: 1, column: 1 } });
    }
  }
  return elements.length > maxElements ? tooMany(elements.length) : { ok: true, elements };
}

function tooMany(count: number): GitReading {
  return { ok: false, problem: `gives ${count} elements, more than ${maxElements}` };
}

/** Matches of any entry without `exclude`, less those of any entry with it, in path order. */
function matching(
  items: readonly Json[],
  find: (globs: readonly string[]) => readonly RepoPath[],
): readonly RepoPath[] {
  const globs = (exclude: boolean) =>
    items.flatMap((item) => {
      const spec = mappingOf(item);
      return (spec?.exclude === true) === exclude ? (textOf(spec?.path) ?? []) : [];
    });
  const excluded = new Set(find(globs(true)));
  return find(globs(false)).filter((path) => !excluded.has(path));
}

function matchingDirectories(globs: readonly string[], files: readonly SnapshotFile[]): readonly RepoPath[] {
  const matchers = globs.flatMap((glob) => globMatcher(glob, "path") ?? []);
  const found = new Set<RepoPath>();
  const seen = new Set<RepoPath>();
  for (const file of files) {
    for (let path = directoryOf(file.path); path !== "" && !seen.has(path); path = directoryOf(path)) {
      seen.add(path);
      const isHidden = path.split("/").some((segment) => segment.startsWith("."));
      if (!isHidden && matchers.some((matches) => matches(path))) found.add(path);
    }
  }
  return [...found].sort(compareText);
}

/** `git ls-files -- <pattern>`: a star crosses directories, and a plain path names a file or all below a directory. */
function matchingFiles(globs: readonly string[], files: readonly SnapshotFile[]): readonly RepoPath[] {
  const matchers = globs.flatMap((written) => {
    const glob = written.replace(/^\/+/, "");
    if (!isGlob(glob))
      return [(path: string) => path === glob || path.startsWith(`${glob.replace(/\/+$/, "")}/`)];
    return globMatcher(glob, "pathspec") ?? [];
  });
  return files
    .filter(({ path, kind }) => kind === "file" && matchers.some((matches) => matches(path)))
    .map(({ path }) => path);
}

function pathParams(
  path: string,
  file: string | undefined,
  engine: "go" | "classic",
  prefix: string | undefined,
): Params {
  const directory = path === "" ? "." : path;
  const basename = directory.slice(directory.lastIndexOf("/") + 1);
  const segments = directory.split("/");
  if (engine === "go") {
    const own: Params = {
      path: directory,
      basename,
      basenameNormalized: normalizedName(basename),
      segments,
      ...(file === undefined ? {} : { filename: file, filenameNormalized: normalizedName(file) }),
    };
    return prefix === undefined ? { path: own } : { [prefix]: { path: own } };
  }
  const name = prefix === undefined ? "path" : `${prefix}.path`;
  const flat: Record<string, string> = {
    [name]: directory,
    [`${name}.basename`]: basename,
    [`${name}.basenameNormalized`]: normalizedName(basename),
  };
  if (file !== undefined) {
    flat[`${name}.filename`] = file;
    flat[`${name}.filenameNormalized`] = normalizedName(file);
  }
  segments.forEach((segment, index) => {
    if (segment !== "") flat[`${name}[${index}]`] = segment;
  });
  return flat;
}

/** YAML or JSON: one map, or a list of maps. An empty file is one empty map. */
function valuesIn(reader: Pick<FileReader, "parse">, path: RepoPath): readonly Mapping[] | undefined {
  const documents = reader.parse(path)?.yaml.documents;
  if (documents === undefined) return undefined;
  const [first] = documents;
  if (first === undefined || first.value === null) return [{}];
  const { value } = first;
  if (isMapping(value)) return [value];
  if (!Array.isArray(value)) return undefined;
  const items = listOf(value).flatMap((item): Mapping[] => (isMapping(item) ? [item] : []));
  return items.length === value.length ? items : undefined;
}
