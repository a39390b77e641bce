/**
 * Texts and whole objects of an ApplicationSet's template with the values of one element: Go templates (`goTemplate: true`) or the classic
 * `{{name}}` replacement (valyala/fasttemplate; a name without a value stays as it is written).
 */
import type { Json } from "../../../model/kube.ts";
import { isMapping } from "../../objects/parse.ts";
import { functions, isEmpty, print, type Value } from "./functions.ts";
import { type Command, type Operand, type Pipeline, parseTemplate, type TemplateNode } from "./parse.ts";
import { OpenValue, TemplateError, type TemplateProblem } from "./problem.ts";

export interface TemplateContext {
  readonly params: Readonly<Record<string, Json>>;
  readonly engine: "go" | "classic";
  /** goTemplateOptions `missingkey=error`. */
  readonly missingFails: boolean;
  /** Some values are not in the repository: what asks for them stays as it is written. */
  readonly open: boolean;
}

export type Rendered<T> =
  | { readonly ok: true; readonly value: T; readonly unresolved: readonly string[] }
  | { readonly ok: false; readonly problem: TemplateProblem };

/** Longer results are no field of an Application. */
const maxText = 500_000;

export function renderText(template: string, context: TemplateContext): Rendered<string> {
  if (!template.includes("{{")) return { ok: true, value: template, unresolved: [] };
  return context.engine === "go" ? renderGo(template, context) : renderClassic(template, context);
}

/** Every text of a value, keys of maps included (applicationset/utils/utils.go deeplyReplace). */
export function renderValue(value: Json, context: TemplateContext): Rendered<Json> {
  const unresolved: string[] = [];
  let problem: TemplateProblem | undefined;
  const render = (text: string): string => {
    if (problem !== undefined) return text;
    const rendered = renderText(text, context);
    if (rendered.ok) unresolved.push(...rendered.unresolved);
    else problem = rendered.problem;
    return rendered.ok ? rendered.value : text;
  };
  const visit = (inner: Json): Json => {
    if (typeof inner === "string") return render(inner);
    if (Array.isArray(inner)) return inner.map(visit);
    if (!isMapping(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, item]) => [render(key), visit(item)]));
  };
  const result = visit(value);
  return problem === undefined
    ? { ok: true, value: result, unresolved: [...new Set(unresolved)] }
    : { ok: false, problem };
}

function renderClassic(template: string, { params, open }: TemplateContext): Rendered<string> {
  const unresolved: string[] = [];
  let result = "";
  let at = 0;
  for (let start = template.indexOf("{{"); start >= 0; start = template.indexOf("{{", at)) {
    const end = template.indexOf("}}", start + 2);
    if (end < 0) break;
    const mark = template.slice(start, end + 2);
    const value = params[template.slice(start + 2, end).trim()];
    if (typeof value !== "string" && open) unresolved.push(mark);
    result += template.slice(at, start) + (typeof value === "string" ? value : mark);
    at = end + 2;
    if (result.length > maxText) return tooLong(mark);
  }
  return { ok: true, value: result + template.slice(at), unresolved };
}

function tooLong(expression: string): Rendered<string> {
  return { ok: false, problem: { kind: "unsupported", expression, detail: "a text that is too long" } };
}

interface Run {
  readonly context: TemplateContext;
  readonly unresolved: string[];
  length: number;
}

function renderGo(template: string, context: TemplateContext): Rendered<string> {
  const parsed = parseTemplate(template);
  if (!parsed.ok) return parsed;
  const run: Run = { context, unresolved: [], length: 0 };
  let current = template;
  try {
    const write = (nodes: readonly TemplateNode[]): string =>
      nodes
        .map((node) => {
          if (node.kind === "text") return counted(node.text, run);
          current = node.source;
          return counted(writeNode(node, run, write), run);
        })
        .join("");
    return { ok: true, value: write(parsed.nodes), unresolved: run.unresolved };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const expression = current.length > 120 ? `${current.slice(0, 120)}…` : current;
    return { ok: false, problem: { kind: error.kind, expression, detail: error.message } };
  }
}

function counted(text: string, run: Run): string {
  run.length += text.length;
  if (run.length > maxText) throw new TemplateError("unsupported", "a text that is too long");
  return text;
}

function writeNode(
  node: Exclude<TemplateNode, { kind: "text" }>,
  run: Run,
  write: (nodes: readonly TemplateNode[]) => string,
): string {
  try {
    if (node.kind === "print") return print(evaluate(node.pipeline, run));
    const branch = node.branches.find(({ condition }) => !isEmpty(evaluate(condition, run)));
    return write(branch?.body ?? node.otherwise);
  } catch (error) {
    if (!(error instanceof OpenValue)) throw error;
    run.unresolved.push(node.source);
    return node.source;
  }
}

function evaluate(pipeline: Pipeline, run: Run): Value {
  let piped: readonly Value[] = [];
  let value: Value;
  for (const command of pipeline) {
    value = evaluateCommand(command, piped, run);
    piped = [value];
  }
  return value;
}

function evaluateCommand({ operands }: Command, piped: readonly Value[], run: Run): Value {
  const [first, ...others] = operands;
  if (first?.kind === "function") {
    const call = Object.hasOwn(functions, first.name) ? functions[first.name] : undefined;
    if (call === undefined) throw new TemplateError("unsupported", `the function \`${first.name}\``);
    return call([...others.map((operand) => evaluateOperand(operand, run)), ...piped]);
  }
  if (first === undefined || others.length > 0 || piped.length > 0)
    throw new TemplateError("failed", "gives arguments to something that is no function");
  return evaluateOperand(first, run);
}

function evaluateOperand(operand: Operand, run: Run): Value {
  switch (operand.kind) {
    case "constant":
      return operand.value;
    case "field":
      return field(run.context.params, operand.path, run);
    case "group":
      return field(evaluate(operand.pipeline, run), operand.path, run);
    case "function":
      return evaluateCommand({ operands: [operand] }, [], run);
  }
}

function field(root: Value, path: readonly string[], run: Run): Value {
  let found: Value = root;
  path.forEach((name, index) => {
    if (isMapping(found) && Object.hasOwn(found, name)) {
      found = found[name];
      return;
    }
    if (run.context.open) throw new OpenValue();
    const isMissing = found === undefined || found === null;
    if (isMissing) throw new TemplateError("failed", `asks for \`${name}\` of nothing`);
    if (!isMapping(found))
      throw new TemplateError("failed", `asks for \`${name}\` of something that is no map`);
    if (run.context.missingFails)
      throw new TemplateError("failed", `has no value for \`${path.slice(0, index + 1).join(".")}\``);
    found = undefined;
  });
  return found;
}
