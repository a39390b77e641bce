/**
 * Brings PCRE and RE2 spelling to the ECMAScript grammar, and refuses what that grammar would read with another meaning.
 */
import type { PatternProblem } from "./program.ts";

export type Prepared =
  | { readonly text: string; readonly ignoreCase: boolean; readonly dotAll: boolean }
  | { readonly problem: PatternProblem };

/** Takes leading inline flags off and refuses what the ECMAScript grammar would read with another meaning. */
export function prepare(source: string): Prepared {
  const flags = /^\(\?([ismU]+)\)/.exec(source);
  const letters = flags?.[1] ?? "";
  if (letters.includes("m") || letters.includes("U")) return unsupported(`flags (?${letters})`);
  const body = source.slice(flags?.[0].length ?? 0);
  let text = "";
  let inClass = false;
  for (let at = 0; at < body.length; at += 1) {
    const char = body.charAt(at);
    if (char === "\\") {
      const escaped = escapeOf(body.charAt(at + 1), inClass);
      if (escaped === undefined) return unsupported(`\\${body.charAt(at + 1)}`);
      text += escaped;
      at += 1;
      continue;
    }
    if (inClass) {
      if (char === "[" && /^\[[:.=]/.test(body.slice(at))) return unsupported("a POSIX class");
      if (char === "[") text += "\\";
      if (char === "]") inClass = false;
    } else if (char === "[") {
      inClass = true;
      if (/^\[\^?\]/.test(body.slice(at))) return unsupported("a class that begins with ]");
    } else if (char === "(" && body.charAt(at + 1) === "?") {
      const group = /^\(\?(?::|=|!|<=|<!|P?<([A-Za-z_]\w*)>)/.exec(body.slice(at));
      if (group === null) return unsupported(body.slice(at, at + 4));
      text += group[1] === undefined ? group[0] : "(";
      at += group[0].length - 1;
      continue;
    } else if ("*+?}".includes(char) && body.charAt(at + 1) === "+") {
      return unsupported(`${char}+`);
    }
    text += char;
  }
  return { text, ignoreCase: letters.includes("i"), dotAll: letters.includes("s") };
}

/** The ECMAScript spelling of an escape, or undefined when it means something else in PCRE or RE2. */
function escapeOf(letter: string, inClass: boolean): string | undefined {
  if (letter === "") return "\\";
  if (!/[A-Za-z0-9]/.test(letter)) return `\\${letter}`;
  if ("dDwWsStnrfv".includes(letter)) return `\\${letter}`;
  if (!inClass && (letter === "b" || letter === "B")) return `\\${letter}`;
  if (!inClass && letter === "A") return "^";
  if (!inClass && (letter === "z" || letter === "Z")) return "$";
  return undefined;
}

function unsupported(detail: string): { readonly problem: PatternProblem } {
  return { problem: { kind: "unsupported", detail } };
}
