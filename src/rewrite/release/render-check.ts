/**
 * The chart rendered with and without a change, where the book knows both: the last word on whether values do what was meant. What is not
 * rendered yet counts as right for now, because whoever runs the core fetches it and runs the core again.
 */

import { wordingOf } from "../../diagnostics/diagnostic.ts";
import type { Json } from "../../model/kube.ts";
import type { Release } from "../../model/release.ts";
import type { HelmRender, RenderedTemplate } from "../../model/render.ts";
import { confirmRender } from "../../sources/helm/edit/confirm-render.ts";
import { mergeValues } from "../../sources/helm/layers.ts";
import { chartFacts } from "../../sources/helm/release/chart-facts.ts";
import { templateRequest } from "../../sources/helm/release/render-release.ts";
import type { ReleaseWorld } from "../../sources/helm/release/world.ts";
import type { EditLayer } from "./subject.ts";
import type { Wanted } from "./wanted.ts";

/** The repository before and after. */
export interface Worlds {
  readonly before: ReleaseWorld;
  readonly after: ReleaseWorld;
}

/** What is wrong with the change, as a clause; undefined when nothing is, or when nobody can tell. */
export function addProblem(
  release: Release,
  changed: Release,
  worlds: Worlds,
  expected: Wanted,
  mayOmitTimeouts: boolean,
): string | undefined {
  const renders = rendersOf(release, changed, worlds);
  if (renders === undefined) return undefined;
  if (typeof renders === "string") return renders;
  const confirmed = confirmRender({
    release: release.name,
    namespace: release.namespace,
    ...renders,
    expected: expected.routes,
    attached: expected.attached,
    mayOmitTimeouts,
  });
  const [found] = confirmed.diagnostics;
  if (confirmed.value || found === undefined) return undefined;
  return found.code === "helm-render-disagrees"
    ? `with such values it renders ${found.params.what}`
    : wordingOf(found).message;
}

/** What else the chart would render than everything it did without the Ingress `own`; others of `leaving` may be there or not. */
export function removeProblem(
  release: Release,
  changed: Release,
  worlds: Worlds,
  leaving: ReadonlySet<string>,
  own: string,
): string | undefined {
  const renders = rendersOf(release, changed, worlds);
  if (renders === undefined) return undefined;
  if (typeof renders === "string") return renders;
  const fresh = textsOf(renders.after);
  for (const [key, text] of textsOf(renders.before)) {
    const isIngress = key.startsWith("Ingress ");
    const now = fresh.get(key);
    if (key === `Ingress ${own}` && now !== undefined) return `the ${key} all the same`;
    if (isIngress && leaving.has(key.slice("Ingress ".length))) continue;
    if (now === text || !(isIngress || /^[A-Z]+Route /.test(key))) continue;
    return now === undefined ? `no ${key} any more` : `another ${key}`;
  }
  return undefined;
}

/** True when the chart, as drafted so far, is known to make no such Ingress any more: its template has gone with another one. */
export function isUnmade(release: Release, name: string, world: ReleaseWorld): boolean {
  const render = renderOf(release, world);
  return render?.kind === "rendered" && !textsOf(render.templates).has(`Ingress ${name}`);
}

/** By kind and name. */
function textsOf(templates: readonly RenderedTemplate[]): ReadonlyMap<string, string> {
  return new Map(
    templates.flatMap(({ documents }) =>
      documents.flatMap(({ object, text }) =>
        object === undefined ? [] : [[`${object.kind} ${object.metadata.name ?? ""}`, text] as const],
      ),
    ),
  );
}

function rendersOf(
  release: Release,
  changed: Release,
  worlds: Worlds,
):
  | { readonly before: readonly RenderedTemplate[]; readonly after: readonly RenderedTemplate[] }
  | string
  | undefined {
  const before = renderOf(release, worlds.before);
  if (before?.kind !== "rendered") return undefined;
  const after = renderOf(changed, worlds.after);
  if (after === undefined) return undefined;
  if (after.kind === "failed") return `with such values it does not render: ${after.failure.message}`;
  return { before: before.templates, after: after.templates };
}

function renderOf(release: Release, world: ReleaseWorld): HelmRender | undefined {
  if (world.renders === undefined) return undefined;
  const request = templateRequest(release, chartFacts(release, world).value, world);
  return request === undefined ? undefined : world.renders.template(request);
}

/** The release with the values of one layer replaced; the defaults of its own chart are read from the chart's files. */
export function withLayer(release: Release, { index, name, site }: EditLayer, value: Json): Release {
  if (index === "defaults") return release;
  if (index === "fresh")
    return { ...release, layers: [...release.layers, { name, value, site, place: () => undefined }] };
  const layers = release.layers.map((layer, at) => (at === index ? { ...layer, value } : layer));
  return { ...release, layers };
}

export function withAdded(release: Release, layer: EditLayer, added: Json): Release {
  return withLayer(release, layer, mergeValues(layer.value, added));
}
