/**
 * Expressions are parsed by @marcbachmann/cel-js and evaluated here. Its evaluator refuses `has(list[0].field)`, which
 * upstream's rules use, knows no step limit, and matches patterns with a backtracking engine.
 */
import { type ASTNode, Environment } from "@marcbachmann/cel-js";

export type CelNode = ASTNode;

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  enableOptionalTypes: true,
  limits: {
    maxAstNodes: 5000,
    maxDepth: 100,
    maxListElements: 500,
    maxMapEntries: 500,
    maxCallArguments: 16,
  },
});

/** Longest upstream rule: about 1600 characters. */
const maxExpressionLength = 10_000;

/** The expression as a tree, or undefined where it cannot be read. */
export function parseCel(expression: string): CelNode | undefined {
  if (expression.length > maxExpressionLength) return undefined;
  try {
    return environment.parse(expression).ast;
  } catch {
    return undefined;
  }
}
