/**
 * Where content ends in the text. Ranges of parsed collections run over trailing comments and blank lines, so ends are taken
 * from the tokens: the last character of the last thing that is neither space nor comment.
 */
import type { CST } from "yaml";

/** End of a token's own content; undefined when it has none. A block scalar ends after its last line end. */
export function contentEnd(token: CST.Token | null | undefined): number | undefined {
  if (!token) return undefined;
  switch (token.type) {
    case "scalar":
    case "alias":
    case "single-quoted-scalar":
    case "double-quoted-scalar":
      return token.offset + token.source.length;
    case "block-scalar": {
      const header = token.props.at(-1);
      const bodyStart =
        header !== undefined && "source" in header ? header.offset + header.source.length : token.offset;
      return bodyStart + token.source.length;
    }
    case "flow-collection": {
      const close = token.end.find((part) => part.type === "flow-map-end" || part.type === "flow-seq-end");
      return close === undefined ? undefined : close.offset + close.source.length;
    }
    case "block-map":
    case "block-seq":
      return lastDefined(token.items.map(itemEnd));
    default:
      return undefined;
  }
}

/** End of an item of a collection: of its value, else of its separator, key or dash. */
export function itemEnd(item: CST.CollectionItem): number | undefined {
  return (
    contentEnd(item.value) ??
    lastDefined((item.sep ?? []).map(markEnd)) ??
    contentEnd(item.key) ??
    lastDefined(item.start.map(markEnd))
  );
}

/** Offset of the first thing of an item of a flow collection: anchor, tag, key or value. */
export function flowItemStart(item: CST.CollectionItem): number | undefined {
  const props = item.start.find((part) => part.type !== "comma" && markEnd(part) !== undefined);
  return props?.offset ?? item.key?.offset ?? item.value?.offset;
}

/** End of a token that means something: not white space, not a comment. */
function markEnd(part: CST.SourceToken): number | undefined {
  if (part.type === "space" || part.type === "newline" || part.type === "comment") return undefined;
  return part.offset + part.source.length;
}

function lastDefined(ends: readonly (number | undefined)[]): number | undefined {
  return ends.findLast((end) => end !== undefined);
}
