/**
 * Files parsed before, by path and text. The core runs several times over nearly the same snapshot (rounds of rendering, proposals,
 * rendering again after a change); a file that did not change is parsed once. What was used longest ago goes first.
 */
import type { Outcome } from "../diagnostics/diagnostic.ts";
import type { RepoPath } from "../model/brands.ts";
import type { ReadYaml } from "../sources/reader.ts";
import type { YamlFile } from "../yaml/file.ts";
import { readYamlFile } from "../yaml/read.ts";

/** A parsed file takes some ten times the memory of its text. */
const mostCharacters = 24 * 1024 * 1024;
/** As it is, and as one or two changes would make it. */
const mostTextsOfAFile = 4;

interface Parsed {
  readonly text: string;
  readonly file: Outcome<YamlFile>;
}

export function rememberYaml(read: ReadYaml = readYamlFile, most: number = mostCharacters): ReadYaml {
  const memory = new Map<RepoPath, readonly Parsed[]>();
  let characters = 0;
  const put = (path: RepoPath, texts: readonly Parsed[]): void => {
    characters -= lengthOf(memory.get(path));
    memory.delete(path);
    memory.set(path, texts);
    characters += lengthOf(texts);
    for (const [oldest, parsed] of memory) {
      if (characters <= most) return;
      memory.delete(oldest);
      characters -= lengthOf(parsed);
    }
  };
  return (path, text) => {
    const texts = memory.get(path) ?? [];
    const known = texts.find((one) => one.text === text);
    if (known !== undefined) {
      // to the end of the order, as used last
      memory.delete(path);
      memory.set(path, texts);
      return known.file;
    }
    const file = read(path, text);
    put(path, [{ text, file }, ...texts].slice(0, mostTextsOfAFile));
    return file;
  };
}

function lengthOf(texts: readonly Parsed[] = []): number {
  return texts.reduce((sum, { text }) => sum + text.length, 0);
}
