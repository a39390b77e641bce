/** Replaces one scalar, in the quotes it stands in. Text that an alias shares is refused. */
import { isScalar } from "yaml";
import { type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import type { TextEdit } from "../model/edits.ts";
import type { KeyPath, YamlFile } from "./file.ts";
import { findMap, findPair, isEmptyValue, sharedProblem } from "./find-map.ts";
import { flowToken, rangeOf } from "./nodes.ts";
import { refuse } from "./refusal.ts";
import { printScalar, quoted } from "./scalar.ts";
import { aliasTargetsOf } from "./value.ts";

export interface ScalarChange {
  readonly document: number;
  /** The last segment is a key of a map. */
  readonly path: KeyPath;
  readonly value: string | number | boolean;
  readonly because: string;
}

/** Edits; none when the value is there already; undefined with a diagnostic when the shape is not edited. */
export function setScalar(file: YamlFile, request: ScalarChange): Outcome<readonly TextEdit[] | undefined> {
  const name = request.path.join(".");
  const manual = `Set \`${name}\` to \`${request.value}\` by hand.`;
  const document = file.documents[request.document];
  const key = request.path.at(-1);
  if (document === undefined || key === undefined) {
    return refuse(file, { shape: `it has no \`${name}\``, manual, offset: 0 });
  }
  const found = findMap(document, request.path.slice(0, -1), manual);
  if (found.kind === "refused") return refuse(file, found.refusal);
  const targets = aliasTargetsOf(document.parsed.contents);
  const pair = found.kind === "map" ? findPair(found.map, String(key), targets) : undefined;
  if (found.kind !== "map" || pair === undefined) {
    return refuse(file, { shape: `it has no \`${name}\``, manual, offset: 0 });
  }
  const inFlow = flowToken(found.map) !== undefined;
  const fresh = printValue(file, request.value, inFlow);
  const node = pair.value;
  if (isEmptyValue(node)) {
    const empty = pair.value === null ? undefined : rangeOf(pair.value);
    if (empty !== undefined && empty.end > empty.start) {
      return outcome([{ start: empty.start, end: empty.end, text: fresh, because: request.because }]);
    }
    const token = found.map.srcToken;
    const items = token?.type === "block-map" || token?.type === "flow-collection" ? token.items : [];
    const item = items.find((candidate) => candidate.key?.offset === rangeOf(pair.key).start);
    const colon = item?.sep?.find((part) => part.type === "map-value-ind")?.offset;
    if (colon === undefined)
      return refuse(file, { shape: `\`${name}\` has no value`, manual, offset: rangeOf(pair.key).start });
    return outcome([{ start: colon + 1, end: colon + 1, text: ` ${fresh}`, because: request.because }]);
  }
  const problem = sharedProblem(node, new Set(targets.values()));
  const offset = rangeOf(node).start;
  if (problem !== undefined) return refuse(file, { shape: problem, manual, offset });
  if (!isScalar(node)) return refuse(file, { shape: `\`${name}\` is no single value`, manual, offset });
  if (node.value === request.value) return outcome([]);
  if (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED") {
    return refuse(file, { shape: `\`${name}\` is a block of text`, manual, offset });
  }
  const { end } = rangeOf(node);
  const isQuoted = node.type === "QUOTE_SINGLE" || node.type === "QUOTE_DOUBLE";
  const text =
    typeof request.value === "string" && isQuoted && file.style.format === "yaml"
      ? quoted(request.value, node.type === "QUOTE_SINGLE" ? "'" : '"')
      : fresh;
  return outcome([{ start: offset, end, text, because: request.because }]);
}

function printValue(file: YamlFile, value: string | number | boolean, inFlow: boolean): string {
  if (typeof value !== "string" || file.style.format === "json") return JSON.stringify(value);
  return printScalar(value, { quote: file.style.quote, inFlow });
}
