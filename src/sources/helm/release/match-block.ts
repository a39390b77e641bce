/**
 * Which ingress block of the values makes a rendered Ingress. A template does not say what it was made of, so the block is found by the
 * sub-chart, the hosts, the name the catalogue expects, and at last by being the only one; what none of these explains has no block.
 */
import type { KubeObject } from "../../../model/kube.ts";
import type { ChartFiles } from "../../../model/render.ts";
import { isMapping } from "../../objects/parse.ts";
import { expandTemplate } from "../template-text.ts";
import type { LiveBlock } from "./live-blocks.ts";

export interface RenderedIngress {
  readonly object: KubeObject;
  /** Path of the template inside the chart. */
  readonly template: string;
}

/** By position in `ingresses`. */
export function matchBlocks(
  ingresses: readonly RenderedIngress[],
  blocks: readonly LiveBlock[],
  files: ChartFiles,
): readonly (LiveBlock | undefined)[] {
  const bySign = ingresses.map((ingress) => {
    const candidates = blocks.filter(({ scope }) => isSameScope(scope, scopeOfTemplate(ingress.template)));
    return { candidates, found: bestBySigns(ingress, candidates) };
  });
  const taken = new Set(bySign.flatMap(({ found }) => (found === undefined ? [] : [found])));
  return bySign.map(({ candidates, found }, index) => {
    const ingress = ingresses[index];
    if (found !== undefined || ingress === undefined) return found;
    const free = candidates.filter((candidate) => !taken.has(candidate));
    const [only, ...others] = free.length > 0 ? free : candidates;
    if (only === undefined || others.length > 0) return undefined;
    return speaksOf(only, files.get(ingress.template)) ? only : undefined;
  });
}

/** "charts/grafana/charts/x/templates/ingress.yaml" → ["grafana", "x"]: Helm names an aliased chart by its alias. */
function scopeOfTemplate(template: string): readonly string[] {
  const end = template.indexOf("templates/");
  const head = end < 0 ? "" : template.slice(0, end);
  return [...head.matchAll(/charts\/([^/]+)\//g)].map(([, name = ""]) => name);
}

function isSameScope(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((key, index) => key === other[index]);
}

function bestBySigns(ingress: RenderedIngress, candidates: readonly LiveBlock[]): LiveBlock | undefined {
  const scored = candidates
    .map((candidate) => ({ candidate, score: scoreOf(ingress, candidate) }))
    .filter(({ score }) => score > 0);
  const best = Math.max(0, ...scored.map(({ score }) => score));
  const [only, ...others] = scored.filter(({ score }) => score === best);
  return others.length === 0 ? only?.candidate : undefined;
}

/** Hosts in common count for most; the name tells blocks apart that share their hosts. */
function scoreOf({ object }: RenderedIngress, { block, site, context }: LiveBlock): number {
  const hosts = hostsOf(object);
  const own = block.hosts.flatMap(({ host }) => expandTemplate(host, context)?.toLowerCase() ?? []);
  const inCommon = own.filter((host) => hosts.has(host)).length;
  const backend = site?.site.backend;
  const named =
    backend === undefined
      ? undefined
      : (backend.ingress?.(context, site?.wild.at(-1)) ?? backend.service(context));
  const isNamed = named !== undefined && named === object.metadata.name;
  return inCommon * 2 + (isNamed && (inCommon > 0 || own.length === 0) ? 1 : 0);
}

/** Hosts of the rules in lower case, as the API server keeps them; "" for a rule without one. */
export function hostsOf(object: KubeObject): ReadonlySet<string> {
  const spec = isMapping(object.spec) ? object.spec : {};
  const rules = Array.isArray(spec.rules) ? spec.rules : [];
  return new Set(
    rules.flatMap((rule: unknown) =>
      isMapping(rule) ? [typeof rule.host === "string" ? rule.host.toLowerCase() : ""] : [],
    ),
  );
}

/** The template mentions the block's key, or calls a helper that may. */
function speaksOf({ block }: LiveBlock, template: Uint8Array | undefined): boolean {
  const key = block.keyPath.findLast((segment) => typeof segment === "string");
  if (template === undefined || key === undefined) return true;
  const text = new TextDecoder().decode(template);
  const named = block.keyPath.some((segment) => typeof segment === "string" && text.includes(`.${segment}`));
  return named || /\binclude\s+"[^"]*ingress/i.test(text) || /\{\{-?\s*include\s+"[^"]*all"/.test(text);
}
