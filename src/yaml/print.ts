/**
 * Fresh text of ours in a neighbour's style. Keys keep their order, long strings are never folded, strings of several
 * lines are quoted (a block scalar would depend on the final newline of the file) unless the style asks for blocks.
 */
import type { Json } from "../model/kube.ts";
import type { YamlStyle } from "./file.ts";
import { InvariantError } from "./invariant.ts";
import { printFlow } from "./print-flow.ts";
import { printScalar } from "./scalar.ts";

/** One document without separator; ends with the style's line end. */
export function printYaml(value: Json, style: YamlStyle): string {
  const lines =
    style.format === "json"
      ? JSON.stringify(value, undefined, style.jsonIndent).split("\n")
      : printNode(value, typeof value === "string" ? { ...style, blocks: false } : style);
  return lines.map((line) => line + style.eol).join("");
}

/** Longer keys need the explicit `? key` form: YAML limits implicit keys to 1,024 characters. */
const longestImplicitKey = 1000;

function printNode(value: Json, style: YamlStyle): readonly string[] {
  if (isList(value)) return value.length === 0 ? ["[]"] : value.flatMap((item) => printItem(item, style));
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    return entries.length === 0 ? ["{}"] : entries.flatMap(([key, inner]) => printPair(key, inner, style));
  }
  const isBlock = typeof value === "string" && style.blocks === true && isPlainBlock(value);
  // below a key or a dash, which indent it
  return isBlock ? ["|-", ...value.split("\n")] : [printAtom(value, style)];
}

/** A list, or several lines, that `|-` gives back as it is: no blank line last, nothing that would have to be escaped. */
function isPlainBlock(text: string): boolean {
  if (!text.includes("\n") && !text.startsWith("- ")) return false;
  return (
    /^[!-~][ -~]*(?:\n[ -~]*)*$/.test(text) && !/\n[ ]*$/.test(text) && !/(?:^|\n)(?:---|\.\.\.)/.test(text)
  );
}

function printItem(item: Json, style: YamlStyle): readonly string[] {
  return prefixed("- ", "  ", printNode(item, style));
}

function printPair(key: string, value: Json, style: YamlStyle): readonly string[] {
  const printedKey = printScalar(key, { quote: style.quote, inFlow: false });
  const isLong = printedKey.length > longestImplicitKey;
  const head = isLong ? [`? ${printedKey}`] : [];
  const opening = isLong ? ":" : `${printedKey}:`;
  const isFlow = style.flowKeys?.includes(key) === true && isFilledCollection(value);
  if (isFlow && !isLong) return [`${opening} ${printFlow(value, style)}`];
  const lines = printNode(value, style);
  if (!isFilledCollection(value))
    return [
      ...head,
      `${opening} ${lines[0] ?? ""}`,
      ...lines.slice(1).map((line) => " ".repeat(style.indent) + line),
    ];
  const isIndentless = isList(value) && style.indentless && !isLong;
  const indent = isIndentless ? "" : " ".repeat(style.indent);
  return [...head, opening, ...lines.map((line) => indent + line)];
}

function prefixed(first: string, rest: string, lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => (index === 0 ? first : rest) + line);
}

function printAtom(value: Json, style: YamlStyle): string {
  switch (typeof value) {
    case "string":
      return printScalar(value, { quote: style.quote, inFlow: false });
    case "number":
      return printNumber(value);
    case "boolean":
      return String(value);
    default:
      return "null";
  }
}

/** With a dot before an exponent: YAML 1.1 reads `1e+21` as a string. */
function printNumber(value: number): string {
  if (!Number.isFinite(value)) throw new InvariantError("JSON data holds no infinite number");
  const text = JSON.stringify(value);
  return text.includes("e") && !text.includes(".") ? text.replace("e", ".0e") : text;
}

function isFilledCollection(value: Json): boolean {
  if (isList(value)) return value.length > 0;
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

/** Array.isArray does not narrow readonly arrays. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
