/** Text we would add that another tool would replace: `${…}` for Flux, `{{ }}` for Helm, unless the ingress values hold it too. */
import type { Json } from "../../../model/kube.ts";
import { isMapping } from "../../objects/parse.ts";

/** The first such text; undefined when there is none. `carried` are texts that stand in the block already. */
export function accidentalText(value: Json, carried: readonly string[]): string | undefined {
  for (const text of stringsIn(value)) {
    if (!text.includes("${") && !text.includes("{{")) continue;
    if (!carried.includes(text)) return text;
  }
  return undefined;
}

function stringsIn(value: Json): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  return isMapping(value) ? Object.entries(value).flatMap(([key, inner]) => [key, ...stringsIn(inner)]) : [];
}
