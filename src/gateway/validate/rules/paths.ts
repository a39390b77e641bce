/**
 * Paths of Exact and PathPrefix matches. RegularExpression values are free of these rules.
 */
import { invalid, type Violation } from "../violation.ts";
import type { RouteShape } from "./shapes.ts";

const forbidden = ["//", "/./", "/../", "%2f", "%2F", "#"] as const;
const forbiddenEnds = ["/..", "/."] as const;
/** Unreserved, sub-delimiters, ":", "@" and "/" of RFC 3986, or an escape. */
const allowed = /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$/;

export function checkPaths(spec: RouteShape): readonly Violation[] {
  return spec.rules.flatMap(({ matches }, rule) =>
    matches.flatMap(({ path }, match) => {
      if (path.type === "RegularExpression") return [];
      const field = `spec.rules[${rule}].matches[${match}].path.value`;
      return problemsOf(path.value).map((problem) => invalid(field, problem));
    }),
  );
}

function problemsOf(value: string): readonly string[] {
  return [
    ...(value.startsWith("/") ? [] : ["must begin with /"]),
    ...forbidden.filter((part) => value.includes(part)).map((part) => `must not contain ${part}`),
    ...forbiddenEnds.filter((part) => value.endsWith(part)).map((part) => `must not end with ${part}`),
    ...(allowed.test(value) ? [] : ["must have only characters of a URL path, others escaped as %hh"]),
  ];
}
