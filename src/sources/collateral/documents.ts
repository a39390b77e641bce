/**
 * The documents of a text as lines, without parsing: collateral is found in charts' templates and dashboards too, which no YAML reader takes.
 */

export interface TextDocument {
  /** First line of it, from 1. */
  readonly line: number;
  readonly lines: readonly string[];
  /** Value of a `kind:` at the left margin; undefined when it states none. */
  readonly kind: string | undefined;
  readonly apiVersion: string | undefined;
}

/** Longer lines are cut: a dashboard may be one line. */
const longest = 4000;

export function textDocuments(text: string): readonly TextDocument[] {
  const documents: TextDocument[] = [];
  let begin = 0;
  const lines = text.split("\n");
  const close = (end: number): void => {
    const own = lines.slice(begin, end).map((line) => line.slice(0, longest));
    if (own.some((line) => line.trim() !== "")) {
      documents.push({
        line: begin + 1,
        lines: own,
        kind: topValue(own, "kind"),
        apiVersion: topValue(own, "apiVersion"),
      });
    }
  };
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith("---")) continue;
    close(index);
    begin = index + 1;
  }
  close(lines.length);
  return documents;
}

function topValue(lines: readonly string[], key: string): string | undefined {
  const line = lines.find((one) => one.startsWith(`${key}:`));
  const value = line
    ?.slice(key.length + 1)
    .replace(/\s#.*$/, "")
    .trim()
    .replace(/^["']|["']$/g, "");
  return value === "" ? undefined : value;
}

/** The line (from 1) of the first that is no comment and holds the text, and what stands there. */
export function lineWith(
  document: TextDocument,
  holds: (line: string) => boolean,
): { readonly line: number; readonly text: string } | undefined {
  const index = document.lines.findIndex((line) => !line.trimStart().startsWith("#") && holds(line));
  const text = document.lines[index];
  return text === undefined ? undefined : { line: document.line + index, text };
}
