/**
 * The grammar of `${…}` in Flux post-build substitution: fluxcd/pkg envsubst/parse (e2cfd1a2, 2026-07), a fork of drone/envsubst. It is not
 * that of a shell: `$NAME` is plain text, `${NAME-x}` and `${NAME?}` are errors, `$$` becomes `$`, and names may begin with a digit
 * (so nginx's `${1}` is a variable without a value).
 */

export type Piece = { readonly kind: "text"; readonly text: string } | Expression;

export interface Expression {
  readonly kind: "expression";
  readonly name: string;
  /** "" for the bare `${NAME}`; "length" for `${#NAME}`. */
  readonly operator: Operator;
  readonly args: readonly Piece[];
  /** As written, `${` and `}` included. */
  readonly source: string;
}

export type Operator =
  | ""
  | "length"
  | "default"
  | "substring"
  | "lower-first"
  | "lower"
  | "upper-first"
  | "upper"
  | "replace"
  | "replace-all"
  | "replace-prefix"
  | "replace-suffix"
  | "trim-prefix"
  | "trim-prefix-longest"
  | "trim-suffix"
  | "trim-suffix-longest";

export interface SyntaxProblem {
  /** The text from `${` on, shortened. */
  readonly expression: string;
  /** What Flux says is wrong, in words. */
  readonly problem: string;
}

export type Parsed =
  | { readonly ok: true; readonly pieces: readonly Piece[] }
  | { readonly ok: false; readonly problem: SyntaxProblem };

/** Flux has no limit; nobody nests this deep. */
const maxNesting = 16;

class Malformed extends Error {
  readonly start: number;
  constructor(problem: string, start: number) {
    super(problem);
    this.start = start;
  }
}

export function parseSubstitutions(text: string): Parsed {
  const pieces: Piece[] = [];
  let plain = "";
  let at = 0;
  try {
    while (at < text.length) {
      const next = text.indexOf("$", at);
      if (next < 0) break;
      plain += text.slice(at, next);
      if (text[next + 1] === "{") {
        if (plain !== "") pieces.push({ kind: "text", text: plain });
        plain = "";
        const read = new Reader(text, next).expression(0);
        pieces.push(read.piece);
        at = read.end;
      } else {
        plain += "$";
        at = next + (text[next + 1] === "$" ? 2 : 1);
      }
    }
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const rest = text.slice(error.start, error.start + 80).split("\n", 1)[0] ?? "";
    const close = rest.indexOf("}");
    return {
      ok: false,
      problem: { expression: close < 0 ? rest : rest.slice(0, close + 1), problem: error.message },
    };
  }
  plain += text.slice(at);
  if (plain !== "") pieces.push({ kind: "text", text: plain });
  return { ok: true, pieces };
}

const caseOperators: Readonly<Record<string, Operator>> = {
  ",": "lower-first",
  ",,": "lower",
  "^": "upper-first",
  "^^": "upper",
};

const wordCharacter = /[\p{L}\p{Nd}_]/u;

class Reader {
  private readonly text: string;
  private readonly start: number;
  private at: number;

  constructor(text: string, start: number) {
    this.text = text;
    this.start = start;
    this.at = start + 2;
  }

  expression(depth: number): { readonly piece: Expression; readonly end: number } {
    if (depth > maxNesting) throw this.malformed(`is nested more than ${maxNesting} deep`);
    if (this.peek() === "#") {
      this.at += 1;
      const name = this.word();
      return this.close(name, "length", []);
    }
    const name = this.word();
    const sign = this.peek();
    if (sign === ":" && "=-?+".includes(this.text[this.at + 1] ?? " ")) return this.defaults(name, 2, depth);
    if (sign === ":") return this.substring(name, depth);
    if (sign === "=") return this.defaults(name, 1, depth);
    if (sign === "," || sign === "^") return this.casing(name);
    if (sign === "/") return this.replacement(name, depth);
    if (sign === "#" || sign === "%") return this.trimming(name, sign, depth);
    return this.close(name, "", []);
  }

