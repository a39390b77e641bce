/**
 * Writes twins of patches: entries of the same list directly below the patch of the Ingress, as text in the kustomization or as a file
 * beside the patch's file, whichever that patch is.
 */
import { diagnose, type Outcome, outcome, type Where } from "../../diagnostics/diagnostic.ts";
import { directoryOf, type RepoPath, resolveRepoPath } from "../../model/brands.ts";
import type { Json } from "../../model/kube.ts";
import type { JsonOperation, RouteChange, Twin } from "../../model/twins.ts";
import { isMapping } from "../../sources/objects/parse.ts";
import { appendListItems } from "../../yaml/append-items.ts";
import { confirmChange, confirmFresh } from "../../yaml/confirm.ts";
import {
  defaultStyle,
  type KeyPath,
  type YamlDocument,
  type YamlFile,
  type YamlStyle,
} from "../../yaml/file.ts";
import { printYaml } from "../../yaml/print.ts";
import { printFlow } from "../../yaml/print-flow.ts";
import { equalJson } from "../../yaml/second.ts";
import { applyEdits } from "../../yaml/splice.ts";
import { type Drafts, isTaken, textOf, withText } from "../drafts.ts";
import { readEditable, templateMark } from "../guard.ts";
import { located } from "../listing.ts";
import { listOf } from "../objects.ts";
import { freshStyle } from "../route-file.ts";

const because = "does to the route what is done to the Ingress";

export function writeTwin(drafts: Drafts, twin: Twin, where: Where): Outcome<Drafts | undefined> {
  const { kustomization: path, field } = twin;
  const guarded = readEditable(drafts, path, where);
  if (!guarded.ok) return outcome(undefined, [guarded.diagnostic]);
  const { file } = guarded;
  const mark = templateMark(file.text);
  if (mark !== undefined)
    return outcome(undefined, [diagnose("rewrite-file-templated", { path, mark }, where)]);
  const document = file.documents.find(({ value }) => isMapping(value));
  const value = document?.value;
  const entries: readonly Json[] = isMapping(value) ? listOf(value[field]).filter(isJson) : [];
  const own = entries.findIndex((entry) => equalJson(entry, twin.entry));
  if (document === undefined || !isMapping(value) || own < 0) {
    const params = { path: twin.file ?? path, listing: path };
    return outcome(undefined, [diagnose("rewrite-entry-missing", params, where)]);
  }
  const written = entriesOf(drafts, twin, file.style, where);
  if (written.value === undefined) return outcome(undefined, written.diagnostics);
  const items = written.value.entries.filter((entry) => !entries.some((other) => equalJson(entry, other)));
  if (items.length === 0) return outcome(written.value.drafts);
  // the twins of several Ingresses that one patch touches stay in the order they are written
  let after = own;
  while (isOfRoute(entries[after + 1])) after += 1;
  const edits = appendListItems(file, {
    document: document.index,
    list: [field],
    items,
    after,
    position: "last",
    print: { blocks: true, flowKeys: isFlowAt(file, document, [field, own, "target"]) ? ["target"] : [] },
    because,
  });
  if (edits.value === undefined) return outcome(undefined, located(edits.diagnostics, where));
  const text = applyEdits(file.text, edits.value);
  const list = entries.toSpliced(after + 1, 0, ...items);
  const expected = file.documents.map(
    (one): Json => (one === document ? { ...value, [field]: list } : (one.value ?? null)),
  );
  const confirmed = confirmChange(path, file.text, text, expected, edits.value);
  if (!confirmed.value) return outcome(undefined, located(confirmed.diagnostics, where));
  return outcome(withText(written.value.drafts, path, text, because));
}

interface Entries {
  readonly drafts: Drafts;
  readonly entries: readonly Json[];
}

function entriesOf(drafts: Drafts, twin: Twin, style: YamlStyle, where: Where): Outcome<Entries | undefined> {
  const kept = twin.changes.filter(({ operations }) => operations?.length !== 0);
  const isMerged = twin.field === "patchesStrategicMerge";
  const merged = kept.filter(({ operations }) => isMerged || operations === undefined).map(partialObject);
  const operated = isMerged ? [] : kept.filter(({ operations }) => operations !== undefined);
  const inline = inlineStyle(twin.entry, style);
  if (twin.file === undefined) {
    const texts = merged.map((object) => printYaml(object, inline.style).trimEnd());
    const patches = operated.map((change) =>
      operationEntry(twin.entry, change, { patch: inline.print(change) }),
    );
    return outcome({
      drafts,
      entries: [...texts.map((patch): Json => (isMerged ? patch : { patch })), ...patches],
    });
  }
  const contents = new Map<string, readonly Json[]>();
  const entries: Json[] = [];
  const spelled = spelledPath(twin.entry);
  const listed = (name: string) => spelled.slice(0, spelled.lastIndexOf("/") + 1) + fileName(name);
  const [first] = kept;
  if (merged.length > 0 && first !== undefined) {
    contents.set(first.name, merged);
    entries.push(isMerged ? listed(first.name) : { path: listed(first.name) });
  }
  for (const change of operated) {
    const operations = (change.operations ?? []).map(operationJson);
    const same = [...contents].find(([, documents]) => equalJson(documents, [operations]));
    const name = same?.[0] ?? change.name;
    contents.set(name, [operations]);
    entries.push(operationEntry(twin.entry, change, { path: listed(name) }));
  }
  return writeFiles(drafts, twin.file, contents, entries, where);
}

