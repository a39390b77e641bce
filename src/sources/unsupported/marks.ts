/**
 * Reasons a file must not be touched that stand in its text: a "generated, do not edit" mark, or SOPS encryption.
 */
import type { YamlFile } from "../../yaml/file.ts";
import { isMapping } from "../objects/parse.ts";

export interface FoundMark {
  readonly line: number;
  /** The words as they stand in the file. */
  readonly mark: string;
}

const wording =
  /\b(do(?: not|n['’]t) (?:edit|modify|change|touch)|auto-?generated|automatically generated|generated (?:by|from|file|using|with|code|automatically)|(?:is|was|been) generated|managed by|managed file)\b/i;

const mostLines = 60;

/** The first mark in the comment lines a file begins with. */
export function findMark(text: string): FoundMark | undefined {
  const lines = text.slice(0, 20_000).split("\n", mostLines);
  for (const [index, raw] of lines.entries()) {
    const line = raw.replace(/^\uFEFF/, "").trim();
    if (line === "" || /^---(\s|$)/.test(line) || line.startsWith("%")) continue;
    if (!line.startsWith("#")) return undefined;
    const words = line
      .replace(/^#+\s*/, "")
      .replace(/\s*#+$/, "")
      .slice(0, 200);
    if (!words.startsWith("yaml-language-server:") && wording.test(words))
      return { line: index + 1, mark: words };
  }
  return undefined;
}

/** The line of the `sops` block of a document that SOPS encrypted, else undefined. */
export function findSops(file: YamlFile): number | undefined {
  for (const document of file.documents) {
    const { value } = document;
    if (!isMapping(value) || !isMapping(value.sops)) continue;
    if ("mac" in value.sops || "lastmodified" in value.sops) return document.place(["sops"]).line;
  }
  return undefined;
}
