/**
 * The shape of a catalogue: one entry per permanent kebab-case code, wording kept away from the code that finds things.
 */

/** blocker: this Ingress (or run) does not move. warning: moves, a person should look. note: worth knowing. */
export type Severity = "blocker" | "warning" | "note";

export interface CatalogEntry<Params> {
  /** Short, no full stop. */
  readonly title: string;
  readonly severity: Severity;
  /** What was found and why it matters; says what was not changed. */
  explain(params: Params): string;
  /** What to do. */
  remedy(params: Params): string;
}

export type Catalog<AllParams> = { readonly [Code in keyof AllParams]: CatalogEntry<AllParams[Code]> };
