/**
 * The repository as a build sees it: text and parsed YAML of files, each read and parsed once for all builds that share it. Everything
 * goes by RepoPath, so nothing outside the repository can be reached.
 */
import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { RepoPath } from "../../../model/brands.ts";
import type { YamlFile } from "../../../yaml/file.ts";
import { readYamlFile } from "../../../yaml/read.ts";

export interface FileSource {
  /** The text of a file; undefined when it is not there, is no regular file or no text. */
  read(path: RepoPath): string | undefined;
  /** The bytes of a file, for generators of binary content; the text's own bytes when left out. */
  readonly bytes?: ((path: RepoPath) => Uint8Array | undefined) | undefined;
  /** Paths of what lies in a directory; only tells an empty directory from a missing one. */
  readonly list?: ((directory: RepoPath) => readonly RepoPath[]) | undefined;
  /** The file parsed, where somebody has done that already; must be what `read` says. undefined: it is parsed here. */
  readonly yaml?: ((path: RepoPath) => ParsedYaml | undefined) | undefined;
}

export interface ParsedYaml {
  readonly yaml: YamlFile;
  readonly diagnostics: readonly Diagnostic[];
}

export interface TextFiles {
  text(path: RepoPath): string | undefined;
  bytes(path: RepoPath): Uint8Array | undefined;
  yaml(path: RepoPath): ParsedYaml | undefined;
  /** Whether anything is known to lie in the directory. */
  hasFiles(directory: RepoPath): boolean;
}

export function createFiles(source: FileSource): TextFiles {
  const texts = new Map<RepoPath, string | undefined>();
  const parsed = new Map<RepoPath, ParsedYaml>();
  const text = (path: RepoPath): string | undefined => {
    if (!texts.has(path)) texts.set(path, source.read(path));
    return texts.get(path);
  };
  return {
    text,
    bytes(path) {
      const bytes = source.bytes?.(path);
      if (bytes !== undefined) return bytes;
      const content = text(path);
      return content === undefined ? undefined : new TextEncoder().encode(content);
    },
    yaml(path) {
      const known = parsed.get(path);
      if (known !== undefined) return known;
      const content = text(path);
      if (content === undefined) return undefined;
      const result = source.yaml?.(path) ?? parseYaml(path, content);
      parsed.set(path, result);
      return result;
    },
    hasFiles: (directory) => (source.list?.(directory) ?? []).length > 0,
  };
}

export function parseYaml(path: RepoPath, text: string): ParsedYaml {
  const file = readYamlFile(path, text);
  return { yaml: file.value, diagnostics: file.diagnostics };
}
