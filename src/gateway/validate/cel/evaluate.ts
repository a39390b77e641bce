/**
 * Evaluates a parsed expression. Every node costs a step and the steps are limited, so that no rule of a foreign schema
 * can run for ever; the API server limits cost as well.
 */

import { comprehensions, evaluateComprehension } from "./comprehensions.ts";
import { callFunction, callMethod } from "./functions.ts";
import { celArithmetic, celIn } from "./operators.ts";
import type { CelNode } from "./parse.ts";
import {
  CelError,
  CelOptional,
  CelType,
  CelUnsupported,
  type CelValue,
  celCompare,
  celEquals,
  isCelList,
  isCelMap,
} from "./value.ts";

export type Scope = ReadonlyMap<string, CelValue>;

export interface Evaluation {
  /** Pays for work; throws CelUnsupported when nothing is left. */
  pay(steps: number): void;
}

const maxSteps = 500_000;
const typeNames = new Set([
  "int",
  "uint",
  "double",
  "string",
  "bool",
  "list",
  "map",
  "null_type",
  "type",
  "bytes",
]);

export function evaluateCel(node: CelNode, scope: Scope): CelValue {
  let left = maxSteps;
  const evaluation: Evaluation = {
    pay: (steps) => {
      left -= steps;
      if (left < 0) throw new CelUnsupported("the rule takes too many steps");
    },
  };
  return run(node, scope, evaluation);
}

function run(node: CelNode, scope: Scope, evaluation: Evaluation): CelValue {
  evaluation.pay(1);
  const inner = (part: CelNode) => run(part, scope, evaluation);
  switch (node.op) {
    case "value":
      return literal(node.args);
    case "id":
      return variable(node.args, scope);
    case ".":
      return select(inner(node.args[0]), node.args[1]);
    case ".?":
      return optionalSelect(inner(node.args[0]), node.args[1]);
    case "[]":
      return index(inner(node.args[0]), inner(node.args[1]));
    case "[?]":
      return optionalSelect(inner(node.args[0]), inner(node.args[1]));
    case "list":
      return node.args.map(inner);
    case "map":
      return new Map(node.args.map(([key, value]) => [mapKey(inner(key)), inner(value)]));
    case "?:":
      return truth(inner(node.args[0])) ? inner(node.args[1]) : inner(node.args[2]);
    case "||":
      return shortcut(true, node.args, inner);
    case "&&":
      return shortcut(false, node.args, inner);
    case "!_":
      return !truth(inner(node.args));
    case "-_":
      return celArithmetic("-", 0n, inner(node.args), evaluation);
    case "==":
      evaluation.pay(1);
      return celEquals(inner(node.args[0]), inner(node.args[1]));
    case "!=":
      return !celEquals(inner(node.args[0]), inner(node.args[1]));
    case "in":
      return celIn(inner(node.args[0]), inner(node.args[1]), evaluation);
    case "<":
      return order(inner(node.args[0]), inner(node.args[1])) < 0;
    case "<=":
      return order(inner(node.args[0]), inner(node.args[1])) <= 0;
    case ">":
      return order(inner(node.args[0]), inner(node.args[1])) > 0;
    case ">=":
      return order(inner(node.args[0]), inner(node.args[1])) >= 0;
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return celArithmetic(node.op, inner(node.args[0]), inner(node.args[1]), evaluation);
    case "call":
      return call(node.args[0], node.args[1], scope, evaluation);
    case "rcall":
      return receiverCall(node.args[0], node.args[1], node.args[2], scope, evaluation);
  }
}

function call(name: string, args: readonly CelNode[], scope: Scope, evaluation: Evaluation): CelValue {
  if (name === "has") return has(args, scope, evaluation);
  return callFunction(
    name,
    args.map((arg) => run(arg, scope, evaluation)),
    evaluation,
  );
}

