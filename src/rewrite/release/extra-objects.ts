/**
 * Objects of a release as entries of its chart's own list of further objects, where nothing beside the release would be deployed. Helm
 * replaces lists of lower layers, so they go into the text whose list counts, or into a text of this release alone.
 */
import { diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import type { Json, KubeObject } from "../../model/kube.ts";
import type { Release } from "../../model/release.ts";
import { extraObjectsOf, survivesTemplates } from "../../sources/helm/edit/extra-objects.ts";
import { untouchable } from "../../sources/helm/edit/untouchable.ts";
import { valueAt } from "../../sources/helm/layers.ts";
import { toKubeObject } from "../../sources/objects/parse.ts";
import { appendListItems } from "../../yaml/append-items.ts";
import { equalJson } from "../../yaml/second.ts";
import type { Drafts } from "../drafts.ts";
import { located } from "../listing.ts";
import type { CompanionRequest } from "./companion-request.ts";
import { changedAt } from "./json-change.ts";
import { addProblem, withLayer } from "./render-check.ts";
import { sharersOf } from "./sharing.ts";
import type { EditLayer, Subject } from "./subject.ts";
import { mayOmitTimeouts } from "./total-timeout.ts";
import { openValues, writeValues } from "./values-text.ts";
import { wantedOf } from "./wanted.ts";
import { type PlacedRelease, releasesOf, releaseWorld, titleOf } from "./world.ts";

export type ExtraObjectsOutcome =
  | { readonly kind: "done"; readonly step: Outcome<Drafts | undefined> }
  /** A clause: why there is no such place. */
  | { readonly kind: "none"; readonly why: string };

export function addExtraObjects(
  request: CompanionRequest,
  objects: readonly Json[],
  /** Whether another release, left to itself, would add the same. */
  wantsTheSame: (sharer: PlacedRelease) => boolean,
): ExtraObjectsOutcome {
  const { facts, layers } = request.subject;
  const extra = facts.identity === undefined ? undefined : extraObjectsOf(facts.identity, facts.files);
  if (extra === undefined) return none("its chart is not known to print further objects from its values");
  const { key } = extra;
  if (!objects.every(survivesTemplates))
    return none(`\`${key}\` of its chart goes through templates, and the routes hold text in braces`);
  const holding = layers.filter(({ value }) => valueAt(value, [key]) !== undefined);
  const highest = holding.at(-1);
  const list = valueAt(highest?.value ?? facts.values.value, [key]) ?? [];
  if (!Array.isArray(list)) return none(`\`${key}\` is no list in its values`);
  // Of a chart that is not at hand the defaults are taken to be empty, as all of those in the catalogue are.
  if (highest === undefined && list.length > 0)
    return none(`\`${key}\` of its chart holds something by default, which a list of ours would replace`);
  const all = releasesOf(request.world);
  const differing = ({ site }: EditLayer) =>
    site === undefined
      ? []
      : sharersOf(all, request.subject.placed, site).filter((sharer) => !wantsTheSame(sharer));
  const layer = highest ?? layersInOrder(request.subject).find((one) => differing(one).length === 0);
  if (layer?.site === undefined)
    return none(`none of its texts that hold values is its own, where \`${key}\` of its chart could stand`);
  const others = differing(layer).map(titleOf);
  if (others.length > 0)
    return none(`\`${key}\` of its chart stands in ${layer.site.path}, which ${others.join(", ")} reads too`);
  return { kind: "done", step: write(request, objects, layer, key) };
}

function none(why: string): ExtraObjectsOutcome {
  return { kind: "none", why };
}

/** The text of the ingress block, then from the top. */
function layersInOrder({ layers, blockLayer }: Subject): readonly EditLayer[] {
  const written = layers.filter(({ site, index }) => site !== undefined && index !== "defaults").toReversed();
  return [...written.filter((one) => one === blockLayer), ...written.filter((one) => one !== blockLayer)];
}

function write(
  request: CompanionRequest,
  objects: readonly Json[],
  layer: EditLayer,
  key: string,
): Outcome<Drafts | undefined> {
  const { drafts, world, subject, where } = request;
  if (layer.site === undefined) return outcome(undefined);
  const opened = openValues(drafts, layer.site, where);
  if (!opened.ok) return outcome(undefined, [opened.diagnostic]);
  const { values } = opened;
  const closed = untouchable(values.text);
  if (closed !== undefined) return outcome(undefined, [{ ...closed, ingress: where.ingress }]);
  const present = itemsOf(valueAt(values.written, [key]));
  // Added already, with another release of the same text.
  if (objects.every((object) => present.some((entry) => equalJson(entry, object)))) return outcome(drafts);
  const block = subject.live?.block.keyPath[0];
  const appended = appendListItems(values.text.file, {
    document: values.text.document,
    list: [...values.text.base, key],
    items: objects,
    position: typeof block === "string" ? { after: block } : "last",
    because: "adds what no other values of the chart can say",
  });
  if (appended.value === undefined) return outcome(undefined, located(appended.diagnostics, where));
  const append = (found: Json) => changedAt(found, [key], (list) => [...itemsOf(list), ...objects]);
  const written = writeValues(drafts, values, appended.value, append, where);
  if (written.value === undefined) return written;
  const { release } = subject.placed;
  const problem = addProblem(
    release,
    withLayer(release, layer, append(grownValue(release, layer))),
    { before: releaseWorld(drafts, world), after: releaseWorld(written.value, world) },
    wantedOf({ objects: objects.flatMap((object) => toKubeObject(object) ?? []) }),
    mayOmitTimeouts(world.config.target.name),
  );
  if (problem === undefined) return written;
  const title = `${release.namespace}/${release.name}`;
  const because = `${problem}, though \`${key}\` should print objects`;
  const params = { release: title, why: request.why, because, objects: titlesOf(request.objects) };
  return outcome(undefined, [diagnose("rewrite-release-homeless", params, where)]);
}

/** For people: "HTTPRoute cart-redirect". */
export function titlesOf(objects: readonly KubeObject[]): readonly string[] {
  return objects.map(({ kind, metadata }) => `${kind} ${metadata.name ?? ""}`);
}

function itemsOf(list: Json | undefined): readonly Json[] {
  if (!Array.isArray(list)) return [];
  const items: readonly Json[] = list;
  return items;
}

/** With what the wave has added to it so far. */
function grownValue({ layers }: Release, { index, value }: EditLayer): Json {
  return (typeof index === "number" ? layers[index]?.value : undefined) ?? value;
}
