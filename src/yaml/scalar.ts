/**
 * One string as YAML text, quoted only where some parser would otherwise read something else. The judge is the strictest
 * of YAML 1.1 and 1.2: Flux, Argo CD and kubectl use go-yaml, which takes 1.1 forms such as `yes`, `0o7`, `1_000` or dates.
 */

export interface ScalarStyle {
  readonly quote: '"' | "'";
  /** Inside `[...]` or `{...}`, where commas and brackets end a plain scalar. */
  readonly inFlow: boolean;
}

export function printScalar(text: string, style: ScalarStyle): string {
  if (isPlainSafe(text, style.inFlow)) return text;
  return quoted(text, style.quote);
}

/** Quoted whether needed or not; double quotes when the text needs escapes. */
export function quoted(text: string, quote: '"' | "'"): string {
  if (quote === "'" && !needsEscape.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return JSON.stringify(text).replace(escapedInJson, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** Control characters, line breaks of any Unicode kind, byte order marks, lone surrogates, no-break space. */
const needsEscape = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\u00A0\u2028\u2029]/u;
/** What JSON.stringify leaves as it is although a YAML parser may not take it: one UTF-16 unit each. */
const escapedInJson = /[\u007F-\u00A0\u00AD\u2028\u2029\uFEFF\uFFFE\uFFFF]/g;

/** Starts with a letter, digit or one of a few signs; a conservative subset of what YAML allows. */
const plainShape = /^[\p{L}\p{N}_./$(+-][\p{L}\p{N}_./$()+\-=~@%^;:,?!*&#|<>'"\\[\]{} ]*$/u;
const flowSigns = /[,[\]{}]/;
/** Words some YAML 1.1 parser reads as a boolean or null. */
const typedWord = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
/** Anything made of the signs of numbers, dates and sexagesimals, or a number with an exponent or a base. */
const numberLike = /^[-+.]?[0-9][0-9_.,:eE+-]*(?:[TtZ ][0-9:.Zz+\- ]*)?$/;
const basedNumber = /^[-+]?0[xXoObB][0-9a-fA-F_]*$/;
const dotted = /^[-+]?\.(?:inf|nan|[0-9_.eE+-]*)$/i;

/** `E0` and `.e5`: the yaml package takes them for floats in version 1.1. */
const bareExponent = /^[-+]?(?:\.[0-9_]*)?[eE][-+]?[0-9]+$/;

function isPlainSafe(text: string, inFlow: boolean): boolean {
  if (!plainShape.test(text) || text.endsWith(" ") || text.endsWith(":")) return false;
  if (text.includes(": ") || text.includes(" #")) return false;
  if (inFlow && (flowSigns.test(text) || text.includes(":"))) return false;
  if (/^[-.]{3}(?: |$)/.test(text) || /^-(?: |$)/.test(text)) return false;
  if (typedWord.test(text) || basedNumber.test(text) || dotted.test(text)) return false;
  return !numberLike.test(text) && !bareExponent.test(text);
}
