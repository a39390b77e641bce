/**
 * Edits of the text inside a literal block, as edits of the file around it. Indentation and line ends are those of the block; the result
 * is read again before it counts.
 */
import { diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import type { TextEdit } from "../../model/edits.ts";
import type { KeyPath, YamlFile } from "../file.ts";
import { readYamlFile } from "../read.ts";
import { applyEdits } from "../splice.ts";
import { type LiteralBlock, lineOf } from "./block.ts";

export interface EmbeddedAt {
  readonly document: number;
  readonly keyPath: KeyPath;
}

/** undefined with a diagnostic when the text inside would not become what the edits say. */
export function editBlock(
  file: YamlFile,
  at: EmbeddedAt,
  block: LiteralBlock,
  edits: readonly TextEdit[],
): Outcome<readonly TextEdit[] | undefined> {
  const outer = edits.map((edit) => outerEdit(block, edit));
  const expected = applyEdits(block.text, edits);
  const after = readYamlFile(file.path, applyEdits(file.text, outer)).value;
  const value = valueAt(after.documents[at.document]?.value, at.keyPath);
  // A clipped block ends with one line end, whether the file has it or not.
  const ending = (text: string) => (text.endsWith("\n") ? text : `${text}\n`);
  if (typeof value === "string" && ending(value) === ending(expected)) return outcome(outer);
  const problem = value === undefined ? "could not be read" : "would say something else";
  const where = { at: file.documents[at.document]?.place(at.keyPath) };
  return outcome(undefined, [
    diagnose("embedded-yaml-edit-refused", { field: at.keyPath.join("."), problem }, where),
  ]);
}

function outerEdit(block: LiteralBlock, edit: TextEdit): TextEdit {
  const rest = block.text.slice(edit.end);
  const start = block.toOuter(edit.start);
  const end = block.toOuter(edit.end);
  const body = reindented(edit.text, rest, block);
  const line = lineOf(block.lines, edit.start);
  const standing = line?.indent ?? 0;
  // Inside a line its indentation stays; at the beginning it depends on what the line becomes.
  if (line !== undefined && line.inner !== edit.start) return { ...edit, start, end, text: body };
  const follows = edit.text + rest;
  const becomesBlank = follows === "" || follows.startsWith("\n");
  if (becomesBlank) return { ...edit, start: start - standing, end, text: body };
  return { ...edit, start, end, text: " ".repeat(block.indent - standing) + body };
}

/** Every new line gets the block's indentation, unless it is blank or the text ends there. */
function reindented(text: string, rest: string, { indent, eol }: LiteralBlock): string {
  const whole = text + rest;
  let result = "";
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? "";
    if (sign !== "\n") {
      result += sign;
      continue;
    }
    const next = whole[at + 1];
    const isBlank = next === undefined || next === "\n";
    result += eol + (isBlank ? "" : " ".repeat(indent));
  }
  return result;
}

function valueAt(value: unknown, keyPath: KeyPath): unknown {
  let found = value;
  for (const key of keyPath) {
    if (typeof found !== "object" || found === null) return undefined;
    found = (found as Readonly<Record<string | number, unknown>>)[key]; // a missing key gives undefined
  }
  return found;
}
