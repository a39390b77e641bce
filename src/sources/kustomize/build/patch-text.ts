/**
 * The text of a patch, which says itself what it is: partial objects are a strategic merge, a list of operations is a JSON patch
 * (api/internal/builtins/PatchTransformer.go 5.7.1).
 */
import type { RepoPath } from "../../../model/brands.ts";
import type { Json } from "../../../model/kube.ts";
import { Problem } from "./failure.ts";
import { type ParsedYaml, parseYaml } from "./files.ts";
import { type Operation, readOperations } from "./json-patch.ts";
import { treeOf } from "./plain-scalars.ts";
import { type ReadObject, readObjects } from "./resource.ts";
import { fromJson, type Tree } from "./tree.ts";

export interface PatchBody {
  readonly objects: readonly ReadObject[];
  /** undefined when the text is no JSON patch. */
  readonly operations: readonly Operation[] | undefined;
  readonly operationsTree: Tree;
}

/** Throws a Problem when the text is neither or both. */
export function readPatchBody(file: ParsedYaml): PatchBody {
  const { yaml } = file;
  const read = readObjects(file);
  const tree = operationsTreeOf(file);
  const operations = tree instanceof Problem ? tree : readOperations(tree);
  const isPatch = !(operations instanceof Problem);
  if ("problem" in read) {
    if (isPatch) return { objects: [], operations, operationsTree: tree as Tree }; // no Problem: checked just now
    throw new Problem(
      yaml.text.trimStart().startsWith("-") || yaml.text.trimStart().startsWith("[")
        ? operations.message
        : `as an object, ${read.problem}`,
    );
  }
  if (read.length > 0 && isPatch && operations.length > 0)
    throw new Problem("it is a partial object and a JSON patch at once");
  return {
    objects: read,
    operations: isPatch ? operations : undefined,
    operationsTree: tree instanceof Problem ? [] : tree,
  };
}

/** A list of operations alone, as `patchesJson6902` wants it. */
export function readJsonPatch(file: ParsedYaml): {
  readonly operations: readonly Operation[];
  readonly tree: Tree;
} {
  const tree = operationsTreeOf(file);
  if (tree instanceof Problem) throw tree;
  const operations = readOperations(tree);
  if (operations instanceof Problem) throw operations;
  return { operations, tree };
}

/** A patch that is written in the kustomization itself. */
export function inlineFile(kustomization: RepoPath, text: string): ParsedYaml {
  return parseYaml(kustomization, text);
}

/** Text that begins with `[` has to be JSON; other text is YAML, of which the first document counts. */
function operationsTreeOf({ yaml, diagnostics }: ParsedYaml): Tree | Problem {
  if (yaml.text === "") return new Problem("it is empty");
  if (yaml.text.startsWith("[")) {
    // The YAML reader measured the nesting; a JSON parser of its own would not.
    if (yaml.documents.length === 0) return new Problem("it is too large or nested too deeply");
    try {
      return fromJson(JSON.parse(yaml.text) as Json); // JSON.parse makes nothing else
    } catch {
      return new Problem("a patch that begins with `[` has to be JSON");
    }
  }
  const document = yaml.documents[0];
  if (diagnostics.length > 0) return new Problem("it is no YAML");
  return document === undefined ? null : treeOf(document, yaml.text, "config");
}
