/**
 * The last word on an edit of values: the chart rendered before and after. Every Ingress and every route that was there must be the same text, no other object may
 * come or go, and the routes that appear must be exactly the intended ones, apart from their names and from fields the API server
 * fills in by itself.
 */
import { canonicalJson, diagnose, type Outcome, outcome } from "../../../diagnostics/diagnostic.ts";
import { compareText } from "../../../model/brands.ts";
import type { KubeObject } from "../../../model/kube.ts";
import type { RenderedDocument, RenderedTemplate } from "../../../model/render.ts";
import { type ComparableOptions, comparableRoute } from "./comparable.ts";
import { type RouteIntent, routeIntentOf } from "./intent.ts";

export interface RenderConfirmation {
  readonly release: string;
  readonly namespace: string;
  readonly before: readonly RenderedTemplate[];
  readonly after: readonly RenderedTemplate[];
  /** Routes that the values are to make; those beside the release are not among them. */
  readonly expected: readonly RouteIntent[];
  /** Other objects that they are to make. */
  readonly attached?: readonly KubeObject[];
  /** True when "no total limit" may be left out for the target. */
  readonly mayOmitTimeouts?: boolean;
}

export function confirmRender(confirmation: RenderConfirmation): Outcome<boolean> {
  const what = disagreement(confirmation);
  if (what === undefined) return outcome(true);
  return outcome(false, [diagnose("helm-render-disagrees", { release: confirmation.release, what })]);
}

function disagreement(confirmation: RenderConfirmation): string | undefined {
  const { before, after, expected, namespace } = confirmation;
  const options = { mayOmitTimeouts: confirmation.mayOmitTimeouts === true };
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
  const wanted = (confirmation.attached ?? []).map(contentOf);
  const [routes, others] = [added.filter(isRoute), added.filter((document) => !isRoute(document))];
  const odd = others.find(({ object }) => object === undefined || !wanted.includes(contentOf(object)));
  if (odd !== undefined) return `${keyOf(odd)} too`;
  if (others.length !== wanted.length)
    return `${others.length} objects beside the routes where ${wanted.length} were meant`;
  const made = routes
    .flatMap(({ object }) => (object === undefined ? [] : [comparable(object, namespace, options)]))
    .sort(compareText);
  const meant = expected.map((intent) => comparableRoute(intent, namespace, options)).sort(compareText);
  if (made.length !== meant.length) return `${made.length} routes where ${meant.length} were meant`;
  return made.every((text, index) => text === meant[index])
    ? undefined
    : "a route that differs from the intended one";
}

function isRoute({ object }: RenderedDocument): boolean {
  return object?.kind === "HTTPRoute";
}

/** Name and content; labels are the chart's, and the namespace is the release's. */
function contentOf({ metadata, ...rest }: KubeObject): string {
  return canonicalJson({ ...rest, name: metadata.name, annotations: metadata.annotations ?? {} });
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

function comparable(object: KubeObject, namespace: string, options: ComparableOptions): string {
  const intent = routeIntentOf(object);
  const isStable = object.apiVersion === "gateway.networking.k8s.io/v1";
  return intent === undefined || !isStable
    ? `${object.apiVersion} ${object.kind}`
    : comparableRoute(intent, namespace, options);
}