  /** `:=`, `:-`, `=`; Flux gives `:?` and `:+` the same meaning (envsubst/template.go lookupFunc). */
  private defaults(name: string, length: number, depth: number) {
    this.at += length;
    const args: Piece[] = [];
    while (this.peek() !== "}") {
      if (this.at >= this.text.length) throw this.malformed("has no closing brace");
      args.push(this.argument((sign) => sign !== "}", depth));
    }
    return this.close(name, "default", args);
  }

  private substring(name: string, depth: number) {
    this.at += 1;
    const args = [this.argument((sign) => sign !== ":" && sign !== "}", depth)];
    if (this.peek() === ":") {
      while (this.peek() === ":") this.at += 1;
      args.push(this.argument((sign) => sign !== "}", depth));
    }
    return this.close(name, "substring", args);
  }

  private casing(name: string) {
    let sign = "";
    while (sign.length < 2 && (this.peek() === "," || this.peek() === "^")) {
      sign += this.peek();
      this.at += 1;
    }
    // A mix such as `,^` leaves the value as it is.
    return this.close(name, caseOperators[sign] ?? "", []);
  }

  private replacement(name: string, depth: number) {
    this.at += 1;
    const mark = this.peek();
    const operators: Readonly<Record<string, Operator>> = {
      "/": "replace-all",
      "#": "replace-prefix",
      "%": "replace-suffix",
    };
    const operator = operators[mark] ?? "replace";
    if (operator !== "replace") this.at += 1;
    const args: Piece[] =
      this.peek() === "/"
        ? [{ kind: "text", text: "" }]
        : [this.argument((sign) => sign !== "/", depth, true)];
    if (this.peek() !== "/") throw this.malformed("is no substitution Flux can read");
    while (this.peek() === "/") this.at += 1;
    if (this.peek() !== "}") args.push(this.argument((sign) => sign !== "}", depth, true));
    return this.close(name, operator, args);
  }

  private trimming(name: string, sign: "#" | "%", depth: number) {
    let count = 0;
    while (count < 2 && this.peek() === sign) {
      count += 1;
      this.at += 1;
    }
    const longest = count === 2 ? ("-longest" as const) : ("" as const);
    const operator: Operator = sign === "#" ? `trim-prefix${longest}` : `trim-suffix${longest}`;
    return this.close(name, operator, [this.argument((character) => character !== "}", depth)]);
  }

  /** One nested expression, or text up to what `accept` refuses or the next `${`. */
  private argument(accept: (sign: string) => boolean, depth: number, escapes = false): Piece {
    if (this.text.startsWith("${", this.at)) {
      const inner = new Reader(this.text, this.at);
      const { piece, end } = inner.expression(depth + 1);
      this.at = end;
      return piece;
    }
    let text = "";
    while (this.at < this.text.length) {
      if (this.text.startsWith("${", this.at)) break;
      const sign = this.peek();
      const next = this.text[this.at + 1];
      const isEscape = (sign === "\\" && (next === "/" || next === "\\")) || (sign === "$" && next === "$");
      if (escapes && isEscape) {
        text += next;
        this.at += 2;
        continue;
      }
      if (!accept(sign)) break;
      text += sign;
      this.at += 1;
    }
    if (text === "") throw this.malformed("is no substitution Flux can read");
    return { kind: "text", text };
  }

  private word(): string {
    const from = this.at;
    for (
      let sign = this.wholeCharacter();
      sign !== "" && wordCharacter.test(sign);
      sign = this.wholeCharacter()
    )
      this.at += sign.length;
    if (this.at === from) throw this.malformed("has no variable name");
    return this.text.slice(from, this.at);
  }

  private wholeCharacter(): string {
    const point = this.text.codePointAt(this.at);
    return point === undefined ? "" : String.fromCodePoint(point);
  }

  private close(name: string, operator: Operator, args: readonly Piece[]) {
    if (this.peek() !== "}") throw this.malformed("has no closing brace");
    this.at += 1;
    const source = this.text.slice(this.start, this.at);
    const piece: Expression = { kind: "expression", name, operator, args, source };
    return { piece, end: this.at };
  }

  private peek(): string {
    return this.text[this.at] ?? "";
  }

  private malformed(problem: string): Malformed {
    return new Malformed(problem, this.start);
  }
}
