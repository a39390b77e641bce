/**
 * The part of Go's text/template that ApplicationSets use: fields, pipelines, function calls and if/else. range, with, define and variables
 * are refused by name. Grammar: Go 1.24 text/template/parse.
 */
import { lexAction, type Token } from "./lex.ts";
import { TemplateError, type TemplateProblem } from "./problem.ts";

export type TemplateNode =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "print"; readonly pipeline: Pipeline; readonly source: string }
  | {
      readonly kind: "if";
      readonly branches: readonly { readonly condition: Pipeline; readonly body: readonly TemplateNode[] }[];
      readonly otherwise: readonly TemplateNode[];
      /** From `{{if` to `{{end}}`. */
      readonly source: string;
    };

/** Commands; the value of one is the last argument of the next. */
export type Pipeline = readonly Command[];

export interface Command {
  readonly operands: readonly Operand[];
}

export type Operand =
  | { readonly kind: "field"; readonly path: readonly string[] }
  | { readonly kind: "constant"; readonly value: string | number | boolean | null }
  | { readonly kind: "function"; readonly name: string }
  | { readonly kind: "group"; readonly pipeline: Pipeline; readonly path: readonly string[] };

export type ParsedTemplate =
  | { readonly ok: true; readonly nodes: readonly TemplateNode[] }
  | { readonly ok: false; readonly problem: TemplateProblem };

const maxDepth = 20;
const refusedWords = ["range", "with", "define", "template", "block", "break", "continue"];

export function parseTemplate(text: string): ParsedTemplate {
  const reader = new Reader(text);
  try {
    return { ok: true, nodes: reader.nodes(0) };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { ok: false, problem: { kind: error.kind, expression: reader.current, detail: error.message } };
  }
}

interface Action {
  readonly body: string;
  readonly start: number;
}

class Reader {
  /** The action that is read, for messages. */
  current = "";
  /** The word that ended the last list of nodes: "", "else" with its rest, or "end". */
  private ended: { readonly word: "" | "else" | "end"; readonly rest: string } = { word: "", rest: "" };
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  nodes(depth: number): readonly TemplateNode[] {
    if (depth > maxDepth) throw new TemplateError("unsupported", `nesting deeper than ${maxDepth}`);
    const nodes: TemplateNode[] = [];
    while (this.at < this.text.length) {
      const action = this.textAndAction(nodes);
      if (action === undefined) break;
      const { word, rest } = firstWord(action.body);
      if (word === "end" || word === "else") {
        if (depth === 0) throw new TemplateError("failed", `has \`${word}\` without \`if\``);
        this.ended = { word, rest };
        return nodes;
      }
      if (refusedWords.includes(word)) throw new TemplateError("unsupported", `the keyword \`${word}\``);
      if (action.body.startsWith("/*")) continue;
      nodes.push(word === "if" ? this.condition(rest, action.start, depth) : this.print(action));
    }
    this.ended = { word: "", rest: "" };
    if (depth > 0) throw new TemplateError("failed", "has no `end`");
    return nodes;
  }

  /** Reads up to and over the next action; text before it is added. undefined: there is none. */
  private textAndAction(nodes: TemplateNode[]): Action | undefined {
    const start = this.text.indexOf("{{", this.at);
    if (start < 0) {
      this.addText(nodes, this.text.slice(this.at));
      this.at = this.text.length;
      return undefined;
    }
    const end = endOfAction(this.text, start + 2);
    this.current = this.text.slice(start, end < 0 ? start + 60 : end + 2);
    if (end < 0) throw new TemplateError("failed", "is not closed");
    let body = this.text.slice(start + 2, end);
    let before = this.text.slice(this.at, start);
    if (/^-\s/.test(body)) {
      before = before.trimEnd();
      body = body.slice(1);
    }
    this.at = end + 2;
    if (/\s-$/.test(body)) {
      body = body.slice(0, -1);
      while (/\s/.test(this.text[this.at] ?? "x")) this.at += 1;
    }
    this.addText(nodes, before);
    return { body: body.trim(), start };
  }

  private addText(nodes: TemplateNode[], text: string): void {
    if (text !== "") nodes.push({ kind: "text", text });
  }