function receiverCall(
  name: string,
  receiver: CelNode,
  args: readonly CelNode[],
  scope: Scope,
  evaluation: Evaluation,
): CelValue {
  if (receiver.op === "id" && receiver.args === "cel" && name === "bind")
    return bind(args, scope, evaluation);
  if (receiver.op === "id" && receiver.args === "optional" && !scope.has("optional")) {
    return callFunction(
      `optional.${name}`,
      args.map((arg) => run(arg, scope, evaluation)),
      evaluation,
    );
  }
  if (comprehensions.has(name) && args[0]?.op === "id") {
    const range = run(receiver, scope, evaluation);
    return evaluateComprehension(name, range, args, (body, variables) =>
      run(body, new Map([...scope, ...variables]), evaluation),
    );
  }
  const values = args.map((arg) => run(arg, scope, evaluation));
  return callMethod(name, run(receiver, scope, evaluation), values, evaluation);
}

/** True when the last field of the path is there; everything before it must exist. */
function has(args: readonly CelNode[], scope: Scope, evaluation: Evaluation): boolean {
  const [path] = args;
  if (path?.op === ".?")
    return optionalSelect(run(path.args[0], scope, evaluation), path.args[1]).value !== undefined;
  if (path?.op !== ".") throw new CelUnsupported("has() wants a field");
  const owner = run(path.args[0], scope, evaluation);
  if (owner instanceof CelOptional) return optionalSelect(owner, path.args[1]).value !== undefined;
  if (!isCelMap(owner)) throw new CelError(`no field ${path.args[1]}`);
  return owner.has(path.args[1]);
}

function bind(args: readonly CelNode[], scope: Scope, evaluation: Evaluation): CelValue {
  const [name, value, body] = args;
  if (name?.op !== "id" || value === undefined || body === undefined) throw new CelUnsupported("cel.bind()");
  return run(body, new Map([...scope, [name.args, run(value, scope, evaluation)]]), evaluation);
}

function literal(value: unknown): CelValue {
  if (value === null) return null;
  switch (typeof value) {
    case "string":
    case "number":
    case "bigint":
    case "boolean":
      return value;
    default:
      throw new CelUnsupported("unsigned integers and bytes");
  }
}

function variable(name: string, scope: Scope): CelValue {
  const value = scope.get(name);
  if (value !== undefined) return value;
  if (typeNames.has(name)) return new CelType(name);
  throw new CelUnsupported(`the name ${name}`);
}

function select(owner: CelValue, name: string): CelValue {
  if (owner instanceof CelOptional) return optionalSelect(owner, name);
  const value = isCelMap(owner) ? owner.get(name) : undefined;
  if (value === undefined) throw new CelError(`no such key: ${name}`);
  return value;
}

function index(owner: CelValue, key: CelValue): CelValue {
  if (owner instanceof CelOptional) return optionalSelect(owner, key);
  const value = lookUp(owner, key);
  if (value === undefined) throw new CelError("no such index or key");
  return value;
}

function optionalSelect(owner: CelValue, key: CelValue): CelOptional {
  const held = owner instanceof CelOptional ? owner.value : owner;
  return new CelOptional(held === undefined ? undefined : lookUp(held, key));
}

function lookUp(owner: CelValue, key: CelValue): CelValue | undefined {
  if (isCelList(owner) && (typeof key === "bigint" || typeof key === "number")) {
    const position = Number(key);
    return position < 0 ? undefined : owner[position];
  }
  if (isCelMap(owner) && typeof key === "string") return owner.get(key);
  return undefined;
}

function mapKey(key: CelValue): string {
  if (typeof key === "string") return key;
  throw new CelUnsupported("map keys other than strings");
}

function truth(value: CelValue): boolean {
  if (typeof value !== "boolean") throw new CelError("a condition is not a bool");
  return value;
}

function order(a: CelValue, b: CelValue): number {
  const compared = celCompare(a, b);
  if (compared === undefined) throw new CelError("the two have no order");
  return compared;
}

/** `||` is true and `&&` is false as soon as one side says so, even when the other side is an error. */
function shortcut(
  decisive: boolean,
  [left, right]: readonly [CelNode, CelNode],
  inner: (node: CelNode) => CelValue,
): boolean {
  let problem: CelError | undefined;
  for (const side of [left, right]) {
    try {
      if (truth(inner(side)) === decisive) return decisive;
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      problem ??= error;
    }
  }
  if (problem !== undefined) throw problem;
  return !decisive;
}
