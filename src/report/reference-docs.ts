/**
 * Every generated page of `docs/` as path and text; a script writes them, a test compares.
 */
import { annotationsTable } from "./annotations-doc.ts";
import { diagnosticPages } from "./diagnostics-doc.ts";

export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

export function referenceDocs(): readonly GeneratedFile[] {
  return [
    { path: "docs/annotations.md", text: annotationsTable() },
    ...diagnosticPages().map(({ code, text }) => ({ path: `docs/diagnostics/${code}.md`, text })),
  ];
}