  private print({ body }: Action): TemplateNode {
    return { kind: "print", pipeline: parsePipeline(body), source: this.current };
  }

  private condition(rest: string, start: number, depth: number): TemplateNode {
    const branches: { condition: Pipeline; body: readonly TemplateNode[] }[] = [];
    let otherwise: readonly TemplateNode[] = [];
    let condition: Pipeline | undefined = parsePipeline(rest);
    while (true) {
      const body = this.nodes(depth + 1);
      const { word, rest: more } = this.ended;
      if (condition === undefined) otherwise = body;
      else branches.push({ condition, body });
      if (word !== "else") break;
      if (condition === undefined) throw new TemplateError("failed", "has `else` twice");
      const next = firstWord(more);
      if (more !== "" && next.word !== "if") throw new TemplateError("unsupported", `\`else ${next.word}\``);
      condition = more === "" ? undefined : parsePipeline(next.rest);
    }
    return { kind: "if", branches, otherwise, source: this.text.slice(start, this.at) };
  }
}

function firstWord(body: string): { readonly word: string; readonly rest: string } {
  const word = /^[a-z]+(?![\w])/.exec(body)?.[0] ?? "";
  return { word, rest: body.slice(word.length).trim() };
}

/** "}}" outside of strings. */
function endOfAction(text: string, from: number): number {
  let quote = "";
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at] ?? "";
    if (quote !== "") {
      if (sign === "\\" && quote === '"') at += 1;
      else if (sign === quote) quote = "";
    } else if (sign === '"' || sign === "`") {
      quote = sign;
    } else if (sign === "}" && text[at + 1] === "}") {
      return at;
    }
  }
  return -1;
}

function parsePipeline(text: string): Pipeline {
  const tokens = lexAction(text);
  const read = pipelineAt(tokens, 0, 0);
  if (read.at < tokens.length) throw new TemplateError("failed", "has an unexpected `)`");
  return read.pipeline;
}

function pipelineAt(
  tokens: readonly Token[],
  from: number,
  depth: number,
): { readonly pipeline: Pipeline; readonly at: number } {
  if (depth > maxDepth) throw new TemplateError("unsupported", `nesting deeper than ${maxDepth}`);
  const commands: Command[] = [];
  let operands: Operand[] = [];
  let at = from;
  const close = () => {
    if (operands.length === 0) throw new TemplateError("failed", "has an empty command");
    commands.push({ operands });
    operands = [];
  };
  for (; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined || isSign(token, ")")) break;
    if (isSign(token, "|")) {
      close();
      continue;
    }
    if (isSign(token, "(")) {
      const inner = pipelineAt(tokens, at + 1, depth + 1);
      if (tokens[inner.at] === undefined) throw new TemplateError("failed", "has no closing `)`");
      const next = tokens[inner.at + 1];
      // `(index .a 0).b`; a space before the dot is not told apart
      const path = next?.kind === "field" && next.path.length > 0 ? next.path : [];
      operands.push({ kind: "group", pipeline: inner.pipeline, path });
      at = path.length > 0 ? inner.at + 1 : inner.at;
      continue;
    }
    if (isSign(token, "$")) {
      const next = tokens[at + 1];
      const path = next?.kind === "field" ? next.path : [];
      operands.push({ kind: "field", path });
      if (next?.kind === "field") at += 1;
      continue;
    }
    operands.push(operandOf(token));
  }
  close();
  return { pipeline: commands, at };
}

function isSign(token: Token, sign: string): boolean {
  return token.kind === "sign" && token.value === sign;
}

function operandOf(token: Token): Operand {
  switch (token.kind) {
    case "field":
      return { kind: "field", path: token.path };
    case "text":
    case "number":
      return { kind: "constant", value: token.value };
    case "name":
      if (token.value === "true" || token.value === "false")
        return { kind: "constant", value: token.value === "true" };
      return token.value === "nil"
        ? { kind: "constant", value: null }
        : { kind: "function", name: token.value };
    case "sign":
      throw new TemplateError("failed", `has an unexpected \`${token.value}\``);
  }
}
