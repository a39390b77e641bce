/**
 * A diagnostic or an annotation in words, for `tidegate explain`.
 */
import { catalog } from "../diagnostics/catalog/index.ts";
import { nearestName } from "../model/nearest.ts";
import { type AnnotationRecord, annotationRecords } from "../nginx/annotations/records.ts";
import { diagnosticPages } from "./diagnostics-doc.ts";

export interface Explanation {
  readonly text: string | undefined;
  /** A name that is near, when nothing has exactly this one. */
  readonly nearest: string | undefined;
}

const prefix = "nginx.ingress.kubernetes.io/";

export function explain(name: string): Explanation {
  const page = diagnosticPages().find(({ code }) => code === name);
  if (page !== undefined) return { text: page.text.trimEnd(), nearest: undefined };
  const key = name.startsWith(prefix) ? name.slice(prefix.length) : name;
  const records = annotationRecords();
  const record = records.find((one) => one.name === key);
  if (record !== undefined) return { text: annotationText(record), nearest: undefined };
  const known = [...Object.keys(catalog), ...records.map((one) => one.name)];
  return { text: undefined, nearest: nearestName(key, known) };
}

function annotationText(record: AnnotationRecord): string {
  const lines = [`${prefix}${record.name}`, ""];
  if (record.effect !== "") lines.push(record.effect, "");
  switch (record.fate) {
    case "intent":
      lines.push(
        `Carried over, as far as the target can: docs/annotations.md has the verdict for each. ${record.docs}`,
      );
      break;
    case "blocker":
      lines.push(`Keeps its Ingress from moving: ${record.because}.`, record.choices);
      break;
    case "approximate":
      lines.push(`Moves with a difference: ${record.because}.`);
      break;
    case "inert":
      lines.push(`Dropped: ${record.because}.`);
      break;
  }
  return lines.join("\n").trimEnd();
}
