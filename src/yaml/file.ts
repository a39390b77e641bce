/**
 * What reading a file gives: its documents as data with their places in the text, and the habits of its author.
 * Offsets are UTF-16 units of the text as read, a byte order mark included.
 */
import type { Document } from "yaml";
import type { RepoPath } from "../model/brands.ts";
import type { Json } from "../model/kube.ts";
import type { Place } from "../model/place.ts";

/** Keys and indices from the root of a document. */
export type KeyPath = readonly (string | number)[];

export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

export interface YamlStyle {
  readonly format: "yaml" | "json";
  /** The more frequent line end. */
  readonly eol: "\n" | "\r\n";
  readonly mixedEol: boolean;
  /** Columns per level of maps. */
  readonly indent: number;
  /** One level of a JSON file: spaces or a tab; "" when the JSON stands on one line. */
  readonly jsonIndent: string;
  /** True when most block sequences under a key stand at the key's own column. */
  readonly indentless: boolean;
  /** The quotes used where quotes are needed. */
  readonly quote: '"' | "'";
  readonly bom: boolean;
  readonly finalNewline: boolean;
  /** True to print texts that are YAML themselves as blocks (`|-`); else they are quoted. */
  readonly blocks?: boolean;
  /** Keys whose values are printed on one line, as `{...}` or `[...]`. */
  readonly flowKeys?: readonly string[];
}

export interface YamlDocument {
  /** Index among the documents of the file, from 0; empty documents count. */
  readonly index: number;
  /** Aliases and merge keys resolved; undefined when the document could not be read. */
  readonly value: Json | undefined;
  /** From its directives or `---` (or the first token) up to its end mark `...` included. */
  readonly region: TextSpan;
  /** Where the key (or item) stands; the nearest existing parent when the path leads nowhere. */
  place(path: KeyPath): Place;
  /** The text of the value, without key and trailing comment; undefined when the path leads nowhere. */
  span(path: KeyPath): TextSpan | undefined;
  /** The parsed nodes: for src/yaml alone. */
  readonly parsed: Document.Parsed;
}

export interface YamlFile {
  readonly path: RepoPath;
  readonly text: string;
  readonly style: YamlStyle;
  readonly documents: readonly YamlDocument[];
}

/** The style of a file of ours that has no neighbour. */
export const defaultStyle: YamlStyle = {
  format: "yaml",
  eol: "\n",
  mixedEol: false,
  indent: 2,
  jsonIndent: "  ",
  indentless: false,
  quote: '"',
  bom: false,
  finalNewline: true,
};
