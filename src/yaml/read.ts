/**
 * Text to documents. A document that cannot be read keeps its place among the others with `value: undefined`, and a
 * diagnostic says why. JSON is read as YAML flow text, so that it has places too.
 */
import { Composer, type CST, type Document, Parser } from "yaml";
import { type Diagnostic, diagnose, type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import type { RepoPath } from "../model/brands.ts";
import type { KeyPath, TextSpan, YamlDocument, YamlFile, YamlStyle } from "./file.ts";
import { lineStartsOf, placeOf } from "./lines.ts";
import { locate } from "./locate.ts";
import { styleOf } from "./style.ts";
import { type AliasTargets, aliasTargetsOf, readValue } from "./value.ts";

/** Larger files are not manifests that people edit. Characters; a byte limit belongs to the snapshot. */
export const maxFileCharacters = 4 * 1024 * 1024;
/** Nesting of collections in the text. js-yaml stops at 100 as well. */
const maxNesting = 99;

export function readYamlFile(path: RepoPath, text: string): Outcome<YamlFile> {
  if (text.length > maxFileCharacters) {
    return refused(
      path,
      text,
      diagnose("yaml-too-large", { limit: maxFileCharacters }, { at: firstLine(path) }),
    );
  }
  const tokens = [...new Parser().parse(text)];
  const lineStarts = lineStartsOf(text);
  const deep = tooDeepAt(tokens);
  if (deep !== undefined) {
    const problem = `collections are nested more than ${maxNesting} deep`;
    const at = placeOf(path, text, lineStarts, deep);
    return refused(path, text, diagnose("yaml-unreadable", { problem }, { at }));
  }
  const isJson = looksLikeJson(path, text);
  const parsed = compose(tokens, text);
  const regions = regionsOf(tokens, text);
  const diagnostics: Diagnostic[] = [];
  const documents = parsed.map((document, index): YamlDocument => {
    const error = document.errors.find((found) => !(isJson && found.code === "TAB_AS_INDENT"));
    const result = error === undefined ? readValue(document) : undefined;
    if (error !== undefined || result?.ok === false) {
      const problem = error?.message ?? (result?.ok === false ? result.problem : "");
      const offset = error?.pos[0] ?? (result?.ok === false ? result.offset : 0);
      const at = placeOf(path, text, lineStarts, offset);
      diagnostics.push(diagnose("yaml-unreadable", { problem: firstSentence(problem) }, { at }));
    }
    let targets: AliasTargets | undefined;
    const targetsOf = () => {
      targets ??= aliasTargetsOf(document.contents);
      return targets;
    };
    return {
      index,
      value: result?.ok === true ? result.value : undefined,
      region: regions[index] ?? { start: document.range[0], end: document.range[2] },
      parsed: document,
      place: (keyPath: KeyPath) =>
        placeOf(path, text, lineStarts, locate(document, targetsOf, keyPath).offset),
      span: (keyPath: KeyPath) => locate(document, targetsOf, keyPath).span,
    };
  });
  let style: YamlStyle | undefined;
  const file: YamlFile = {
    path,
    text,
    // asked for where something is written, which is a small part of what is read
    get style() {
      style ??= styleOf(text, parsed, isJson);
      return style;
    },
    documents,
  };
  return outcome(file, diagnostics);
}

function refused(path: RepoPath, text: string, diagnostic: Diagnostic): Outcome<YamlFile> {
  return outcome({ path, text, style: styleOf(text, [], false), documents: [] }, [diagnostic]);
}

function firstLine(path: RepoPath) {
  return { path, line: 1, column: 1 };
}

function compose(tokens: readonly CST.Token[], text: string): readonly Document.Parsed[] {
  const composer = new Composer({
    schema: "core",
    // The 1.1 tags (!!binary, !!timestamp, ...) and custom tags are tolerated, not interpreted.
    resolveKnownTags: false,
    keepSourceTokens: true,
    // Duplicates are found in linear time when the value is read.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "silent",
  });
  return [...composer.compose(tokens, false, text.length)];
}

/** From directives or `---` to `...`, one per document token. */
function regionsOf(tokens: readonly CST.Token[], text: string): readonly TextSpan[] {
  const regions: TextSpan[] = [];
  let directives: number | undefined;
  tokens.forEach((token, index) => {
    if (token.type === "directive") directives ??= token.offset;
    if (token.type !== "document") return;
    const start = directives ?? token.offset;
    directives = undefined;
    const next = tokens[index + 1];
    const end = next === undefined ? text.length : next.type === "doc-end" ? next.offset + 3 : next.offset;
    regions.push({ start, end });
  });
  return regions;
}

/** JSON by its name, or because a JSON parser takes text that opens like JSON. */
function looksLikeJson(path: RepoPath, text: string): boolean {
  const start = /^\uFEFF?\s*([[{])/.exec(text.slice(0, 1024));
  if (start === null) return false;
  if (path.endsWith(".json")) return true;
  try {
    JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
    return true;
  } catch {
    return false;
  }
}

/** Composing nodes recurses, so depth is measured on the flat tokens first. */
function tooDeepAt(tokens: readonly CST.Token[]): number | undefined {
  const pending: { readonly token: CST.Token; readonly depth: number }[] = tokens.map((token) => ({
    token,
    depth: 0,
  }));
  for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
    const { token, depth } = entry;
    if (depth > maxNesting) return token.offset;
    if (token.type === "document" && token.value !== undefined) pending.push({ token: token.value, depth });
    if (token.type === "block-map" || token.type === "block-seq" || token.type === "flow-collection") {
      for (const item of token.items) {
        if (item.key) pending.push({ token: item.key, depth: depth + 1 });
        if (item.value) pending.push({ token: item.value, depth: depth + 1 });
      }
    }
  }
  return undefined;
}

function firstSentence(message: string): string {
  const line = message.split("\n", 1)[0] ?? message;
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
