/**
 * Confirming an edit before it counts: a second parser must see exactly the intended documents, must have agreed with the
 * first one about the text before, and the text outside the edits must be the old text, character by character.
 */
import { diagnose, type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import type { RepoPath } from "../model/brands.ts";
import type { TextEdit } from "../model/edits.ts";
import type { Json } from "../model/kube.ts";
import { readYamlFile } from "./read.ts";
import { equalJson, readSecond } from "./second.ts";
import { sortEdits } from "./splice.ts";

export function confirmChange(
  path: RepoPath,
  before: string,
  after: string,
  expectedDocuments: readonly Json[],
  edits?: readonly TextEdit[],
): Outcome<boolean> {
  const problem =
    disagreement(path, before) ??
    unexpected(path, after, expectedDocuments) ??
    (edits === undefined ? undefined : touchedOutside(before, after, edits));
  if (problem === undefined) return outcome(true);
  return outcome(false, [diagnose("yaml-second-opinion", { problem }, { at: { path, line: 1, column: 1 } })]);
}

/** Fresh text: both parsers must read exactly these documents. */
export function confirmFresh(
  path: RepoPath,
  text: string,
  expectedDocuments: readonly Json[],
): Outcome<boolean> {
  const problem = disagreement(path, text) ?? unexpected(path, text, expectedDocuments);
  if (problem === undefined) return outcome(true);
  return outcome(false, [diagnose("yaml-second-opinion", { problem }, { at: { path, line: 1, column: 1 } })]);
}

/** What the two parsers read differently in one text. */
function disagreement(path: RepoPath, text: string): string | undefined {
  const { value: file, diagnostics } = readYamlFile(path, text);
  if (diagnostics.length > 0) return "the file cannot be read";
  const second = readSecond(text, file.style.format);
  if (!second.ok) return `it cannot read the file (${second.problem})`;
  const differing = firstDifference(
    file.documents.map((document) => document.value),
    second.documents,
  );
  return differing === undefined ? undefined : `the two parsers read document ${differing + 1} differently`;
}

function unexpected(path: RepoPath, after: string, expected: readonly Json[]): string | undefined {
  const { value: file, diagnostics } = readYamlFile(path, after);
  if (diagnostics.length > 0) return "the changed file cannot be read";
  const second = readSecond(after, file.style.format);
  if (!second.ok) return `it cannot read the changed file (${second.problem})`;
  const differing = firstDifference(expected, second.documents);
  return differing === undefined
    ? undefined
    : `document ${differing + 1} of the changed file is not what was intended`;
}

function firstDifference(a: readonly (Json | undefined)[], b: readonly Json[]): number | undefined {
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    if (index >= a.length || index >= b.length || !equalJson(a[index], b[index])) return index;
  }
  return undefined;
}

/** Checks the splice itself, without using it. */
function touchedOutside(before: string, after: string, edits: readonly TextEdit[]): string | undefined {
  let old = 0;
  let fresh = 0;
  for (const edit of [...sortEdits(edits), { start: before.length, end: before.length, text: "" }]) {
    const kept = before.slice(old, edit.start);
    if (!after.startsWith(kept, fresh) || !after.startsWith(edit.text, fresh + kept.length)) {
      return "text outside the edits changed";
    }
    old = edit.end;
    fresh += kept.length + edit.text.length;
  }
  return fresh === after.length ? undefined : "text outside the edits changed";
}
