/**
 * `$patch` in a strategic merge patch: `delete`, `replace` or `merge`, as a key of a map or as an item of its own in a list
 * (kyaml/yaml/merge2/smpdirective.go 5.7.1). Reading a directive takes it out of the patch.
 */
import { Problem } from "./failure.ts";
import { type Branch, isBranch, type Tree, textOf } from "./tree.ts";

export type Directive = "merge" | "replace" | "delete";

const key = "$patch";

/** An unknown word is ignored where there is nothing to merge with, else refused. */
export function takeMapDirective(patch: Branch, isLenient: boolean): Directive {
  const written = patch.get(key);
  if (written === undefined) return "merge";
  const directive = directiveOf(textOf(written));
  if (directive === undefined && isLenient) return "merge";
  if (directive === undefined) throw new Problem(`\`$patch: ${textOf(written)}\` is not known`);
  patch.delete(key);
  return directive;
}

/** Only an item that holds nothing but the directive speaks for its list. */
export function takeListDirective(patch: Tree[]): Directive {
  const item = patch.find((candidate) => isBranch(candidate) && candidate.has(key));
  if (!isBranch(item) || item.size > 1) return "merge";
  const word = textOf(item.get(key));
  const directive = directiveOf(word);
  if (directive === undefined) throw new Problem(`\`$patch: ${word}\` is not known`);
  const kept = patch.filter(
    (candidate) => !(isBranch(candidate) && textOf(candidate.get(key)) === word && candidate.has(key)),
  );
  patch.splice(
    0,
    patch.length,
    ...kept.filter((candidate) => !(isBranch(candidate) && candidate.size === 0)),
  );
  return directive;
}

function directiveOf(word: string): Directive | undefined {
  return word === "merge" || word === "replace" || word === "delete" ? word : undefined;
}
