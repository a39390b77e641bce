/**
 * Repository text is written by anyone: control characters in it could move a terminal's cursor or hide a line.
 */

/** Replaces control characters other than newline and tab by U+FFFD. */
export function withoutControls(text: string): string {
  let clean = "";
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isControl =
      (code < 0x20 && character !== "\n" && character !== "\t") || (code >= 0x7f && code <= 0x9f);
    clean += isControl ? "\uFFFD" : character;
  }
  return clean;
}
