/**
 * What rules of kgateway refer to beside policies that guard: DirectResponse, which answers by itself, and a TrafficPolicy that only
 * rewrites the path (api/v1alpha1/kgateway, state of 2026-07).
 */
import { compilePattern } from "../../pattern/compile.ts";
import type { Filter } from "./filter.ts";
import { type Fields, fieldsOf, numberOf, textOf } from "./json.ts";
import { re2Parts } from "./replacement.ts";

/** undefined: it holds something this model does not know. */
export function readDirectResponse({ status, ...others }: Fields): readonly Filter[] | undefined {
  const code = numberOf(status);
  const isPlain = Object.keys(others).every((field) => field === "body" || field === "bodyFormat");
  return code === undefined || !isPlain ? undefined : [{ kind: "answer", status: code }];
}

/** undefined: it does something else as well, or attaches to something by itself. */
export function readUrlRewrite({ urlRewrite, ...others }: Fields): readonly Filter[] | undefined {
  const { pathRegex, ...further } = fieldsOf(urlRewrite);
  const { pattern, substitution } = fieldsOf(pathRegex);
  const text = textOf(pattern);
  if (text === undefined || Object.keys(others).length + Object.keys(further).length > 0) return undefined;
  const compiled = compilePattern(text, { ignoreCase: false, dialect: "re2" });
  if (!compiled.ok) return undefined;
  return [{ kind: "regex-rewrite", pattern: compiled.pattern, parts: re2Parts(textOf(substitution) ?? "") }];
}
