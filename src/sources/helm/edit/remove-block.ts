/**
 * Takes the Ingress out of a release's values after the routes have taken over: switched off, or deleted as text. Deleting only counts
 * as off where the chart's own default is off; the caller renders again and sees.
 */
import { diagnose, type Outcome, outcome } from "../../../diagnostics/diagnostic.ts";
import type { TextEdit } from "../../../model/edits.ts";
import { insertMapKey } from "../../../yaml/insert-key.ts";
import { removeListEntry } from "../../../yaml/remove-entry.ts";
import { removeMapKey } from "../../../yaml/remove-key.ts";
import { setScalar } from "../../../yaml/set-scalar.ts";
import type { IngressBlock } from "../blocks/block.ts";
import { untouchable, type ValuesText } from "./untouchable.ts";

export interface BlockRemoval {
  readonly values: ValuesText;
  /** Key path relative to `values.base`. */
  readonly block: IngressBlock;
  /** `removal.values` of the configuration. */
  readonly how: "disable" | "delete";
  /** True when the chart leaves the ingress off without the block; undefined: not known, then the block stays and is switched off. */
  readonly isOffByDefault: boolean | undefined;
}

export function removeBlock(request: BlockRemoval): Outcome<readonly TextEdit[] | undefined> {
  const refusal = untouchable(request.values);
  if (refusal !== undefined) return outcome(undefined, [refusal]);
  if (request.how === "delete" && request.isOffByDefault === true) return deleteBlock(request);
  return disableBlock(request);
}

function disableBlock({ values, block }: BlockRemoval): Outcome<readonly TextEdit[] | undefined> {
  const { file, document } = values;
  const path = [...values.base, ...block.keyPath];
  const because = "switches the ingress off";
  if (block.enabled === false) return outcome([]);
  if (typeof block.keyPath.at(-1) === "number")
    return deleteBlock({ values, block, how: "delete", isOffByDefault: true });
  if (typeof block.enabled === "object") {
    const key = [...block.keyPath, "enabled"].join(".");
    const problem = `is \`${block.enabled.text}\`, which another tool decides`;
    return outcome(undefined, [
      diagnose(
        "helm-values-shape",
        { key, problem },
        { at: file.documents[document]?.place([...path, "enabled"]) },
      ),
    ]);
  }
  if (block.enabled === true)
    return setScalar(file, { document, path: [...path, "enabled"], value: false, because });
  return insertMapKey(file, {
    document,
    map: path,
    key: "enabled",
    value: false,
    position: "first",
    because,
  });
}

/** An item of a list goes as an entry, a key with its lines. */
function deleteBlock({ values, block }: BlockRemoval): Outcome<readonly TextEdit[] | undefined> {
  const { file, document } = values;
  const path = [...values.base, ...block.keyPath];
  const last = path.at(-1);
  const because = "takes the ingress out";
  if (typeof last === "number")
    return removeListEntry(file, { document, list: path.slice(0, -1), entry: last, because });
  return removeMapKey(file, { document, map: path.slice(0, -1), key: String(last ?? ""), because });
}
