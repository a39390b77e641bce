/**
 * Which objects a patch's `target` selects: regular expressions for the whole of group, version, kind, name and namespace, where name and
 * namespace may be those of the beginning or those of now (api/resmap/reswrangler.go Select 5.7.1).
 */
import { compilePattern } from "../../../pattern/compile.ts";
import { matchesWhole } from "../../../pattern/match.ts";
import { Problem } from "./failure.ts";
import { currentId, metadataTexts, originalId } from "./identity.ts";
import type { Selector } from "./kustomization-fields.ts";
import { readLabelSelector } from "./label-selector.ts";
import type { Branch } from "./tree.ts";

export type ObjectTest = (root: Branch) => boolean;

/** Throws a Problem when an expression cannot be used. */
export function readSelector(selector: Selector): ObjectTest {
  const group = pattern(selector.group);
  const version = pattern(selector.version);
  const kind = pattern(selector.kind);
  const name = pattern(selector.name);
  const namespace = pattern(selector.namespace);
  const labels = readLabelSelector(selector.labelSelector ?? "");
  const annotations = readLabelSelector(selector.annotationSelector ?? "");
  return (root) => {
    const current = currentId(root);
    if (!kind(current.kind) || !group(current.group) || !version(current.version)) return false;
    const original = originalId(root);
    return (
      (namespace(original.namespace) || namespace(current.namespace)) &&
      (name(original.name) || name(current.name)) &&
      labels(metadataTexts(root, "labels")) &&
      annotations(metadataTexts(root, "annotations"))
    );
  };
}

function pattern(source: string | undefined): (text: string) => boolean {
  if (source === undefined || source === "") return () => true;
  if (/^[A-Za-z0-9-]+$/.test(source)) return (text) => text === source;
  const compiled = compilePattern(source, { ignoreCase: false, dialect: "re2" });
  if (!compiled.ok)
    throw new Problem(`the pattern \`${source}\` cannot be used (${compiled.problem.detail})`);
  const known = new Map<string, boolean>();
  return (text) => {
    // The matcher's memory grows with the text; names of objects are at most 253 characters.
    if (text.length > 1000) throw new Problem("a name is longer than any Kubernetes name");
    const answer = known.get(text) ?? matchesWhole(compiled.pattern, text);
    known.set(text, answer);
    return answer;
  };
}
