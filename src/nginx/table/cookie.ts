/**
 * What nginx takes for the value of a cookie, `$cookie_NAME`: names in any case, "," separates cookies too, spaces around "=" do not
 * count, and the first cookie of the name decides (nginx 1.27.1, src/http/ngx_http_parse.c ngx_http_parse_multi_header_lines;
 * tried on 1.22.1).
 */
import type { Automaton } from "../../pattern/automaton.ts";

/** undefined: the header holds no cookie of this name. */
export function cookieValue(header: string, name: string): string | undefined {
  const wanted = name.toLowerCase();
  let at = 0;
  while (at < header.length) {
    if (header.slice(at, at + wanted.length).toLowerCase() === wanted) {
      at = afterSpaces(header, at + wanted.length);
      // Whatever stands here instead of "=" is read over, a separator too.
      if (header.charAt(at) === "=") return upToEnd(header, afterSpaces(header, at + 1));
      at += 1;
    }
    while (at < header.length && !isSeparator(header.charAt(at))) at += 1;
    at = afterSpaces(header, at + 1);
  }
  return undefined;
}

function upToEnd(header: string, from: number): string {
  const end = header.indexOf(";", from);
  return header.slice(from, end < 0 ? header.length : end);
}

function afterSpaces(text: string, from: number): number {
  let at = from;
  while (text.charAt(at) === " ") at += 1;
  return at;
}

function isSeparator(char: string): boolean {
  return char === ";" || char === ",";
}

type Reading =
  | { readonly in: "name"; readonly read: number }
  | { readonly in: "after-name" | "skipped" | "after-separator" | "before-value" | "other-value" }
  | { readonly in: "value"; readonly read: string }
  | { readonly in: "decided"; readonly word: string };

/**
 * The same as an automaton over the header: its mark is 0, or 1 and up for the word the cookie's value is. So that a proof can cut
 * the space of all Cookie headers along it.
 */
export function cookieAutomaton(name: string, words: readonly string[]): Automaton {
  const wanted = name.toLowerCase();
  const states: Reading[] = [];
  const ids = new Map<string, number>();
  const idOf = (reading: Reading): number => {
    const key = JSON.stringify(reading);
    const known = ids.get(key) ?? states.push(reading) - 1;
    ids.set(key, known);
    return known;
  };
  idOf({ in: "name", read: 0 });

  const skip = (char: string): Reading => ({ in: isSeparator(char) ? "after-separator" : "skipped" });
  const inName = (read: number, char: string): Reading => {
    if (wanted.charAt(read) !== char.toLowerCase()) return skip(char);
    return read + 1 === wanted.length ? { in: "after-name" } : { in: "name", read: read + 1 };
  };
  const inValue = (read: string, char: string): Reading => {
    if (char === ";") return words.includes(read) ? { in: "decided", word: read } : { in: "other-value" };
    const more = read + char;
    return words.some((word) => word.startsWith(more)) ? { in: "value", read: more } : { in: "other-value" };
  };
  const step = (reading: Reading, char: string): Reading => {
    switch (reading.in) {
      case "name":
        return inName(reading.read, char);
      case "after-name":
        if (char === " ") return reading;
        return { in: char === "=" ? "before-value" : "skipped" };
      case "skipped":
        return skip(char);
      case "after-separator":
        return char === " " ? reading : inName(0, char);
      case "before-value":
        return char === " " ? reading : inValue("", char);
      case "value":
        return inValue(reading.read, char);
      case "other-value":
      case "decided":
        return reading;
    }
  };
  const chars = new Set(`${wanted}${wanted.toUpperCase()}${words.join("")} =;,`);
  return {
    ranges: [...chars].map((char) => [[char.charCodeAt(0), char.charCodeAt(0)]]),
    next(state, code) {
      const reading = states[state];
      return reading === undefined ? state : idOf(step(reading, String.fromCharCode(code)));
    },
    mark(state) {
      const reading = states[state];
      if (reading?.in === "decided") return words.indexOf(reading.word) + 1;
      return reading?.in === "value" ? words.indexOf(reading.read) + 1 : 0;
    },
  };
}
