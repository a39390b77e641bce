/**
 * How the controller reads single values: Go's booleans and integers, strings trimmed line by line. "yes", "on" and "60s" are
 * not valid and leave the default in force. Source: internal/ingress/annotations/parser/main.go, v1.15.1.
 */

const truths: ReadonlySet<string> = new Set(["1", "t", "T", "TRUE", "true", "True"]);
const falsehoods: ReadonlySet<string> = new Set(["0", "f", "F", "FALSE", "false", "False"]);

/** strconv.ParseBool: no trimming, no other spellings. */
export function parseGoBoolean(text: string): boolean | undefined {
  if (truths.has(text)) return true;
  return falsehoods.has(text) ? false : undefined;
}

/** strconv.Atoi: a sign and decimal digits. Values beyond 32 bits count as refused: nginx could not use them. */
export function parseGoInteger(text: string): number | undefined {
  if (text.length > 12 || !/^[+-]?\d+$/.test(text)) return undefined;
  const value = Number(text);
  return Math.abs(value) > 2_147_483_647 ? undefined : value;
}

/** Every line without the white space around it. */
export function trimLines(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trim())
    .join("\n");
}
