/**
 * Filters of a rule or of one backend: which go together, how often, and that a filter's field is the one of its type.
 */
import { below, invalid, type Violation } from "../violation.ts";
import { checkReference } from "./backends.ts";
import { checkCors } from "./cors.ts";
import type { FilterShape, PathModifierShape, RouteShape } from "./shapes.ts";

const fieldOfType = new Map([
  ["RequestHeaderModifier", "requestHeaderModifier"],
  ["ResponseHeaderModifier", "responseHeaderModifier"],
  ["RequestMirror", "requestMirror"],
  ["RequestRedirect", "requestRedirect"],
  ["URLRewrite", "urlRewrite"],
  ["ExtensionRef", "extensionRef"],
  ["CORS", "cors"],
  ["ExternalAuth", "externalAuth"],
]);

/** RequestMirror and ExtensionRef may repeat. */
const atMostOnce = [
  "RequestHeaderModifier",
  "ResponseHeaderModifier",
  "RequestRedirect",
  "URLRewrite",
  "CORS",
];

export function checkFilters(spec: RouteShape): readonly Violation[] {
  return filterLists(spec).flatMap(({ field, filters }) => [
    ...checkTogether(filters, field),
    ...filters.flatMap((filter, index) => checkFilter(filter, below(field, index))),
  ]);
}

/** Every list of filters in a route, with its field. */
export function filterLists(
  spec: RouteShape,
): readonly { readonly field: string; readonly filters: readonly FilterShape[] }[] {
  return spec.rules.flatMap((rule, index) => [
    { field: `spec.rules[${index}].filters`, filters: rule.filters ?? [] },
    ...(rule.backendRefs ?? []).map((backend, at) => ({
      field: `spec.rules[${index}].backendRefs[${at}].filters`,
      filters: backend.filters ?? [],
    })),
  ]);
}

function checkTogether(filters: readonly FilterShape[], field: string): readonly Violation[] {
  const types = filters.map(({ type }) => type);
  const found = atMostOnce
    .filter((type) => types.filter((other) => other === type).length > 1)
    .map((type) => invalid(field, `must have ${type} at most once`));
  if (types.includes("RequestRedirect") && types.includes("URLRewrite")) {
    found.push(invalid(field, "must not have RequestRedirect and URLRewrite together"));
  }
  return found;
}

function checkFilter(filter: FilterShape, field: string): readonly Violation[] {
  const found: Violation[] = [];
  for (const [type, name] of fieldOfType) {
    const isThere = Object.hasOwn(filter, name);
    if (isThere && type !== filter.type) {
      found.push(invalid(below(field, name), `must be absent: the filter's type is ${filter.type}`));
    }
    if (!isThere && type === filter.type) {
      found.push(invalid(below(field, name), `is required: the filter's type is ${type}`));
    }
  }
  const { requestRedirect, urlRewrite, requestMirror, cors } = filter;
  if (requestRedirect?.path)
    found.push(...checkPathModifier(requestRedirect.path, `${field}.requestRedirect.path`));
  if (urlRewrite?.path) found.push(...checkPathModifier(urlRewrite.path, `${field}.urlRewrite.path`));
  if (requestMirror) found.push(...checkMirror(requestMirror, `${field}.requestMirror`));
  if (cors) found.push(...checkCors(cors, `${field}.cors`));
  return found;
}

function checkPathModifier(modifier: PathModifierShape, field: string): readonly Violation[] {
  const found: Violation[] = [];
  for (const [type, name] of [
    ["ReplaceFullPath", "replaceFullPath"],
    ["ReplacePrefixMatch", "replacePrefixMatch"],
  ] as const) {
    const isThere = modifier[name] !== undefined;
    if (isThere && modifier.type !== type) {
      found.push(invalid(below(field, name), `must be absent: the type is ${modifier.type}`));
    }
    if (!isThere && modifier.type === type)
      found.push(invalid(below(field, name), `is required: the type is ${type}`));
  }
  return found;
}

function checkMirror(mirror: NonNullable<FilterShape["requestMirror"]>, field: string): readonly Violation[] {
  const { backendRef, percent, fraction } = mirror;
  const found = [...checkReference(backendRef, `${field}.backendRef`)];
  if (percent !== undefined && fraction !== undefined) {
    found.push(invalid(field, "must not have percent and fraction together"));
  }
  if (fraction !== undefined && fraction.numerator > fraction.denominator) {
    found.push(invalid(`${field}.fraction`, "numerator must be at most the denominator"));
  }
  return found;
}
