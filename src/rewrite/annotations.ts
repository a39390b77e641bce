/**
 * Annotations of one object of a file: keys added and taken out, nothing else touched. A map that would be left empty goes with its key.
 */
import { type Outcome, outcome, type Where } from "../diagnostics/diagnostic.ts";
import type { RepoPath } from "../model/brands.ts";
import type { TextEdit } from "../model/edits.ts";
import type { Json } from "../model/kube.ts";
import { isMapping } from "../sources/objects/parse.ts";
import { confirmChange } from "../yaml/confirm.ts";
import type { KeyPath, YamlFile } from "../yaml/file.ts";
import { insertMapKey } from "../yaml/insert-key.ts";
import { removeMapKey } from "../yaml/remove-key.ts";
import { applyEdits } from "../yaml/splice.ts";
import { type Drafts, withText } from "./drafts.ts";
import { readEditable } from "./guard.ts";
import { located } from "./listing.ts";

export interface AnnotationSite {
  readonly path: RepoPath;
  readonly document: number;
  /** Of the object in the document: [] or ["items", n]. */
  readonly base: KeyPath;
}

export interface AnnotationChange {
  readonly add: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
  readonly because: string;
}

export function changeAnnotations(
  drafts: Drafts,
  site: AnnotationSite,
  { add, remove, because }: AnnotationChange,
  where: Where,
): Outcome<Drafts | undefined> {
  const map = [...site.base, "metadata", "annotations"];
  let current = drafts;
  for (const [key, value] of Object.entries(add)) {
    const step = oneEdit(current, site, where, because, {
      edits: (file) =>
        insertMapKey(file, { document: site.document, map, key, value, position: "last", because }),
      after: (annotations) => ({ ...annotations, [key]: value }),
    });
    if (step.value === undefined) return step;
    current = step.value;
  }
  for (const key of remove) {
    const step = oneEdit(current, site, where, because, {
      edits: (file) => {
        const isLast =
          Object.keys(annotationsIn(file.documents[site.document]?.value, site.base)).length === 1;
        const removal = isLast ? { map: [...site.base, "metadata"], key: "annotations" } : { map, key };
        return removeMapKey(file, { document: site.document, ...removal, because });
      },
      after: (annotations) => {
        const left = Object.entries(annotations).filter(([own]) => own !== key);
        return left.length === 0 ? undefined : Object.fromEntries(left);
      },
    });
    if (step.value === undefined) return step;
    current = step.value;
  }
  return outcome(current);
}

type Annotations = { readonly [key: string]: Json };

interface Step {
  edits(file: YamlFile): Outcome<readonly TextEdit[] | undefined>;
  /** undefined: no annotations are left. */
  after(annotations: Annotations): Annotations | undefined;
}

function oneEdit(
  drafts: Drafts,
  { path, document, base }: AnnotationSite,
  where: Where,
  because: string,
  step: Step,
): Outcome<Drafts | undefined> {
  const guarded = readEditable(drafts, path, where);
  if (!guarded.ok) return outcome(undefined, [guarded.diagnostic]);
  const { file } = guarded;
  const edits = step.edits(file);
  if (edits.value === undefined) return outcome(undefined, located(edits.diagnostics, where));
  const text = applyEdits(file.text, edits.value);
  const expected = file.documents.map(
    (one, index): Json =>
      index === document ? withAnnotations(one.value ?? null, base, step.after) : (one.value ?? null),
  );
  const confirmed = confirmChange(path, file.text, text, expected, edits.value);
  if (!confirmed.value) return outcome(undefined, located(confirmed.diagnostics, where));
  return outcome(withText(drafts, path, text, because));
}

function annotationsIn(value: Json | undefined, base: KeyPath): Annotations {
  let current: unknown = value;
  for (const key of [...base, "metadata", "annotations"]) current = fieldAt(current, key);
  return isMapping(current) ? current : {};
}

function fieldAt(value: unknown, key: string | number): unknown {
  if (Array.isArray(value)) return (value as readonly unknown[])[Number(key)]; // items of a parsed list
  return isMapping(value) ? value[key] : undefined;
}

function withAnnotations(value: Json, base: KeyPath, change: Step["after"]): Json {
  const [key, ...rest] = base;
  if (Array.isArray(value)) {
    return value.map((item: Json, index) => (index === key ? withAnnotations(item, rest, change) : item));
  }
  if (!isMapping(value)) return value;
  if (key !== undefined) return { ...value, [key]: withAnnotations(value[key] ?? null, rest, change) };
  const metadata = isMapping(value.metadata) ? value.metadata : {};
  const annotations = change(isMapping(metadata.annotations) ? metadata.annotations : {});
  const { annotations: _gone, ...others } = metadata;
  if (annotations === undefined) return { ...value, metadata: others };
  return { ...value, metadata: { ...metadata, annotations } };
}
