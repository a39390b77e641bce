/**
 * Diagnostics for a terminal: place, severity, code, sentence, then what to do.
 */
import { type Diagnostic, sortDiagnostics, wordingOf } from "../diagnostics/diagnostic.ts";
import { withoutControls } from "./plain-text.ts";

export function diagnosticText(diagnostic: Diagnostic): string {
  const { severity, message, remedy } = wordingOf(diagnostic);
  const { at, ingress } = diagnostic;
  const place = at === undefined ? "" : `${at.path}:${at.line}:${at.column}: `;
  const subject = ingress === undefined ? "" : ` (${ingress})`;
  return withoutControls(`${place}${severity} ${diagnostic.code}${subject}: ${message}\n    ${remedy}`);
}

export function diagnosticsText(diagnostics: readonly Diagnostic[]): string {
  return sortDiagnostics(diagnostics)
    .map((diagnostic) => `${diagnosticText(diagnostic)}\n`)
    .join("");
}
