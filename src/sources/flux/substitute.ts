/**
 * Flux post-build substitution for analysis: what a text becomes in the cluster. Files keep their `${…}`; nothing here is ever written.
 *
 * A variable whose value is not in the repository leaves its expression as text and is named in `unknown`. A variable that no source
 * defines becomes the empty text, as in Flux without the strict mode, and is named in `missing`.
 */
import {
  type Expression,
  type Operator,
  type Piece,
  parseSubstitutions,
  type SyntaxProblem,
} from "../../model/flux-expression.ts";
import type { Variables } from "./variables.ts";
import { isSimplePattern, matchingPrefix, matchingSuffix } from "./wildcard.ts";

export interface Substitution {
  readonly text: string;
  /** Names of the variables that were asked for, sorted. */
  readonly used: readonly string[];
  /** Names whose expressions stay as text because their value is not in the repository, sorted. */
  readonly unknown: readonly string[];
  /** Names without any value and without a default, sorted. */
  readonly missing: readonly string[];
  readonly problems: readonly SubstitutionProblem[];
}

export type SubstitutionProblem =
  /** Flux refuses the whole Kustomization. */
  | ({ readonly kind: "syntax" } & SyntaxProblem)
  /** Flux evaluates it, but releases differ or the case is too odd; the expression stays as text. */
  | { readonly kind: "operator"; readonly expression: string; readonly problem: string };

/** Longer results are no manifest text. */
const maxResult = 1024 * 1024;
/** `#` and `%` compare every beginning of the value. */
const maxTrimmed = 4096;

export function substitute(text: string, variables: Variables): Substitution {
  const nothing = { used: [], unknown: [], missing: [], problems: [] };
  if (!variables.active || !hasSubstitution(text)) return { text, ...nothing };
  const parsed = parseSubstitutions(text);
  if (!parsed.ok) return { text, ...nothing, problems: [{ kind: "syntax", ...parsed.problem }] };
  const run: Run = { variables, used: new Set(), unknown: new Set(), missing: new Set(), problems: [] };
  let result = "";
  for (const piece of parsed.pieces) {
    result += evaluate(piece, run) ?? sourceOf(piece);
    if (result.length > maxResult) {
      const expression = sourceOf(piece).slice(0, 80);
      run.problems.push({ kind: "operator", expression, problem: "makes the text too long" });
      return { text, ...summary(run) };
    }
  }
  return { text: result, ...summary(run) };
}

/** Whether substitution would change the text or fail on it: `$$` is an escape. */
export function hasSubstitution(text: string): boolean {
  return text.includes("${") || text.includes("$$");
}

interface Run {
  readonly variables: Variables;
  readonly used: Set<string>;
  readonly unknown: Set<string>;
  readonly missing: Set<string>;
  readonly problems: SubstitutionProblem[];
}

function summary(run: Run): Omit<Substitution, "text"> {
  const sorted = (names: ReadonlySet<string>) => [...names].sort();
  return {
    used: sorted(run.used),
    unknown: sorted(run.unknown),
    missing: sorted(run.missing),
    problems: run.problems,
  };
}

function sourceOf(piece: Piece): string {
  return piece.kind === "text" ? piece.text : piece.source;
}

/** undefined: the expression stays as text. */
function evaluate(piece: Piece, run: Run): string | undefined {
  if (piece.kind === "text") return piece.text;
  run.used.add(piece.name);
  const variable = run.variables.byName.get(piece.name);
  const isUnknown = variable === undefined ? run.variables.open : variable.value === undefined;
  if (isUnknown) {
    run.unknown.add(piece.name);
    return undefined;
  }
  const value = variable?.value ?? "";
  if (piece.operator === "default") return value !== "" ? value : joined(piece.args, run);
  if (variable === undefined) run.missing.add(piece.name);
  const args: string[] = [];
  for (const arg of piece.args) {
    const text = evaluate(arg, run);
    if (text === undefined) return undefined;
    args.push(text);
  }
  const result = apply(piece.operator, value, args);
  if (typeof result === "string") return result;
  run.problems.push({ kind: "operator", expression: piece.source, problem: result.problem });
  return undefined;
}

function joined(args: readonly Piece[], run: Run): string | undefined {
  let text = "";
  for (const arg of args) {
    const value = evaluate(arg, run);
    if (value === undefined) return undefined;
    text += value;
  }
  return text;
}

interface NotEvaluated {
  readonly problem: string;
}

/** fluxcd/pkg envsubst/funcs.go. Lengths and positions count bytes there. */
function apply(operator: Operator, value: string, args: readonly string[]): string | NotEvaluated {
  const [first = "", second] = args;
  switch (operator) {
    case "":
    case "default":
      return value;
    case "length":
      return String(new TextEncoder().encode(value).length);
    case "lower":
      return value.toLowerCase();
    case "upper":
      return value.toUpperCase();
    case "lower-first":
      return changeFirst(value, (text) => text.toLowerCase());
    case "upper-first":
      return changeFirst(value, (text) => text.toUpperCase());
    case "substring":
      return substring(value, first, second);
    case "replace":
      return value.replace(first, () => second ?? "");
    case "replace-all":
      return first === ""
        ? { problem: "replaces an empty text" }
        : value.replaceAll(first, () => second ?? "");
    case "replace-prefix":
      return second !== undefined && value.startsWith(first) ? second + value.slice(first.length) : value;
    case "replace-suffix":
      if (second === undefined || !value.endsWith(first)) return value;
      return value.slice(0, value.length - first.length) + second;
    case "trim-prefix":
    case "trim-prefix-longest":
    case "trim-suffix":
    case "trim-suffix-longest":
      return trim(operator, value, first);
  }
}

function changeFirst(value: string, change: (first: string) => string): string {
  const first = String.fromCodePoint(value.codePointAt(0) ?? 0);
  return value === "" ? value : change(first) + value.slice(first.length);
}

const wholeNumber = /^[+-]?\d{1,9}$/;

function substring(value: string, position: string, length: string | undefined): string | NotEvaluated {
  // Go's strconv.Atoi refuses anything else, and the value stays whole.
  if (!wholeNumber.test(position)) return value;
  if (/[^\0-\x7f]/.test(value)) return { problem: "cuts a text that is not ASCII, where Flux counts bytes" };
  const start = Number(position) < 0 ? Math.max(0, value.length + Number(position)) : Number(position);
  if (length === undefined) return value.slice(start);
  if (!wholeNumber.test(length)) return value;
  if (Number(length) < 0)
    return { problem: "has a negative length, which releases of Flux read differently" };
  return value.slice(start, start + Number(length));
}

function trim(operator: Operator, value: string, pattern: string): string | NotEvaluated {
  if (!isSimplePattern(pattern)) return { problem: "uses a pattern with [ ] or \\" };
  if (value.length > maxTrimmed) return { problem: `trims a value of more than ${maxTrimmed} characters` };
  const which = operator.endsWith("-longest") ? "longest" : "shortest";
  if (operator.startsWith("trim-prefix")) return value.slice(matchingPrefix(pattern, value, which).length);
  return value.slice(0, value.length - matchingSuffix(pattern, value, which).length);
}

/** Whether an expression of the text names this variable: for "who uses it". */
export function namesIn(text: string): readonly string[] {
  const parsed = parseSubstitutions(text);
  if (!parsed.ok) return [];
  const names = new Set<string>();
  const visit = (piece: Piece | Expression): void => {
    if (piece.kind === "text") return;
    names.add(piece.name);
    piece.args.forEach(visit);
  };
  parsed.pieces.forEach(visit);
  return [...names].sort();
}
