/** A named refusal: which shape stands in the way, and the change a person would make. */
import { diagnose, type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import type { YamlFile } from "./file.ts";
import { lineStartsOf, placeOf } from "./lines.ts";

export interface Refusal {
  readonly shape: string;
  readonly manual: string;
  readonly offset: number;
}

export function refuse(file: YamlFile, refusal: Refusal): Outcome<undefined> {
  const at = placeOf(file.path, file.text, lineStartsOf(file.text), refusal.offset);
  return outcome(undefined, [
    diagnose("yaml-edit-refused", { shape: refusal.shape, manual: refusal.manual }, { at }),
  ]);
}
