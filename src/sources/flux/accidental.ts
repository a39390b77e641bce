/**
 * Guards text of ours: it may hold the substitutions its source holds, and no others. Nginx writes `${1}` and `$$` where Flux would
 * replace them without a word.
 */
import { hasSubstitution } from "./substitute.ts";

/** The first `${…}` or `$$` of `written` that `source` does not hold; undefined when there is none. */
export function accidentalSubstitution(written: string, source: string): string | undefined {
  if (!hasSubstitution(written)) return undefined;
  for (let at = written.indexOf("$"); at >= 0; at = written.indexOf("$", at + 1)) {
    if (written[at + 1] === "$") {
      const run = /^\$+\{?/.exec(written.slice(at))?.[0] ?? "$$";
      if (!source.includes(run)) return expressionAt(written, at);
      // An odd dollar before the brace is left over by the escapes and opens an expression.
      const opens = run.endsWith("{") && run.length % 2 === 0;
      at += run.length - (opens ? 3 : 1);
      continue;
    }
    if (written[at + 1] !== "{") continue;
    const expression = expressionAt(written, at);
    if (!source.includes(expression)) return expression;
  }
  return undefined;
}

/** Up to the brace that closes it, nested ones counted; a broken one up to its line end. */
function expressionAt(text: string, at: number): string {
  let depth = 0;
  for (let end = at; end < text.length && text[end] !== "\n"; end += 1) {
    if (text[end] === "{") depth += 1;
    if (text[end] !== "}") continue;
    depth -= 1;
    if (depth <= 0) return text.slice(at, end + 1);
  }
  const line = text.slice(at).split("\n", 1)[0] ?? "";
  return line.length > 120 ? line.slice(0, 120) : line;
}
