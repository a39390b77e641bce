/**
 * all, exists, exists_one, filter and map over a list or the keys of a map, with one variable or (Kubernetes 1.33) two.
 */
import type { CelNode } from "./parse.ts";
import { CelError, CelUnsupported, type CelValue, isCelList, isCelMap } from "./value.ts";

export const comprehensions: ReadonlySet<string> = new Set([
  "all",
  "exists",
  "exists_one",
  "existsOne",
  "filter",
  "map",
]);

type Variables = readonly (readonly [string, CelValue])[];
type Run = (body: CelNode, variables: Variables) => CelValue;

export function evaluateComprehension(
  name: string,
  range: CelValue,
  args: readonly CelNode[],
  run: Run,
): CelValue {
  const { bodies, rounds } = roundsOf(name, range, args);
  const [first, second] = bodies;
  if (first === undefined) throw new CelUnsupported(`${name}() without a body`);
  switch (name) {
    case "all":
      return quantify(false, first, rounds, run);
    case "exists":
      return quantify(true, first, rounds, run);
    case "exists_one":
    case "existsOne":
      return rounds.filter((variables) => isTrue(run(first, variables))).length === 1;
    case "filter":
      return rounds.filter((variables) => isTrue(run(first, variables))).map(([item]) => item?.[1] ?? null);
    case "map":
      if (second === undefined) return rounds.map((variables) => run(first, variables));
      return rounds
        .filter((variables) => isTrue(run(first, variables)))
        .map((variables) => run(second, variables));
    default:
      throw new CelUnsupported(`${name}()`);
  }
}

/** One set of variables per item. Two leading names and a body is the form with two variables. */
function roundsOf(
  name: string,
  range: CelValue,
  args: readonly CelNode[],
): { readonly bodies: readonly CelNode[]; readonly rounds: readonly Variables[] } {
  const [one, two] = args;
  if (one?.op !== "id") throw new CelUnsupported(`${name}() without a variable`);
  const keys: readonly CelValue[] | undefined = isCelMap(range)
    ? [...range.keys()]
    : isCelList(range)
      ? range
      : undefined;
  if (keys === undefined) throw new CelError(`${name}() wants a list or a map`);

  const hasTwo = two?.op === "id" && args.length === 3 && name !== "map";
  if (!hasTwo) return { bodies: args.slice(1), rounds: keys.map((key) => [[one.args, key]]) };
  const pairs: readonly (readonly [CelValue, CelValue])[] = isCelMap(range)
    ? [...range.entries()]
    : keys.map((item, index) => [BigInt(index), item]);
  return {
    bodies: args.slice(2),
    rounds: pairs.map(([key, item]) => [
      [one.args, key],
      [two.args, item],
    ]),
  };
}

/** Like a chain of `||` or `&&`: a decisive item wins over an error elsewhere. */
function quantify(decisive: boolean, body: CelNode, rounds: readonly Variables[], run: Run): boolean {
  let problem: CelError | undefined;
  for (const variables of rounds) {
    try {
      if (isTrue(run(body, variables)) === decisive) return decisive;
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      problem ??= error;
    }
  }
  if (problem !== undefined) throw problem;
  return !decisive;
}

function isTrue(value: CelValue): boolean {
  if (typeof value !== "boolean") throw new CelError("a condition is not a bool");
  return value;
}
