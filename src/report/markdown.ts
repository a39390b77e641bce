/**
 * GitHub Markdown from text that anybody may have written. Names, hosts and reasons come from repositories and comments: nothing in
 * them may become a link, a mention, HTML, or a marker of ours.
 */

/** Text as prose: shown as it is, never interpreted. Line breaks become spaces. */
export function prose(text: string): string {
  return escaped(oneLine(text));
}

function escaped(line: string): string {
  return line
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/#(?=\d)/g, "#&#8203;")
    .replace(/[\\`*_[\]~|]/g, "\\$&")
    .replace(/@/g, "@&#8203;")
    .replace(/:\/\//g, ":&#8203;//")
    .replace(/\bwww\./gi, (found) => `${found.slice(0, 3)}&#8203;.`);
}

/** Text as inline code, whatever backticks it holds. */
export function code(text: string): string {
  const line = oneLine(text);
  if (line === "") return "`` ``";
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** A sentence of ours that quotes things in backticks: the quotes stay code, the rest is prose. */
export function sentence(text: string): string {
  const parts = oneLine(text).split("`");
  if (parts.length % 2 === 0) return prose(text);
  return parts.map((part, index) => (index % 2 === 1 ? code(part) : escaped(part))).join("");
}

/** A link; the address is one of ours or of the host, the label is code. */
export function link(label: string, address: string): string {
  return `[${code(label)}](${address.replace(/[()\s<>]/g, percentEncoded)})`;
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

/** A folded block. */
export function folded(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;
}

export function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

/** "1 Ingress", "2 Ingresses". */
export function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** A pipe would end the cell, also inside code: GFM spec 4.10. Already escaped ones stay. */
function cell(text: string): string {
  return text.replace(/\\?\|/g, "\\|");
}

function oneLine(text: string): string {
  let line = "";
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    line += point < 0x20 || (point >= 0x7f && point <= 0x9f) || isDirectionMark(point) ? " " : character;
  }
  return line.replace(/ {2,}/g, " ").trim();
}

/** Marks that turn the reading direction can make text look like other text. */
function isDirectionMark(point: number): boolean {
  return (
    (point >= 0x202a && point <= 0x202e) ||
    (point >= 0x2066 && point <= 0x2069) ||
    point === 0x2028 ||
    point === 0x2029
  );
}
