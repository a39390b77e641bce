/**
 * js-yaml holds to YAML 1.2 section 7.4, by which every line of a flow collection is indented deeper than the block around
 * it. go-yaml and most authors do not: `key: [` ... `]` with the bracket at the key's column is common. This gives such lines
 * more indentation, which means nothing inside a flow collection, so that the second parser can be asked at all.
 */
import { type CST, Parser } from "yaml";

export function indentFlowLines(text: string): string {
  const breaks: number[] = [];
  for (const token of new Parser().parse(text)) collect(token, false, breaks);
  breaks.sort((a, b) => a - b);
  let result = "";
  let at = 0;
  for (const offset of breaks) {
    result += `${text.slice(at, offset)}${padding}`;
    at = offset;
  }
  return result + text.slice(at);
}

/** Deeper than any block the reader accepts with usual indentation. */
const padding = " ".repeat(100);

/** Offsets after the line ends that stand between the brackets of a flow collection. */
function collect(token: CST.Token, inFlow: boolean, breaks: number[]): void {
  if (token.type === "document" && token.value !== undefined) collect(token.value, false, breaks);
  if (token.type === "block-map" || token.type === "block-seq" || token.type === "flow-collection") {
    const isFlow = token.type === "flow-collection";
    for (const item of token.items) {
      addBreaks(item.start, isFlow, breaks);
      if (item.key) collect(item.key, isFlow, breaks);
      addBreaks(item.sep, isFlow, breaks);
      if (item.value) collect(item.value, isFlow, breaks);
    }
    if (isFlow) addBreaks(token.end, inFlow, breaks);
    return;
  }
  if ("end" in token) addBreaks(token.end, inFlow, breaks);
}

function addBreaks(parts: readonly CST.SourceToken[] | undefined, inFlow: boolean, breaks: number[]): void {
  if (!inFlow) return;
  for (const part of parts ?? []) {
    if (part.type === "newline") breaks.push(part.offset + part.source.length);
  }
}
