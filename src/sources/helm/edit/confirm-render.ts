/**
 * The last word on an edit of values: the chart rendered before and after. Every Ingress and every route that was there must be the same text, no other object may
 * come or go, and the routes that appear must be exactly the intended ones, apart from their names and from fields the API server
 * fills in by itself.
 */
import { canonicalJson, diagnose, type Outcome, outcome } from "../../../diagnostics/diagnostic.ts";
import { compareText } from "../../../model/brands.ts";
import type { Json, KubeObject } from "../../../model/kube.ts";
import type { RenderedDocument, RenderedTemplate } from "../../../model/render.ts";
import { isMapping } from "../../objects/parse.ts";
import { backendsOf, type JsonMap, mapsIn, type RouteIntent, routeIntentOf } from "./intent.ts";

export interface RenderConfirmation {
  readonly release: string;
  readonly namespace: string;
  readonly before: readonly RenderedTemplate[];
  readonly after: readonly RenderedTemplate[];
  /** Routes that the values are to make; those beside the release are not among them. */
  readonly expected: readonly RouteIntent[];
}

export function confirmRender(confirmation: RenderConfirmation): Outcome<boolean> {
  const what = disagreement(confirmation);
  if (what === undefined) return outcome(true);
  return outcome(false, [diagnose("helm-render-disagrees", { release: confirmation.release, what })]);
}

function disagreement({ before, after, expected, namespace }: RenderConfirmation): string | undefined {
  const [old, fresh] = [documentsIn(before), documentsIn(after)];
  for (const kind of ["Ingress", "HTTPRoute"]) {
    const texts = textsOf(fresh, kind);
    for (const [key, text] of textsOf(old, kind)) if (texts.get(key) !== text) return `another ${key}`;
  }
  const keys = new Set(old.map(keyOf));
  const added = fresh.filter((document) => !keys.has(keyOf(document)));
  const freshKeys = new Set(fresh.map(keyOf));
  const lost = old.find((document) => !freshKeys.has(keyOf(document)));
  if (lost !== undefined) return `no ${keyOf(lost)} any more`;
  const odd = added.find(({ object }) => object?.kind !== "HTTPRoute");
  if (odd !== undefined) return `${keyOf(odd)} too`;
  const made = added
    .flatMap(({ object }) => (object === undefined ? [] : [comparable(object, namespace)]))
    .sort(compareText);
  const wanted = expected.map((intent) => comparableIntent(intent, namespace)).sort(compareText);
  if (made.length !== wanted.length) return `${made.length} routes where ${wanted.length} were meant`;
  return made.every((text, index) => text === wanted[index])
    ? undefined
    : "a route that differs from the intended one";
}

function documentsIn(templates: readonly RenderedTemplate[]): readonly RenderedDocument[] {
  return templates.flatMap(({ documents }) => documents);
}

function textsOf(documents: readonly RenderedDocument[], kind: string): ReadonlyMap<string, string> {
  return new Map(
    documents.flatMap((document) =>
      document.object?.kind === kind ? [[keyOf(document), document.text]] : [],
    ),
  );
}

function keyOf({ object, text }: RenderedDocument): string {
  if (object === undefined) return text;
  const { name = "", namespace = "" } = object.metadata;
  return `${object.apiVersion.split("/")[0]} ${object.kind} ${namespace}/${name}`;
}

function comparable(object: KubeObject, namespace: string): string {
  const intent = routeIntentOf(object);
  const isStable = object.apiVersion === "gateway.networking.k8s.io/v1";
  return intent === undefined || !isStable
    ? `${object.apiVersion} ${object.kind}`
    : comparableIntent(intent, namespace);
}

/** Everything but names, labels and annotations, with the API server's defaults (gateway-api 1.4, apis/v1) written out. */
function comparableIntent(intent: RouteIntent, namespace: string): string {
  return canonicalJson({
    hostnames: intent.hostnames,
    parentRefs: intent.parentRefs.map((parent) => ({
      group: "gateway.networking.k8s.io",
      kind: "Gateway",
      ...parent,
    })),
    rules: intent.rules.map((rule) => withDefaults(rule, namespace)),
  });
}

function withDefaults(rule: JsonMap, namespace: string): JsonMap {
  const { name: _, matches, backendRefs: __, filters, ...rest } = rule;
  return {
    ...rest,
    matches: (matches === undefined ? [{}] : mapsIn(matches)).map((match) => ({
      ...match,
      path: { type: "PathPrefix", value: "/", ...(isMapping(match.path) ? match.path : {}) },
    })),
    filters: mapsIn(filters).map((filter) =>
      isMapping(filter.requestRedirect)
        ? { ...filter, requestRedirect: { statusCode: 302, ...filter.requestRedirect } }
        : filter,
    ),
    backendRefs: backendsOf(rule).map((backend): Json => {
      const { namespace: own, ...other } = backend;
      const elsewhere: JsonMap = own === undefined || own === namespace ? {} : { namespace: own };
      return { group: "", kind: "Service", weight: 1, ...other, ...elsewhere };
    }),
  };
}
