/**
 * Decides where the routes of an ingress block go, and makes the edits: into the chart's route values beside the block, when the chart
 * has them at this version, they can stand beside the ingress and can say all that the routes have to; else beside the release.
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../../diagnostics/diagnostic.ts";
import type { TextEdit } from "../../../model/edits.ts";
import type { Json, KubeObject } from "../../../model/kube.ts";
import type { ChartFiles } from "../../../model/render.ts";
import type { KeyPath } from "../../../yaml/file.ts";
import { insertMapKey } from "../../../yaml/insert-key.ts";
import { equalJson } from "../../../yaml/second.ts";
import { isMapping } from "../../objects/parse.ts";
import type { IngressBlock } from "../blocks/block.ts";
import type { ChartContext, RouteValues } from "../charts/entry.ts";
import type { FoundSite } from "../charts/registry.ts";
import { mergeValues, valueAt } from "../layers.ts";
import { takesAttached } from "../own-chart/scaffold.ts";
import { accidentalText } from "./accidental.ts";
import { routeEvidence } from "./evidence.ts";
import { expressRoutes, knowsTimeouts } from "./express.ts";
import type { Expressed, MainBackend } from "./expression.ts";
import type { RouteIntent } from "./intent.ts";
import { untouchable, type ValuesText } from "./untouchable.ts";

export interface RouteRequest {
  readonly values: ValuesText;
  /** Key path relative to `values.base`. */
  readonly block: IngressBlock;
  /** What the catalogue knows about the block; undefined: nothing. */
  readonly site: FoundSite | undefined;
  /** `values` are all merged layers of the chart the site belongs to. */
  readonly context: ChartContext;
  /** Files of the chart the site belongs to, when they are at hand. */
  readonly files: ChartFiles | undefined;
  readonly routes: readonly RouteIntent[];
  /** The Service of the chart's own rules, from the rendered Ingress or the catalogue. */
  readonly backend: MainBackend | undefined;
  readonly mayOmitTimeouts: boolean;
  /** Objects of the translation that are no routes. */
  readonly attached?: readonly KubeObject[];
}

export interface BesideRoute {
  readonly route: RouteIntent;
  readonly why: string;
}

export type RouteDecision =
  | {
      readonly kind: "values";
      readonly edits: readonly TextEdit[];
      /** What the edits add, as a values tree: merged over the values it is what the next render gets. */
      readonly added: Json;
      readonly beside: readonly BesideRoute[];
      /** Those of the request's objects that the values make. */
      readonly attached: readonly KubeObject[];
    }
  | { readonly kind: "companion"; readonly beside: readonly BesideRoute[] };

/** undefined with a blocker when nothing may be written at all. */
export function planRoute(request: RouteRequest): Outcome<RouteDecision | undefined> {
  const refusal = untouchable(request.values);
  const chart = request.context.chart;
  const companion = (why: string) => besideRelease(request, why);
  // A file nobody may edit can still have routes beside its release, except one whose text is not what is deployed.
  if (refusal !== undefined) return refusalOr(refusal, companion);
  const { site } = request;
  if (site === undefined)
    return companion(chart === "" ? "the chart is not known" : "its route values are not known");
  const { route } = site.site;
  if (route.kind === "none") return companion("it has no route values");
  if (route.kind === "unusable") return companion(route.why);
  const evidence = routeEvidence(route, request.context.version, request.files);
  if (evidence.kind !== "has") return companion(evidence.why);
  const expressed = expressRoutes(route, {
    routes: request.routes,
    block: request.block,
    context: request.context,
    backend: request.backend,
    serviceOf: (identifier) => site.site.serviceOf?.(request.context, identifier),
    id: site.wild.at(-1),
    knowsTimeouts: knowsTimeouts(route, request.context.version),
    mayOmitTimeouts: request.mayOmitTimeouts,
    templatesHosts: route.templatesHosts,
    attached: printsAttached(route, request.files) ? (request.attached ?? []) : [],
  });
  if (expressed.kind === "cannot") return companion(expressed.why);
  return writeEntries(request, site, route, expressed);
}

/** Our route template prints what belongs to a route too, unless it is from before that, or a person has cut it down. */
function printsAttached(
  route: Extract<RouteValues, { kind: "values" }>,
  files: ChartFiles | undefined,
): boolean {
  const template = files?.get("templates/httproute.yaml");
  if (route.dialect.kind !== "own" || template === undefined) return false;
  return takesAttached(new TextDecoder().decode(template));
}

function besideRelease(request: RouteRequest, why: string): Outcome<RouteDecision> {
  const beside = request.routes.map((route) => ({ route, why }));
  return outcome({ kind: "companion", beside }, [companionNote(request, why)]);
}

function refusalOr(
  refusal: Diagnostic,
  companion: (why: string) => Outcome<RouteDecision>,
): Outcome<RouteDecision | undefined> {
  switch (refusal.code) {
    case "helm-values-vendored":
      return companion("its values stand in a vendored chart, which is not edited");
    case "helm-values-generated":
      return companion("its values stand in a generated file, which is not edited");
    default:
      return outcome(undefined, [refusal]);
  }
}