function writeFiles(
  drafts: Drafts,
  neighbour: RepoPath,
  contents: ReadonlyMap<string, readonly Json[]>,
  entries: readonly Json[],
  where: Where,
): Outcome<Entries | undefined> {
  const guarded = readEditable(drafts, neighbour, where);
  const style = guarded.ok ? freshStyle(guarded.file.style) : defaultStyle;
  let current = drafts;
  for (const [name, documents] of contents) {
    const path = resolveRepoPath(directoryOf(neighbour), fileName(name));
    if (path === undefined) {
      return outcome(undefined, [diagnose("rewrite-name-unsafe", { name }, where)]);
    }
    const text = documents.map((document) => printYaml(document, style)).join(`---${style.eol}`);
    if (textOf(current, path) === text) continue;
    if (isTaken(current, path)) return outcome(undefined, [diagnose("rewrite-path-taken", { path }, where)]);
    const confirmed = confirmFresh(path, text, documents);
    if (!confirmed.value) return outcome(undefined, located(confirmed.diagnostics, where));
    current = withText(current, path, text, because);
  }
  return outcome({ drafts: current, entries });
}

function fileName(route: string): string {
  return `${route}.httproute-patch.yaml`;
}

/** The path of the patch file as the entry spells it. */
function spelledPath(entry: Json): string {
  const path = isMapping(entry) ? entry["path"] : entry;
  return typeof path === "string" ? path : "";
}

/** Target and patch, in the order of the entry it stands below. */
function operationEntry(
  neighbour: Json,
  { apiVersion, kind, name }: RouteChange,
  text: { readonly patch: string } | { readonly path: string },
): Json {
  const [group = "", version = ""] = apiVersion.split("/");
  const target = { group, version, kind, name };
  const isTargetLast = isMapping(neighbour) && Object.keys(neighbour)[0] !== "target";
  return isTargetLast ? { ...text, target } : { target, ...text };
}

/** The object with what changes; or with the mark that takes it away. */
function partialObject({ apiVersion, kind, name, namespace, operations, merge }: RouteChange): Json {
  const id: { readonly [key: string]: Json } = namespace === undefined ? { name } : { name, namespace };
  if (operations === undefined) return { $patch: "delete", apiVersion, kind, metadata: id };
  const { metadata, ...rest } = isMapping(merge) ? merge : {};
  return { apiVersion, kind, metadata: { ...id, ...(isMapping(metadata) ? metadata : {}) }, ...rest };
}

function isFlowAt({ text }: YamlFile, document: YamlDocument, path: KeyPath): boolean {
  const start = document.span(path)?.start;
  return start !== undefined && text[start] === "{";
}

/** Operations on one line each where those of the neighbour are. */
function inlineStyle(neighbour: Json, fileStyle: YamlStyle) {
  const style: YamlStyle = { ...fileStyle, format: "yaml", eol: "\n" };
  const text = isMapping(neighbour) ? neighbour["patch"] : undefined;
  const isFlow = typeof text === "string" && /^\s*-\s*\{/.test(text);
  const lines = (operations: readonly JsonOperation[]) =>
    isFlow
      ? operations.map((one) => `- ${printFlow(operationJson(one), style)}`).join("\n")
      : printYaml(operations.map(operationJson), style).trimEnd();
  return { style, print: ({ operations }: RouteChange) => lines(operations ?? []) };
}

function operationJson({ op, path, value }: JsonOperation): Json {
  return value === undefined ? { op, path } : { op, path, value };
}

/** An entry for an object of Gateway API, which only twins (or a person's own patches of routes) are. */
function isOfRoute(entry: Json | undefined): boolean {
  if (entry === undefined) return false;
  const target = isMapping(entry) ? entry["target"] : undefined;
  if (isMapping(target)) return target["kind"] === "HTTPRoute";
  const text = isMapping(entry) ? (entry["patch"] ?? entry["path"]) : entry;
  if (typeof text !== "string") return false;
  return text.endsWith(".httproute-patch.yaml") || /^kind: HTTPRoute$/m.test(text);
}

function isJson(value: unknown): value is Json {
  return value !== undefined;
}
