/**
 * One page per diagnostic code, with the catalogue's own wording: parameters are replaced by their names in angle brackets, so a
 * page cannot say anything else than the program does.
 */
import { catalog } from "../diagnostics/catalog/index.ts";
import type { CatalogEntry } from "../diagnostics/entry.ts";
import { compareText } from "../model/brands.ts";

export interface DocPage {
  readonly code: string;
  readonly text: string;
}

const severities = {
  blocker: "blocker: the Ingress (or the run) does not move",
  warning: "warning: it moves, a person should look",
  note: "note: worth knowing",
} as const;

/** Sorted by code. */
export function diagnosticPages(): readonly DocPage[] {
  return Object.entries(catalog)
    .sort(([a], [b]) => compareText(a, b))
    .map(([code, entry]) => ({ code, text: pageOf(code, entry as CatalogEntry<unknown>) })); // wording takes any parameters here
}

function pageOf(code: string, entry: CatalogEntry<unknown>): string {
  return [
    `# ${entry.title}`,
    "",
    `Code: \`${code}\``,
    "",
    `Severity: ${severities[entry.severity]}`,
    "",
    "## What it means",
    "",
    wording(() => entry.explain(placeholders)),
    "",
    "## What to do",
    "",
    wording(() => entry.remedy(placeholders)),
    "",
  ].join("\n");
}

/** Angle brackets would be read as HTML; where a value picks a clause, no sample value is right, so it is left open. */
function wording(say: () => string): string {
  return say()
    .replace(/"?`?<([\w-]+)>`?"?/g, "`<$1>`")
    .replace(/\bundefined\b/g, "…");
}

/** Answers every parameter with its own name; lists and texts alike. */
const placeholders: unknown = new Proxy(
  {},
  { get: (_target, name) => (typeof name === "string" ? placeholder(name) : undefined) },
);

/** A text that also answers as a list of one, which is all the wording ever asks of its parameters. */
function placeholder(name: string): unknown {
  const text = `<${name}>`;
  const list = [text];
  return Object.assign(Object(text), {
    join: () => text,
    map: (show: (item: string) => string) => list.map(show),
    flatMap: () => list,
    filter: () => list,
    sort: () => list,
    [Symbol.iterator]: () => list[Symbol.iterator](),
  });
}
