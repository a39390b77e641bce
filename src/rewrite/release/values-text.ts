/**
 * The text of one layer of values: a map in a file, or YAML inside a string of one. Edits of either kind come back as drafts only
 * when two parsers read exactly the intended values afterwards.
 */
import {
  type Diagnostic,
  diagnose,
  type Outcome,
  outcome,
  type Where,
} from "../../diagnostics/diagnostic.ts";
import { baseNameOf, directoryOf, type RepoPath, resolveRepoPath } from "../../model/brands.ts";
import type { TextEdit } from "../../model/edits.ts";
import type { Json } from "../../model/kube.ts";
import type { ValuesSite } from "../../model/release.ts";
import type { ValuesText } from "../../sources/helm/edit/untouchable.ts";
import { valueAt } from "../../sources/helm/layers.ts";
import { confirmChange } from "../../yaml/confirm.ts";
import { type EmbeddedYaml, readEmbeddedYaml } from "../../yaml/embedded/read.ts";
import type { KeyPath, YamlFile } from "../../yaml/file.ts";
import { readYamlFile } from "../../yaml/read.ts";
import { applyEdits } from "../../yaml/splice.ts";
import { type Drafts, isTaken, textOf, withText } from "../drafts.ts";
import { generatedMark } from "../guard.ts";
import { located } from "../listing.ts";
import { changedAt } from "./json-change.ts";

export interface OpenValues {
  readonly site: ValuesSite;
  readonly file: YamlFile;
  /** As the editing of values wants it: of a string, the YAML inside. */
  readonly text: ValuesText;
  /** The values as written, `{{ }}` and `${}` included. */
  readonly written: Json;
  readonly embedded: EmbeddedYaml | undefined;
}

export type Opened =
  | { readonly ok: true; readonly values: OpenValues }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

export function openValues(drafts: Drafts, site: ValuesSite, where: Where): Opened {
  const { path, document, base } = site;
  const text = textOf(drafts, path);
  if (text === undefined)
    return { ok: false, diagnostic: diagnose("rewrite-file-unreadable", { path }, where) };
  const file = readYamlFile(path, text).value;
  const marks = { generatedMark: generatedMark(text), vendoredIn: vendoredIn(drafts, path) };
  if (site.form === "map") {
    const values = { file, document, base, ...marks };
    const written = valueAt(file.documents[document]?.value ?? {}, base) ?? {};
    return { ok: true, values: { site, file, text: values, written, embedded: undefined } };
  }
  const embedded = readEmbeddedYaml(file, document, base).value;
  if (embedded?.value === undefined || embedded.document === undefined) {
    return { ok: false, diagnostic: diagnose("rewrite-site-missing", { path }, where) };
  }
  const { inner = [] } = site;
  const values = { file: embedded.restored, document: embedded.document, base: inner, ...marks };
  const written = valueAt(embedded.value, inner) ?? {};
  return { ok: true, values: { site, file, text: values, written, embedded } };
}

/** What an edit makes of the values, as data. */
export type ValuesChange = (values: Json) => Json;

export function writeValues(
  drafts: Drafts,
  values: OpenValues,
  edits: readonly TextEdit[],
  change: ValuesChange,
  where: Where,
): Outcome<Drafts | undefined> {
  if (edits.length === 0) return outcome(drafts);
  const { file, site, embedded } = values;
  const because = [...new Set(edits.map((edit) => edit.because))].join("; ");
  if (embedded === undefined) {
    const after = applyEdits(file.text, edits);
    const expected = expectedDocuments(file, site.document, site.base, change);
    const confirmed = confirmChange(site.path, file.text, after, expected, edits);
    if (!confirmed.value) return outcome(undefined, located(confirmed.diagnostics, where));
    return outcome(withText(drafts, site.path, after, because));
  }
  const outer = embedded.outerEdits(edits);
  if (outer.value === undefined) return outcome(undefined, located(outer.diagnostics, where));
  const { inner } = embedded;
  const expected = expectedDocuments(inner, embedded.document ?? 0, site.inner ?? [], change);
  const within = confirmChange(site.path, inner.text, applyEdits(inner.text, edits), expected, edits);
  if (!within.value) return outcome(undefined, located(within.diagnostics, where));
  const after = applyEdits(file.text, outer.value);
  const string = valueAt(
    readYamlFile(site.path, after).value.documents[site.document]?.value ?? {},
    site.base,
  );
  const around = expectedDocuments(file, site.document, site.base, () => string ?? null);
  const confirmed = confirmChange(site.path, file.text, after, around, outer.value);
  if (!confirmed.value) return outcome(undefined, located(confirmed.diagnostics, where));
  return outcome(withText(drafts, site.path, after, because));
}

function expectedDocuments(
  file: YamlFile,
  document: number,
  base: KeyPath,
  change: ValuesChange,
): readonly Json[] {
  return file.documents.map(({ index, value = null }) =>
    index === document ? changedAt(value, base, (found) => change(found ?? {})) : value,
  );
}

/** Name of the chart when the file lies in a chart below another chart's `charts/`. */
export function vendoredIn(drafts: Drafts, path: RepoPath): string | undefined {
  for (let directory = directoryOf(path); directory !== ""; directory = directoryOf(directory)) {
    const holder = directoryOf(directory);
    if (baseNameOf(holder) !== "charts" || !hasChart(drafts, directory)) continue;
    if (hasChart(drafts, directoryOf(holder))) return baseNameOf(directory);
  }
  return undefined;
}

function hasChart(drafts: Drafts, directory: RepoPath): boolean {
  const chart = resolveRepoPath(directory, "Chart.yaml");
  return chart !== undefined && isTaken(drafts, chart);
}
