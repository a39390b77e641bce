/**
 * The `resources` of a kustomization: a new file enters beside the Ingress's file, a deleted one leaves. Entries are compared
 * by the path they lead to, and written as the neighbour is written (`./`, `../../prod/`, quotes).
 */

import { type Diagnostic, diagnose, type Outcome, outcome, type Where } from "../diagnostics/diagnostic.ts";
import { baseNameOf, directoryOf, type RepoPath, resolveRepoPath } from "../model/brands.ts";
import type { TextEdit } from "../model/edits.ts";
import type { Json } from "../model/kube.ts";
import { isMapping } from "../sources/objects/parse.ts";
import { confirmChange } from "../yaml/confirm.ts";
import type { YamlDocument, YamlFile } from "../yaml/file.ts";
import { insertListEntry } from "../yaml/insert-entry.ts";
import { readYamlFile } from "../yaml/read.ts";
import { removeListEntry } from "../yaml/remove-entry.ts";
import { applyEdits } from "../yaml/splice.ts";
import { type Drafts, isNewFile, withText } from "./drafts.ts";
import { readEditable, templateMark } from "./guard.ts";
import { fieldOf, listOf } from "./objects.ts";

/** Lists `fresh` right after `neighbour` (same directory), or last. No change when it is listed already. */
export function listBeside(
  drafts: Drafts,
  listing: RepoPath,
  neighbour: RepoPath | "end",
  fresh: RepoPath,
  where: Where,
): Outcome<Drafts | undefined> {
  const opened = openListing(drafts, listing, where);
  if ("code" in opened) return outcome(undefined, [opened]);
  const { file, document, entries } = opened;
  const paths = entries.map((entry) => pathOf(listing, entry));
  if (paths.includes(fresh)) return outcome(drafts);
  const found = neighbour === "end" ? entries.length - 1 : paths.indexOf(neighbour);
  const spelled = neighbour === "end" ? "" : entries[found];
  if (spelled === undefined) {
    return outcome(undefined, [diagnose("rewrite-entry-missing", { path: neighbour, listing }, where)]);
  }
  const entry = spelled.slice(0, spelled.lastIndexOf("/") + 1) + baseNameOf(fresh);
  // Routes of several Ingresses of one file stay in the order they are written.
  let after = found;
  for (let next = paths[after + 1]; next !== undefined && isNewFile(drafts, next); next = paths[after + 1])
    after += 1;
  const because = "lists the new route";
  const edits = insertListEntry(file, {
    document: document.index,
    list: ["resources"],
    entry,
    after: after < 0 ? undefined : after,
    because,
  });
  if (edits.value === undefined) return outcome(undefined, located(edits.diagnostics, where));
  const text = applyEdits(file.text, edits.value);
  const index = entriesOf(readYamlFile(listing, text).value, document.index).indexOf(entry);
  const list = index < 0 ? entries : entries.toSpliced(index, 0, entry);
  return settle(drafts, file, document, list, edits.value, where, because);
}

/** Takes every entry out that leads to `gone`. */
export function unlist(
  drafts: Drafts,
  listing: RepoPath,
  gone: RepoPath,
  where: Where,
): Outcome<Drafts | undefined> {
  let current = drafts;
  // Each round takes out one entry, so the number of entries bounds the rounds.
  for (;;) {
    const opened = openListing(current, listing, where);
    if ("code" in opened) return outcome(undefined, [opened]);
    const { file, document, entries } = opened;
    const index = entries.findIndex((entry) => pathOf(listing, entry) === gone);
    if (index < 0) return outcome(current);
    const because = "no longer lists the removed file";
    const edits = removeListEntry(file, {
      document: document.index,
      list: ["resources"],
      entry: index,
      because,
    });
    if (edits.value === undefined) return outcome(undefined, located(edits.diagnostics, where));
    const settled = settle(current, file, document, entries.toSpliced(index, 1), edits.value, where, because);
    if (settled.value === undefined) return settled;
    current = settled.value;
  }
}

/** Paths that the `resources` of a kustomization text lead to; entries that are no paths are left out. */
export function listedPaths(listing: RepoPath, text: string): readonly RepoPath[] {
  const { value: file } = readYamlFile(listing, text);
  return file.documents.flatMap((document) =>
    entriesOf(file, document.index).flatMap((entry) => pathOf(listing, entry) ?? []),
  );
}

interface OpenListing {
  readonly file: YamlFile;
  readonly document: YamlDocument;
  readonly entries: readonly string[];
}

function openListing(drafts: Drafts, listing: RepoPath, where: Where): OpenListing | Diagnostic {
  const guarded = readEditable(drafts, listing, where);
  if (!guarded.ok) return guarded.diagnostic;
  const { file } = guarded;
  const mark = templateMark(file.text);
  if (mark !== undefined) return diagnose("rewrite-file-templated", { path: listing, mark }, where);
  const document = file.documents.find(
    (candidate) => candidate.value !== null && candidate.value !== undefined,
  );
  if (document === undefined) return diagnose("rewrite-file-unreadable", { path: listing }, where);
  return { file, document, entries: entriesOf(file, document.index) };
}

function entriesOf(file: YamlFile, document: number): readonly string[] {
  return listOf(fieldOf(file.documents[document]?.value, "resources")).map((entry) =>
    typeof entry === "string" ? entry : JSON.stringify(entry),
  );
}

function pathOf(listing: RepoPath, entry: string): RepoPath | undefined {
  return entry.includes("://") ? undefined : resolveRepoPath(directoryOf(listing), entry);
}

function settle(
  drafts: Drafts,
  file: YamlFile,
  document: YamlDocument,
  list: readonly string[],
  edits: readonly TextEdit[],
  where: Where,
  because: string,
): Outcome<Drafts | undefined> {
  const text = applyEdits(file.text, edits);
  const expected = file.documents.map(
    (candidate): Json =>
      candidate === document ? withResources(candidate.value, list) : (candidate.value ?? null),
  );
  const confirmed = confirmChange(file.path, file.text, text, expected, edits);
  if (!confirmed.value) return outcome(undefined, located(confirmed.diagnostics, where));
  return outcome(withText(drafts, file.path, text, because));
}

function withResources(value: Json | undefined, resources: readonly string[]): Json {
  if (!isMapping(value)) return { resources };
  return { ...value, resources };
}

/** Diagnostics of the text editor speak of a file; here they also stop an Ingress. */
export function located(diagnostics: readonly Diagnostic[], where: Where): readonly Diagnostic[] {
  return diagnostics.map((diagnostic) => ({ ...diagnostic, ingress: where.ingress }));
}
