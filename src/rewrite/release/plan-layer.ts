/** The routes of an Ingress as values of one layer: what would be written there, in the words of that layer's text. */
import type { Diagnostic, Outcome } from "../../diagnostics/diagnostic.ts";
import { outcome } from "../../diagnostics/diagnostic.ts";
import type { TextEdit } from "../../model/edits.ts";
import type { Json, KubeObject } from "../../model/kube.ts";
import type { IngressBlock } from "../../sources/helm/blocks/block.ts";
import type { FoundSite } from "../../sources/helm/charts/registry.ts";
import { type BesideRoute, planRoute } from "../../sources/helm/edit/add-route.ts";
import type { RouteIntent } from "../../sources/helm/edit/intent.ts";
import { filesOf } from "../../sources/helm/edit/route-site.ts";
import { valueAt } from "../../sources/helm/layers.ts";
import { withTexts } from "./json-change.ts";
import type { EditLayer, Subject } from "./subject.ts";
import { backendOf } from "./subject.ts";
import type { OpenValues } from "./values-text.ts";

export interface LayerPlan {
  readonly edits: readonly TextEdit[];
  /** As the text says it. */
  readonly added: Json;
  /** As Helm gets it. */
  readonly addedValues: Json;
  readonly beside: readonly BesideRoute[];
  /** Objects beside the routes that the values make too. */
  readonly attached: readonly KubeObject[];
}

export type LayerDecision =
  | { readonly kind: "values"; readonly plan: LayerPlan }
  | { readonly kind: "companion"; readonly why: string; readonly diagnostics: readonly Diagnostic[] };

export interface LayerRequest {
  readonly subject: Subject;
  readonly layer: EditLayer;
  readonly values: OpenValues;
  readonly site: FoundSite | undefined;
  readonly routes: readonly RouteIntent[];
  readonly attached: readonly KubeObject[];
  readonly mayOmitTimeouts: boolean;
}

/** undefined with the reason when nothing may be written into this text. */
export function planLayer(request: LayerRequest): Outcome<LayerDecision | undefined> {
  const { subject, values, site, layer } = request;
  const { live, facts } = subject;
  if (live === undefined) return outcome({ kind: "companion", why: noBlock, diagnostics: [] });
  const texts = hostTexts(live.block, layer, values);
  const planned = planRoute({
    values: values.text,
    block: withHosts(live.block, texts),
    site,
    context: live.context,
    files: filesOf(facts.files, site),
    routes: request.routes.map((route) => ({
      ...route,
      hostnames: route.hostnames.map((host) => texts.get(host.toLowerCase()) ?? host),
    })),
    backend: backendOf(subject, site),
    mayOmitTimeouts: request.mayOmitTimeouts,
    attached: request.attached,
  });
  const decision = planned.value;
  if (decision === undefined) return outcome(undefined, planned.diagnostics);
  if (decision.kind === "companion") {
    const why = decision.beside[0]?.why ?? noBlock;
    return outcome({ kind: "companion", why, diagnostics: planned.diagnostics });
  }
  const expanded = new Map([...texts].map(([host, text]) => [text, host]));
  const addedValues = withTexts(decision.added, (text) => expanded.get(text) ?? text);
  const { edits, added, beside, attached } = decision;
  const plan = { edits, added, addedValues, beside, attached };
  return outcome({ kind: "values", plan }, planned.diagnostics);
}

export const noBlock = "none of its values make this Ingress alone";

/**
 * Hosts that the deployer fills in before Helm sees them (`{{name}}.example.com` in an ApplicationSet), from what Helm sees to what this
 * text says.
 */
function hostTexts(block: IngressBlock, layer: EditLayer, values: OpenValues): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { host, keyPath } of block.hosts) {
    const text = valueAt(values.written, keyPath);
    if (typeof text !== "string" || text === host || valueAt(layer.value, keyPath) !== host) continue;
    found.set(host.toLowerCase(), text);
  }
  return found;
}

function withHosts(block: IngressBlock, texts: ReadonlyMap<string, string>): IngressBlock {
  const hosts = block.hosts.map((one) => ({ ...one, host: texts.get(one.host.toLowerCase()) ?? one.host }));
  return { ...block, hosts };
}
