/**
 * What one Helm release gives to routing: its Ingresses, Services and routes, out of the real Helm where the book has its answer, else out
 * of the values alone. Nothing is rendered without an Ingress or a route in play.
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../../diagnostics/diagnostic.ts";
import { resolveRepoPath } from "../../../model/brands.ts";
import type { Release } from "../../../model/release.ts";
import type { ChartFiles, HelmTemplate, RenderedTemplate, RenderFailure } from "../../../model/render.ts";
import { isIngress } from "../../objects/ingress.ts";
import { objectsOfRender } from "../rendered.ts";
import { apiVersionsFor } from "./api-versions.ts";
import { chartFacts, factsUnfetched } from "./chart-facts.ts";
import { chartForRender } from "./chart-for-render.ts";
import { findingsOf } from "./findings.ts";
import { inPlay } from "./in-play.ts";
import { literalObjects } from "./literal-templates.ts";
import { type LiveBlock, liveBlocks } from "./live-blocks.ts";
import { matchBlocks } from "./match-block.ts";
import { blockOrigin, blockSite, ownerSite, templateSite } from "./object-site.ts";
import { deployedBy } from "./printed.ts";
import { readStatic } from "./read-static.ts";
import { isSameObject, keyOf, type ReleaseObject } from "./release-object.ts";
import { staticRoutes } from "./static-routes.ts";
import type { ReleaseChartFacts, ReleaseWorld } from "./world.ts";

export interface ReadRelease {
  /** Objects of interest: Ingresses, Services, routes and policies. */
  readonly objects: readonly ReleaseObject[];
  /** Whether an Ingress comes out of the release, or may where it is not rendered. */
  readonly hasIngress: boolean;
  /** A clause for people: why it is read from its values alone; undefined when it is rendered, or need not be. */
  readonly why: string | undefined;
  readonly facts: ReleaseChartFacts;
}

export function renderRelease(release: Release, world: ReleaseWorld): Outcome<readonly ReleaseObject[]> {
  const { value, diagnostics } = readRelease(release, world);
  return outcome(value.objects, diagnostics);
}

/** undefined when the chart cannot be rendered; `facts.unrenderable` says why. */
export function templateRequest(
  release: Release,
  facts: ReleaseChartFacts,
  world: ReleaseWorld,
): HelmTemplate | undefined {
  if (facts.files === undefined || facts.unrenderable !== undefined) return undefined;
  const { target, charts } = world.config;
  // JSON is YAML, and says exactly what the layer says
  const values = release.layers.map(({ value }) => `${JSON.stringify(value)}\n`);
  return {
    chart: chartForRender(facts.files, values),
    values,
    release: release.name,
    namespace: release.namespace,
    apiVersions: apiVersionsFor(target, [...charts.apiVersions, ...release.apiVersions]),
    kubeVersion: release.kubeVersion ?? charts.kubeVersion,
    includeCrds: false,
  };
}

export function readRelease(release: Release, world: ReleaseWorld): Outcome<ReadRelease> {
  const unfetched = factsUnfetched(release);
  const { value: facts, diagnostics: noticed } =
    unfetched === undefined ? chartFacts(release, world) : outcome(unfetched);
  const blocks = liveBlocks(release, facts);
  const play = inPlay(release, facts, blocks);
  const done = (
    objects: readonly ReleaseObject[],
    why: string | undefined,
    diagnostics: readonly Diagnostic[],
  ) => {
    // a render says it for certain
    const isKnown = why === undefined && play.any;
    const hasIngress = (play.ingress && !isKnown) || objects.some(({ object }) => isIngress(object));
    return outcome({ objects, hasIngress, why, facts }, [
      // what is wrong with a chart that has no Ingress is not worth a word
      ...(play.ingress ? noticed : []),
      ...diagnostics,
      ...objects.flatMap((one) => findings(release, one, world)),
    ]);
  };
  if (!play.any) return done([], undefined, []);

  const request = templateRequest(release, facts, world);
  const render = request === undefined ? undefined : world.renders?.template(request);
  if (request !== undefined && render?.kind === "rendered")
    return done(
      renderedObjects(release, facts, blocks, render.templates, request.chart, world),
      undefined,
      [],
    );

  const isAwaited = request !== undefined && render === undefined && world.renders !== undefined;
  if (isAwaited && world.isRepeated === true) return done([], whyNot(undefined, world), []);

  const failure = render?.kind === "failed" ? render.failure : undefined;
  const why = facts.unrenderable ?? whyNot(failure, world);
  const read = readStatic(release, facts, blocks, why, world);
  const literal = literalObjects(release, facts, why, world);
  const others = [...read.value, ...staticRoutes(release, facts, why)].filter(
    ({ object }) => !literal.some((one) => isSameObject(one.object, object)),
  );
  return done([...others, ...literal], why, [
    ...read.diagnostics,
    ...failureFindings(release, failure, read.value),
  ]);
}

