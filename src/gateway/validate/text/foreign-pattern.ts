/**
 * Patterns of foreign schemas, read as the API server's engine (RE2) reads them and matched without backtracking: a
 * pattern out of somebody's repository must not be able to stop the program.
 */
import { compilePattern } from "../../../pattern/compile.ts";
import { searchPattern } from "../../../pattern/match.ts";

export interface ForeignPattern {
  /** True when the pattern matches somewhere in the text. */
  test(text: string): boolean;
}

/** The pattern ready to match, or a sentence that says why it cannot be used. */
export function readPattern(source: string): ForeignPattern | string {
  // Upstream writes the flag behind "^"; elsewhere than in front it would hold for the rest only, which is the same here.
  const ignoreCase = source.startsWith("^(?i)");
  const plain = writeHexEscapesOut(ignoreCase ? `^${source.slice("^(?i)".length)}` : source);
  const result = compilePattern(plain, { ignoreCase, dialect: "re2" });
  if (!result.ok) return `the pattern is ${result.problem.kind} here: ${result.problem.detail}`;
  const { pattern } = result;
  return { test: (text) => searchPattern(pattern, text) !== undefined };
}

/** "\x60" as the character itself, escaped where it could mean something. */
function writeHexEscapesOut(source: string): string {
  return source.replace(/\\(?:x([0-9a-fA-F]{2})|[\s\S])/g, (written, digits: string | undefined) => {
    if (digits === undefined) return written;
    const character = String.fromCharCode(Number.parseInt(digits, 16));
    return /[A-Za-z0-9]/.test(character) ? character : `\\${character}`;
  });
}
