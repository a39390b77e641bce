/**
 * Texts with `${…}` for tools that know nothing of them: each expression becomes a stand-in that is a DNS label (or a port number), the
 * tool does its work, and the result gets its expressions back. Stand-ins are chosen so that none of the given texts holds one by chance,
 * which makes the way there and back lossless.
 */
import { parseSubstitutions } from "./flux-expression.ts";
import type { Substitution } from "./substitution.ts";

export type TextPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "expression"; readonly source: string };

/** Plain text (escapes resolved) and expressions in turn; undefined where Flux refuses the text. */
export function findExpressions(text: string): readonly TextPart[] | undefined {
  if (!text.includes("$")) return [{ kind: "text", text }];
  const parsed = parseSubstitutions(text);
  if (!parsed.ok) return undefined;
  return parsed.pieces.map((piece) =>
    piece.kind === "text" ? { kind: "text", text: piece.text } : { kind: "expression", source: piece.source },
  );
}

export function hasExpression(text: string): boolean {
  return findExpressions(text)?.some(({ kind }) => kind === "expression") === true;
}

/** Which expressions get a stand-in: all, or those whose value the repository does not tell. */
export type StandInMode = "texts" | "values";

export interface StandIns {
  /** undefined where the text cannot be read. */
  textOf(text: string, substitution: Substitution, mode: StandInMode): string | undefined;
  /** For a text that has to become a number: one expression and nothing else. */
  portOf(text: string, substitution: Substitution, mode: StandInMode): number | undefined;
  /** The text to write where substitution runs: expressions back, dollars that would be read as one escaped. */
  restore(text: string): string;
  /** The same for people: nothing is escaped. */
  show(text: string): string;
  /** The expression a port stands for. */
  restorePort(port: number): string | undefined;
}

/** `texts`: everything the stand-ins will stand among. */
export function createStandIns(texts: readonly string[]): StandIns {
  const prefix = freePrefix(texts);
  const usedNumbers = new Set(texts.flatMap((text) => text.match(/\d+/g) ?? []));
  const labels = new Map<string, string>();
  const ports = new Map<string, number>();
  const sources: string[] = [];
  const sourceOfPort = new Map<number, string>();
  let nextPort = 65_535;

  const labelFor = (source: string, substitution: Substitution): string => {
    const key = `${source}\u0000${substitution.identityOf(source)}`;
    const known = labels.get(key);
    if (known !== undefined) return known;
    // the closing letter keeps the tenth from beginning with the first
    const label = `${prefix}${sources.length}${closing}`;
    sources.push(source);
    labels.set(key, label);
    return label;
  };
  const portFor = (source: string, substitution: Substitution): number | undefined => {
    const key = `${source}\u0000${substitution.identityOf(source)}`;
    const known = ports.get(key);
    if (known !== undefined) return known;
    while (usedNumbers.has(String(nextPort))) nextPort -= 1;
    if (nextPort < 1) return undefined;
    const port = nextPort;
    nextPort -= 1;
    ports.set(key, port);
    sourceOfPort.set(port, source);
    return port;
  };
  const stands = new RegExp(`${prefix}(\\d+)${closing}`, "g");
  const sourceAt = (index: string, whole: string): string => sources[Number(index)] ?? whole;

  return {
    textOf(text, substitution, mode) {
      const parts = findExpressions(text);
      return parts
        ?.map((part) => {
          if (part.kind === "text") return part.text;
          const value = mode === "values" ? substitution.resolve(part.source) : undefined;
          return value ?? labelFor(part.source, substitution);
        })
        .join("");
    },
    portOf(text, substitution, mode) {
      const [part, ...others] = findExpressions(text) ?? [];
      if (part?.kind !== "expression" || others.length > 0) return undefined;
      const value = mode === "values" ? substitution.resolve(part.source) : undefined;
      if (value === undefined) return portFor(part.source, substitution);
      return /^[1-9]\d{0,4}$/.test(value) ? Number(value) : undefined;
    },
    restore(text) {
      let written = "";
      let from = 0;
      for (const match of text.matchAll(stands)) {
        written += escapeDollars(text.slice(from, match.index), true);
        written += sourceAt(match[1] ?? "", match[0]);
        from = match.index + match[0].length;
      }
      return written + escapeDollars(text.slice(from), false);
    },
    show: (text) => text.replace(stands, (whole, index: string) => sourceAt(index, whole)),
    restorePort: (port) => sourceOfPort.get(port),
  };
}

const closing = "z";

/** Letters that none of the texts holds followed by a digit. */
function freePrefix(texts: readonly string[]): string {
  const taken = texts.flatMap((text) => [...text.matchAll(/var(q*)\d/gi)]);
  const longest = taken.reduce((most, [, tail = ""]) => Math.max(most, tail.length), -1);
  return `var${"q".repeat(longest + 1)}`;
}

/** `$$` is one dollar to Flux, `${` begins an expression; a dollar before anything else is itself. */
function escapeDollars(text: string, isBeforeExpression: boolean): string {
  let escaped = "";
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? "";
    const next = text[at + 1] ?? (isBeforeExpression ? "$" : "");
    escaped += sign === "$" && (next === "$" || next === "{") ? "$$" : sign;
  }
  return escaped;
}