function whyNot(failure: RenderFailure | undefined, world: ReleaseWorld): string {
  if (failure !== undefined) return `Helm does not render it: ${failure.message}`;
  return world.renders === undefined ? "charts are not rendered here" : "it is not rendered yet";
}

/** That this machine has no helm is no fault of the chart: the values are then read as for a chart that is not at hand. */
function failureFindings(
  release: Release,
  failure: RenderFailure | undefined,
  objects: readonly ReleaseObject[],
): readonly Diagnostic[] {
  if (failure === undefined || failure.code === "helm-missing") return [];
  const params = {
    release: `${release.namespace}/${release.name}`,
    cause: failure.code,
    message: withoutEnd(failure.message),
  };
  const at = failurePlace(release, failure);
  const ingresses = objects.filter(({ object }) => isIngress(object));
  if (ingresses.length === 0) return [diagnose("helm-render-failed", params, { at })];
  return ingresses.map(({ object, site }) =>
    diagnose("helm-render-failed", params, { at, ingress: keyOf(object), related: [site.place] }),
  );
}

function withoutEnd(message: string): string {
  return message.replace(/[.\s]+$/, "");
}

function failurePlace(release: Release, failure: RenderFailure) {
  const { chart, owner } = release;
  if (failure.code !== "template" || failure.at === undefined || chart.kind !== "own") return owner.place;
  const { template, line } = failure.at;
  const path = resolveRepoPath(chart.directory, template);
  return path === undefined ? owner.place : { path, line: line ?? 1, column: 1 };
}

function renderedObjects(
  release: Release,
  facts: ReleaseChartFacts,
  blocks: readonly LiveBlock[],
  templates: readonly RenderedTemplate[],
  files: ChartFiles,
  world: ReleaseWorld,
): readonly ReleaseObject[] {
  const all = objectsOfRender(templates).flatMap(({ template, object }) =>
    deployedBy(object, release.namespace).map((one) => ({ template, object: one })),
  );
  const ingresses = all.filter(({ object }) => isIngress(object));
  const matched = matchBlocks(ingresses, blocks, files);
  const blockOf = new Map(ingresses.map((ingress, index) => [ingress, matched[index]]));
  return all.map((one): ReleaseObject => {
    const { template, object } = one;
    const live = blockOf.get(one);
    const block = live === undefined ? undefined : blockOrigin(release, live);
    const site =
      (live === undefined ? undefined : blockSite(release, facts, live, object)) ??
      templateSite(release, template, world.snapshot) ??
      ownerSite(release);
    return { object, origin: { release: release.id, rendered: true, why: undefined, template, block }, site };
  });
}

function findings(
  release: Release,
  { object, origin, site }: ReleaseObject,
  { config }: ReleaseWorld,
): readonly Diagnostic[] {
  if (!isIngress(object)) return [];
  const asked = { key: keyOf(object), place: site.place, block: origin.block?.keyPath };
  return findingsOf(release, asked, config.charts.hidden);
}
