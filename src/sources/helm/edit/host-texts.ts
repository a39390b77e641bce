/**
 * Hosts of a route, written as the ingress block writes them. A block's text may hold `{{ }}`, which the chart's `tpl` fills in, or
 * `${VAR}`, which Flux does: that text is carried over as it is, wherever the route values pass through the same hands.
 */
import type { BlockHost } from "../blocks/block.ts";

export type HostTexts =
  | { readonly ok: true; readonly texts: readonly string[] }
  | { readonly ok: false; readonly why: string };

export function hostTexts(
  hostnames: readonly string[],
  hosts: readonly BlockHost[],
  options: { readonly routeIsTemplated: boolean },
): HostTexts {
  const literal = new Set(hosts.map(({ host }) => host.toLowerCase()));
  const unmatched = hostnames.filter((host) => !literal.has(host.toLowerCase()));
  const templated = [...new Set(hosts.map(({ host }) => host).filter((host) => host.includes("{{")))];
  if (unmatched.length === 0) return { ok: true, texts: hostnames };
  if (templated.length !== 1 || unmatched.length !== 1) {
    return templated.length === 0
      ? { ok: true, texts: hostnames }
      : { ok: false, why: "which of its templated hosts is which cannot be told" };
  }
  const [text = ""] = templated;
  if (!options.routeIsTemplated)
    return { ok: false, why: "its hosts are templated, and the chart does not template those of a route" };
  return { ok: true, texts: hostnames.map((host) => (host === unmatched[0] ? text : host)) };
}
