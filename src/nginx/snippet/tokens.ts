/**
 * Text of an nginx configuration as words, ends and braces. Quoting follows nginx's own reader (ngx_conf_read_token): quotes only
 * open a word at its start, a backslash removes the meaning of quotes and of itself, "#" begins a comment at the start of a word.
 */

export type Token =
  | { readonly is: "word"; readonly text: string }
  | { readonly is: "end" | "open" | "close" };

export type Tokens = { readonly tokens: readonly Token[] } | { readonly problem: string };

const maxLength = 16_384;

export function readTokens(text: string): Tokens {
  if (text.length > maxLength) return { problem: `it is longer than ${maxLength} characters` };
  const tokens: Token[] = [];
  let index = 0;
  while (index < text.length) {
    const char = text[index] ?? "";
    if (/\s/.test(char)) index += 1;
    else if (char === "#") index = lineEnd(text, index);
    else if (char === ";" || char === "{" || char === "}") {
      tokens.push({ is: char === ";" ? "end" : char === "{" ? "open" : "close" });
      index += 1;
    } else {
      const word = char === '"' || char === "'" ? quoted(text, index) : bare(text, index);
      if (word === undefined) return { problem: "a quote is not closed" };
      tokens.push({ is: "word", text: word.text });
      index = word.next;
    }
  }
  return { tokens };
}

interface Word {
  readonly text: string;
  readonly next: number;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end + 1;
}

function quoted(text: string, from: number): Word | undefined {
  const quote = text[from];
  let out = "";
  for (let index = from + 1; index < text.length; index += 1) {
    const char = text[index] ?? "";
    if (char === quote) return { text: out, next: index + 1 };
    if (char !== "\\") {
      out += char;
      continue;
    }
    const [kept, skipped] = escaped(text[index + 1] ?? "");
    out += kept;
    index += skipped;
  }
  return undefined;
}

/** Until white space, ";" or a brace; `${name}` keeps its braces. */
function bare(text: string, from: number): Word {
  let out = "";
  let index = from;
  while (index < text.length) {
    const char = text[index] ?? "";
    if (char === "$" && text[index + 1] === "{") {
      const end = text.indexOf("}", index);
      const stop = end < 0 ? text.length : end + 1;
      out += text.slice(index, stop);
      index = stop;
    } else if (/[\s;{}]/.test(char)) {
      break;
    } else if (char === "\\") {
      const [kept, skipped] = escaped(text[index + 1] ?? "");
      out += kept;
      index += 1 + skipped;
    } else {
      out += char;
      index += 1;
    }
  }
  return { text: out, next: index };
}

const controls: Readonly<Record<string, string>> = { t: "\t", r: "\r", n: "\n" };

/** What a backslash and the next character stand for, and how many characters to skip after the backslash. */
function escaped(next: string): readonly [kept: string, skipped: number] {
  if (next === '"' || next === "'" || next === "\\") return [next, 1];
  const control = Object.hasOwn(controls, next) ? controls[next] : undefined;
  return control === undefined ? [`\\${next}`, next === "" ? 0 : 1] : [control, 1];
}
