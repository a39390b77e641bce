/**
 * A diagnostic is a coded fact with typed parameters and a place. Steps return a value plus diagnostics.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { compareText, type IngressKey } from "../model/brands.ts";
import type { Place } from "../model/place.ts";
import { catalog, type DiagnosticParams } from "./catalog/index.ts";
import type { CatalogEntry, Severity } from "./entry.ts";

export type DiagnosticCode = keyof DiagnosticParams & string;

export interface DiagnosticOf<Code extends DiagnosticCode> {
  readonly code: Code;
  readonly params: DiagnosticParams[Code];
  readonly at: Place | undefined;
  readonly ingress: IngressKey | undefined;
  readonly related: readonly Place[];
}

export type Diagnostic = { readonly [Code in DiagnosticCode]: DiagnosticOf<Code> }[DiagnosticCode];

/** A result that may be partial, and everything that was noticed on the way. */
export interface Outcome<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Where {
  readonly at?: Place | undefined;
  readonly ingress?: IngressKey | undefined;
  readonly related?: readonly Place[];
}

export function diagnose<Code extends DiagnosticCode>(
  code: Code,
  params: DiagnosticParams[Code],
  where: Where = {},
): Diagnostic {
  const diagnostic: DiagnosticOf<Code> = {
    code,
    params,
    at: where.at,
    ingress: where.ingress,
    related: where.related ?? [],
  };
  return diagnostic as Diagnostic; // a DiagnosticOf<Code> is by construction a member of the union
}

export function outcome<T>(value: T, diagnostics: readonly Diagnostic[] = []): Outcome<T> {
  return { value, diagnostics };
}

export function severityOf(diagnostic: Diagnostic): Severity {
  return catalog[diagnostic.code].severity;
}

export interface DiagnosticText {
  readonly title: string;
  readonly severity: Severity;
  readonly message: string;
  readonly remedy: string;
}

/** The wording of one diagnostic. */
export function wordingOf(diagnostic: Diagnostic): DiagnosticText {
  const entry = catalog[diagnostic.code] as CatalogEntry<unknown>; // code and params agree by construction
  return {
    title: entry.title,
    severity: entry.severity,
    message: entry.explain(diagnostic.params),
    remedy: entry.remedy(diagnostic.params),
  };
}

/** Stable id of a finding: code, Ingress and parameters, never a line number. Ten hex digits. */
export function findingId(diagnostic: Diagnostic): string {
  return stableId([diagnostic.code, diagnostic.ingress ?? "", canonicalJson(diagnostic.params)]);
}

/** Ten hex digits that depend on the parts alone. */
export function stableId(parts: readonly string[]): string {
  return bytesToHex(sha256(utf8ToBytes(parts.join("\u0000")))).slice(0, 10);
}

/** JSON with object keys in order: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => compareText(a, b)));
  });
}

/** The order diagnostics are shown in: file, line, column, code, Ingress, parameters. Drops exact repeats. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const { at } = diagnostic;
    const key = [
      at?.path ?? "",
      String(at?.line ?? 0).padStart(9, "0"),
      String(at?.column ?? 0).padStart(9, "0"),
      diagnostic.code,
      diagnostic.ingress ?? "",
      canonicalJson(diagnostic.params),
    ].join("\u0000");
    if (!seen.has(key)) seen.set(key, diagnostic);
  }
  return [...seen].sort(([a], [b]) => compareText(a, b)).map(([, diagnostic]) => diagnostic);
}

export function hasBlocker(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => severityOf(diagnostic) === "blocker");
}
