/** The words of one `{{ … }}` action of Go's text/template: fields, literals, names, signs. */
import { TemplateError } from "./problem.ts";

export type Token =
  | { readonly kind: "field"; readonly path: readonly string[] }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "name"; readonly value: string }
  | { readonly kind: "sign"; readonly value: "(" | ")" | "|" | "$" };

const patterns: readonly { readonly pattern: RegExp; token(match: string): Token | undefined }[] = [
  { pattern: /^\s+/, token: () => undefined },
  {
    pattern: /^(?:\.[\p{L}_][\p{L}\p{Nd}_]*)+/u,
    token: (text) => ({ kind: "field", path: text.slice(1).split(".") }),
  },
  { pattern: /^\.(?![\p{L}\p{Nd}_.])/u, token: () => ({ kind: "field", path: [] }) },
  { pattern: /^"(?:[^"\\\n]|\\.)*"/, token: (text) => ({ kind: "text", value: unquote(text) }) },
  { pattern: /^`[^`]*`/, token: (text) => ({ kind: "text", value: text.slice(1, -1) }) },
  {
    pattern: /^[+-]?\d+(?:\.\d+)?(?![\p{L}\p{Nd}_.])/u,
    token: (text) => ({ kind: "number", value: Number(text) }),
  },
  { pattern: /^[\p{L}_][\p{L}\p{Nd}_]*/u, token: (text) => ({ kind: "name", value: text }) },
  { pattern: /^\$(?![\p{L}\p{Nd}_])/u, token: () => ({ kind: "sign", value: "$" }) },
  { pattern: /^\(/, token: () => ({ kind: "sign", value: "(" }) },
  { pattern: /^\)/, token: () => ({ kind: "sign", value: ")" }) },
  { pattern: /^\|/, token: () => ({ kind: "sign", value: "|" }) },
];

export function lexAction(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let rest = text;
  while (rest !== "") {
    const found = patterns.find(({ pattern }) => pattern.test(rest));
    const match = found?.pattern.exec(rest)?.[0];
    if (found === undefined || match === undefined) throw unknownSign(rest);
    const token = found.token(match);
    if (token !== undefined) tokens.push(token);
    rest = rest.slice(match.length);
  }
  return tokens;
}

function unknownSign(rest: string): TemplateError {
  if (rest.startsWith("$")) return new TemplateError("unsupported", "a variable");
  if (/^:?=/.test(rest)) return new TemplateError("unsupported", "an assignment");
  return new TemplateError("unsupported", `\`${rest.slice(0, 20)}\``);
}

/** Go's escapes are those of JSON, and a few more that are refused. */
function unquote(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "string") return value;
  } catch {
    // told below
  }
  throw new TemplateError("unsupported", `the string ${text.slice(0, 40)}`);
}
