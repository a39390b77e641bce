/** Counts that no single field shows, or that changed between releases. */
import { invalid, type Violation } from "../violation.ts";
import { type Declared, isAtLeast, type RouteShape } from "./shapes.ts";

/** Over all rules of a route. */
const maxMatches = 128;

export function checkRouteLimits(spec: RouteShape, { gatewayApi }: Declared): readonly Violation[] {
  const found: Violation[] = [];
  const total = spec.rules.reduce((sum, { matches }) => sum + matches.length, 0);
  if (total > maxMatches) {
    found.push(
      invalid("spec.rules", `must have at most ${maxMatches} matches over all rules (has ${total})`),
    );
  }
  if (spec.rules.length === 0 && isAtLeast(gatewayApi, 1, 5)) {
    found.push(invalid("spec.rules", "must have at least 1 items since Gateway API 1.5"));
  }
  if (isAtLeast(gatewayApi, 1, 2)) return found;
  for (const [index, { matches }] of spec.rules.entries()) {
    if (matches.length > 8) {
      found.push(invalid(`spec.rules[${index}].matches`, "must have at most 8 items before Gateway API 1.2"));
    }
  }
  return found;
}
