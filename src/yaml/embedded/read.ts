/**
 * YAML inside a string of a YAML file: its data, its places in the file, and the edits that keep its style. Values of an Application and
 * values files in ConfigMaps are written so.
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import type { TextEdit } from "../../model/edits.ts";
import type { Json } from "../../model/kube.ts";
import type { Place } from "../../model/place.ts";
import type { KeyPath, TextSpan, YamlFile } from "../file.ts";
import { readYamlFile } from "../read.ts";
import { type LiteralBlock, readBlock } from "./block.ts";
import { editBlock } from "./edit.ts";
import { maskTemplates, type TemplateMark } from "./templates.ts";

export interface EmbeddedYaml {
  /** The text inside the string. */
  readonly text: string;
  /** The text inside as a file of its own; `{{ … }}` is covered by words of the same length, so its offsets are those of `text`. */
  readonly inner: YamlFile;
  /** The same file with its data as written. */
  readonly restored: YamlFile;
  /** Data of its first document, `{{ … }}` as written; undefined when it is no YAML. */
  readonly value: Json | undefined;
  /** Index of that document in `inner`. */
  readonly document: number | undefined;
  /** Offsets in and out; undefined in a style without places. */
  readonly block: LiteralBlock | undefined;
  /** `{{ … }}` on lines of its own. */
  readonly templateLines: readonly TemplateMark[];
  /** In the file around it; the beginning of the string when its style has no places. */
  placeOf(keyPath: KeyPath): Place;
  /** The text of a value in the file around it; undefined when the path leads nowhere or the style has no places. */
  spanOf(keyPath: KeyPath): TextSpan | undefined;
  /** Edits of `text` as edits of the file around it. */
  outerEdits(edits: readonly TextEdit[]): Outcome<readonly TextEdit[] | undefined>;
}

/** undefined when there is no string at the path. */
export function readEmbeddedYaml(
  file: YamlFile,
  document: number,
  keyPath: KeyPath,
): Outcome<EmbeddedYaml | undefined> {
  const outerDocument = file.documents[document];
  const text = valueAt(outerDocument?.value, keyPath);
  if (outerDocument === undefined || typeof text !== "string") return outcome(undefined);
  const reading = readBlock(file, document, keyPath, text);
  const block = reading.kind === "literal" ? reading.block : undefined;
  const insideText = block?.text ?? text;
  const masked = maskTemplates(insideText);
  const inner = readYamlFile(file.path, masked.text);
  const first = inner.value.documents.find(({ value }) => value !== null);
  const value = first?.value;
  const beginning = outerDocument.place(keyPath);
  const field = keyPath.join(".");
  const embedded: EmbeddedYaml = {
    text: insideText,
    inner: inner.value,
    restored: {
      ...inner.value,
      documents: inner.value.documents.map((document) =>
        document.value === undefined ? document : { ...document, value: masked.restore(document.value) },
      ),
    },
    value: value === undefined ? undefined : masked.restore(value),
    document: value === undefined ? undefined : first?.index,
    block,
    templateLines: masked.lines,
    placeOf: (path) =>
      first === undefined || block === undefined ? beginning : placeIn(first, path, block, inner.value),
    spanOf: (path) => {
      const span = first?.span(path);
      return span === undefined || block === undefined ? undefined : block.outerSpan(span);
    },
    outerEdits: (edits) => {
      const [mark] = masked.lines;
      const style = reading.kind === "other" ? reading.style : "string";
      if (block === undefined)
        return refuse(diagnose("embedded-yaml-style", { field, style }, { at: beginning }));
      if (mark !== undefined) {
        const at = block.placeOf(mark.offset);
        return refuse(diagnose("embedded-yaml-templated", { field, mark: mark.mark.slice(0, 80) }, { at }));
      }
      // Text that an edit carries along (an anchor that moves) may hold covered marks.
      const open = edits.map((edit) => ({ ...edit, text: masked.restoreText(edit.text) }));
      return editBlock(file, { document, keyPath }, block, open);
    },
  };
  const diagnostics = inner.diagnostics.flatMap((diagnostic): Diagnostic[] => {
    const at =
      diagnostic.at === undefined || block === undefined
        ? beginning
        : outerPlace(diagnostic.at, inner.value, block);
    return [{ ...diagnostic, at }];
  });
  return outcome(embedded, diagnostics);
}

function refuse(diagnostic: Diagnostic): Outcome<undefined> {
  return outcome(undefined, [diagnostic]);
}

function placeIn(
  document: YamlFile["documents"][number],
  path: KeyPath,
  block: LiteralBlock,
  inner: YamlFile,
): Place {
  return outerPlace(document.place(path), inner, block);
}

/** Line and column inside to line and column in the file. */
function outerPlace(place: Place, inner: YamlFile, block: LiteralBlock): Place {
  let start = 0;
  for (let line = 1; line < place.line; line += 1) {
    const newline = inner.text.indexOf("\n", start);
    if (newline < 0) break;
    start = newline + 1;
  }
  return block.placeOf(start + place.column - 1);
}

function valueAt(value: Json | undefined, keyPath: KeyPath): Json | undefined {
  let found: Json | undefined = value;
  for (const key of keyPath) {
    if (typeof found !== "object" || found === null) return undefined;
    found = (found as Readonly<Record<string | number, Json>>)[key]; // a missing key gives undefined
  }
  return found;
}
