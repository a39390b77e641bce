/**
 * Reads and parses files of a snapshot at most once each. Every step of the inventory goes through it, so what is never asked for here
 * is never parsed.
 */
import type { Diagnostic, Outcome } from "../diagnostics/diagnostic.ts";
import type { RepoPath } from "../model/brands.ts";
import type { RepoSnapshot, SnapshotFile } from "../model/snapshot.ts";
import type { YamlFile } from "../yaml/file.ts";
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
  fileAt(path: RepoPath): SnapshotFile | undefined;
  isIgnored(path: RepoPath): boolean;
  bytes(path: RepoPath): Uint8Array | undefined;
  /** undefined when the file is no UTF-8 text or not there. */
  text(path: RepoPath): string | undefined;
  parse(path: RepoPath): ParsedFile | undefined;
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
