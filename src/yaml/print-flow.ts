/** Fresh text of ours inside `{...}` or `[...]` of a person: one line, quoted only where a parser needs it. */
import type { Json } from "../model/kube.ts";
import type { YamlStyle } from "./file.ts";
import { InvariantError } from "./invariant.ts";
import { printScalar } from "./scalar.ts";

export function printFlow(value: Json, style: YamlStyle): string {
  if (style.format === "json") return JSON.stringify(value);
  if (typeof value === "string") return printScalar(value, { quote: style.quote, inFlow: true });
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new InvariantError("JSON data holds no infinite number");
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item: Json) => printFlow(item, style)).join(", ")}]`;
  return `{${Object.entries(value)
    .map(([key, inner]) => `${printFlow(key, style)}: ${printFlow(inner, style)}`)
    .join(", ")}}`;
}