function writeEntries(
  request: RouteRequest,
  site: FoundSite,
  route: Extract<RouteValues, { kind: "values" }>,
  expressed: Extract<Expressed, { kind: "expressed" }>,
): Outcome<RouteDecision | undefined> {
  const { values, block } = request;
  const at = filled(route.at, site.wild);
  const isMap = expressed.entries.every(({ key }) => key !== undefined);
  const holder = isMap ? at.slice(0, -1) : at;
  const hosts = block.hosts.map(({ host }) => host);
  const carried = [...hosts, ...Object.values(block.annotations)];
  const document = values.file.documents[values.document];
  const place = document?.place([...values.base, ...block.keyPath]);
  const where = { at: place };
  const attached = expressed.attached ?? [];
  let added: Json = {};
  const missing: { readonly path: KeyPath; readonly value: Json }[] = [];
  for (const { key, value: own } of expressed.entries) {
    const value = route.along === undefined ? own : mergeValues(own, route.along);
    const accidental = accidentalText(value, carried);
    if (accidental !== undefined) {
      return outcome(undefined, [diagnose("helm-values-substitution", { text: accidental }, where)]);
    }
    const path = [...site.scope, ...holder, ...(key === undefined ? [] : [key])];
    const present = valueAt(document?.value ?? {}, [...values.base, ...path]);
    const merged = valueAt(request.context.values, key === undefined ? holder : [...holder, key]);
    added = mergeValues(added, nested(path, value));
    if (present !== undefined && equalJson(present, value)) continue;
    const isOnByDefault = route.dialect.kind === "common-library";
    if (isSwitchedOn(present, isOnByDefault) || isSwitchedOn(merged, isOnByDefault)) {
      return outcome(undefined, [diagnose("helm-values-taken", { key: path.join(".") }, where)]);
    }
    if (present !== undefined)
      return besideRelease(request, `\`${path.join(".")}\` stands in this file, switched off`);
    missing.push({ path, value });
  }
  if (missing.length === 0) {
    return outcome({ kind: "values", edits: [], added, beside: expressed.beside, attached });
  }
  const edits = insertAll(request, missing);
  if (edits.value === undefined) return outcome(undefined, edits.diagnostics);
  const notes = expressed.beside.slice(0, 1).map(({ why }) => companionNote(request, why));
  return outcome({ kind: "values", edits: edits.value, added, beside: expressed.beside, attached }, notes);
}

/** All new keys of one map are written by one insertion, so that they stand together. */
function insertAll(
  request: RouteRequest,
  missing: readonly { readonly path: KeyPath; readonly value: Json }[],
): Outcome<readonly TextEdit[] | undefined> {
  const { values, block } = request;
  const document = values.file.documents[values.document];
  const root = valueAt(document?.value ?? {}, values.base) ?? {};
  const first = missing[0]?.path ?? [];
  const depth = firstMissing(root, first);
  const head = first.slice(0, depth);
  const isTogether = missing.every(
    ({ path }) => path.slice(0, depth + 1).join("\0") === first.slice(0, depth + 1).join("\0"),
  );
  const groups = isTogether && depth < first.length - 1 ? [missing] : missing.map((entry) => [entry]);
  const edits: TextEdit[] = [];
  let previous: string | undefined;
  for (const group of groups) {
    const key = String(group[0]?.path[depth] ?? "");
    const value = group.reduce<Json>(
      (merged, entry) => mergeValues(merged, nested(entry.path.slice(depth + 1), entry.value)),
      {},
    );
    const neighbour = neighbourOf(head, block.keyPath) ?? previous;
    const inserted = insertMapKey(values.file, {
      document: values.document,
      map: [...values.base, ...head],
      key,
      value,
      position: neighbour === undefined ? "last" : { after: neighbour },
      because: "adds the route beside the ingress",
    });
    if (inserted.value === undefined) return inserted;
    edits.push(...inserted.value);
    previous = key;
  }
  return outcome(inOrder(edits));
}

/** Two keys inserted at one place: the later one is joined to the earlier, because order at one offset goes by text. */
function inOrder(edits: readonly TextEdit[]): readonly TextEdit[] {
  const merged = new Map<string, TextEdit>();
  for (const edit of edits) {
    const key = `${edit.start}:${edit.end}`;
    const known = merged.get(key);
    merged.set(key, known === undefined ? edit : { ...known, text: known.text + edit.text });
  }
  return [...merged.values()];
}

/** How many segments of the path exist as maps. */
function firstMissing(root: Json, path: KeyPath): number {
  for (let depth = 0; depth < path.length; depth += 1) {
    const value = valueAt(root, path.slice(0, depth + 1));
    if (value === undefined || value === null) return depth;
  }
  return Math.max(0, path.length - 1);
}

/** The key of the block, where the new key goes into the same map. */
function neighbourOf(map: KeyPath, block: KeyPath): string | undefined {
  if (block.length <= map.length || map.some((segment, index) => block[index] !== segment)) return undefined;
  const key = block[map.length];
  return typeof key === "string" ? key : undefined;
}

/** Chart defaults often hold a route that is off: that is no person's work. */
function isSwitchedOn(value: Json | undefined, isOnByDefault: boolean): boolean {
  if (!isMapping(value)) return false;
  return isOnByDefault ? value.enabled !== false : value.enabled === true;
}

function filled(pattern: readonly string[], wild: readonly string[]): readonly string[] {
  let next = 0;
  return pattern.map((key) => (key === "*" ? (wild[next++] ?? key) : key));
}

function nested(path: KeyPath, value: Json): Json {
  return path.reduceRight<Json>((inner, key) => ({ [String(key)]: inner }), value);
}

function companionNote(request: RouteRequest, why: string): Diagnostic {
  const { values, block, context } = request;
  const place = values.file.documents[values.document]?.place([...values.base, ...block.keyPath]);
  const key = block.keyPath.join(".");
  return diagnose(
    "helm-companion",
    { key, chart: context.chart === "" ? "the chart" : context.chart, why },
    { at: place },
  );
}
