/**
 * A rule that redirects has no backends, and a rule that replaces a prefix has exactly one match, of type PathPrefix:
 * otherwise it would not be clear which prefix is replaced.
 */
import { invalid, type Violation } from "../violation.ts";
import type { FilterShape, RouteShape, RuleShape } from "./shapes.ts";

export function checkRedirects(spec: RouteShape): readonly Violation[] {
  return spec.rules.flatMap((rule, index) => {
    const field = `spec.rules[${index}]`;
    const redirects = (rule.filters ?? []).some(({ requestRedirect }) => requestRedirect !== undefined);
    return [
      ...(redirects && (rule.backendRefs ?? []).length > 0
        ? [invalid(field, "must not have RequestRedirect and backendRefs together")]
        : []),
      ...(replacesPrefix(rule) && !hasOnePrefixMatch(rule)
        ? [
            invalid(
              field,
              "must have exactly one match, of type PathPrefix, because a filter replaces the prefix",
            ),
          ]
        : []),
    ];
  });
}

function hasOnePrefixMatch({ matches }: RuleShape): boolean {
  return matches.length === 1 && matches[0]?.path.type === "PathPrefix";
}

/**
 * As the API's own rules have it, which look for exactly one such filter in a list, and for exactly one backend that has
 * one: two backends that both replace the prefix are not refused.
 */
function replacesPrefix(rule: RuleShape): boolean {
  return (["requestRedirect", "urlRewrite"] as const).some((name) => {
    const inList = (filters: readonly FilterShape[] = []) =>
      filters.filter((filter) => isPrefixReplacement(filter, name)).length === 1;
    return (
      inList(rule.filters) || (rule.backendRefs ?? []).filter(({ filters }) => inList(filters)).length === 1
    );
  });
}

function isPrefixReplacement(filter: FilterShape, name: "requestRedirect" | "urlRewrite"): boolean {
  const path = filter[name]?.path;
  return path?.type === "ReplacePrefixMatch" && path.replacePrefixMatch !== undefined;
}
