/** Names of rules are unique in a route: enforced in the experimental channel, and from 1.7 on in the standard one. */
import { invalid, type Violation } from "../violation.ts";
import { type Declared, isAtLeast, type RouteShape } from "./shapes.ts";

export function checkRuleNames(spec: RouteShape, { gatewayApi, channel }: Declared): readonly Violation[] {
  if (channel === "standard" && !isAtLeast(gatewayApi, 1, 7)) return [];
  const names = spec.rules.map(({ name }) => name);
  return names.flatMap((name, index) =>
    name !== undefined && names.indexOf(name) < index
      ? [invalid(`spec.rules[${index}].name`, "must differ from the names of the other rules")]
      : [],
  );
}
