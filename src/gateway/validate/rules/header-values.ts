/**
 * The experimental channel limits header values to printable ASCII with single blanks or tabs inside (1.5 and 1.6); the
 * standard channel has no such rule.
 */
import { invalid, type Violation } from "../violation.ts";
import { filterLists } from "./filters.ts";
import { type Declared, type HeaderShape, isAtLeast, type RouteShape } from "./shapes.ts";

export function checkHeaderValues(spec: RouteShape, { gatewayApi, channel }: Declared): readonly Violation[] {
  if (channel !== "experimental" || !isAtLeast(gatewayApi, 1, 5)) return [];
  return headerLists(spec).flatMap(({ field, headers }) =>
    headers.flatMap(({ value }, index) =>
      isPlain(value)
        ? []
        : [invalid(`${field}[${index}].value`, "must be printable ASCII with single blanks inside")],
    ),
  );
}

function isPlain(value: string): boolean {
  return /^[\t -~]+$/.test(value) && value.split(/[\t ]/).every((word) => word !== "");
}

function headerLists(
  spec: RouteShape,
): readonly { readonly field: string; readonly headers: readonly HeaderShape[] }[] {
  const inMatches = spec.rules.flatMap(({ matches }, rule) =>
    matches.map(({ headers = [] }, match) => ({
      field: `spec.rules[${rule}].matches[${match}].headers`,
      headers,
    })),
  );
  const inFilters = filterLists(spec).flatMap(({ field, filters }) =>
    filters.flatMap((filter, index) =>
      (["requestHeaderModifier", "responseHeaderModifier"] as const).flatMap((name) =>
        (["set", "add"] as const).map((list) => ({
          field: `${field}[${index}].${name}.${list}`,
          headers: filter[name]?.[list] ?? [],
        })),
      ),
    ),
  );
  return [...inMatches, ...inFilters];
}
