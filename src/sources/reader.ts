/**
 * Reads and parses files of a snapshot at most once each. Every step of the inventory goes through it, so what is never asked for here
 * is never parsed.
 */

import { compileGlobs } from "../config/glob.ts";
import type { Diagnostic, Outcome } from "../diagnostics/diagnostic.ts";
import type { RepoPath } from "../model/brands.ts";
import type { RepoSnapshot, SnapshotFile } from "../model/snapshot.ts";
import type { YamlFile } from "../yaml/file.ts";
import { readYamlFile } from "../yaml/read.ts";
import { objectsOf, type ParsedObject } from "./objects/parse.ts";
import { decodeText } from "./text.ts";

export type ReadYaml = (path: RepoPath, text: string) => Outcome<YamlFile>;

export interface ParsedFile {
  readonly yaml: YamlFile;
  readonly objects: readonly ParsedObject[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface FileReader {
  /** Every file that is not ignored, in path order. */
  readonly files: readonly SnapshotFile[];
  /** Addresses of the repository, as far as they are known. */
  readonly urls: readonly string[];
  fileAt(path: RepoPath): SnapshotFile | undefined;
  isIgnored(path: RepoPath): boolean;
  bytes(path: RepoPath): Uint8Array | undefined;
  /** undefined when the file is no UTF-8 text or not there. */
  text(path: RepoPath): string | undefined;
  parse(path: RepoPath): ParsedFile | undefined;
}

const shared = new WeakMap<ReadYaml, WeakMap<RepoSnapshot, Map<string, FileReader>>>();

/** One reader for all who read the same snapshot with the same `readYaml`: what is concluded from a reader alone is concluded once. */
export function readerFor(
  snapshot: RepoSnapshot,
  ignore: readonly string[],
  readYaml: ReadYaml | undefined,
): FileReader {
  if (readYaml === undefined) return createReader(snapshot, compileGlobs(ignore), readYamlFile);
  const bySnapshot = shared.get(readYaml) ?? new WeakMap<RepoSnapshot, Map<string, FileReader>>();
  shared.set(readYaml, bySnapshot);
  const byIgnore = bySnapshot.get(snapshot) ?? new Map<string, FileReader>();
  bySnapshot.set(snapshot, byIgnore);
  const key = JSON.stringify(ignore);
  const reader = byIgnore.get(key) ?? createReader(snapshot, compileGlobs(ignore), readYaml);
  byIgnore.set(key, reader);
  return reader;
}

export function createReader(
  snapshot: RepoSnapshot,
  isIgnored: (path: RepoPath) => boolean,
  readYaml: ReadYaml,
): FileReader {
  const files = snapshot.files.filter((file) => !isIgnored(file.path));
  const byPath = new Map(files.map((file) => [file.path, file]));
  const parsed = new Map<RepoPath, ParsedFile | undefined>();
  const bytes = (path: RepoPath) => (byPath.get(path)?.kind === "file" ? snapshot.bytes(path) : undefined);
  const text = (path: RepoPath) => {
    const content = bytes(path);
    return content === undefined ? undefined : decodeText(content);
  };
  return {
    files,
    urls: snapshot.urls ?? [],
    fileAt: (path) => byPath.get(path),
    isIgnored,
    bytes,
    text,
    parse(path) {
      if (parsed.has(path)) return parsed.get(path);
      const content = text(path);
      const result = content === undefined ? undefined : parseFile(path, content, readYaml);
      parsed.set(path, result);
      return result;
    },
  };
}

function parseFile(path: RepoPath, text: string, readYaml: ReadYaml): ParsedFile {
  const file = readYaml(path, text);
  return { yaml: file.value, objects: objectsOf(file.value), diagnostics: file.diagnostics };
}
