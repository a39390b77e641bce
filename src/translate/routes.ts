/**
 * The HTTPRoutes of one Ingress: hosts with equal rules share a route, hosts with different rules get their own, redirects
 * stand apart. Order follows the Ingress, so that a reviewer finds the lines again.
 */

import { canonicalJson } from "../diagnostics/diagnostic.ts";
import { listenerFor } from "../gateway/listeners.ts";
import type { HttpRoute, HttpRouteRule, ParentRef } from "../gateway/objects/http-route.ts";
import { httpRoute, parentRef } from "../gateway/objects/makers.ts";
import type { GatewayChoice } from "../model/config.ts";
import type { Ingress } from "../model/ingress.ts";
import { annotationsOfFurtherRoutes } from "./carried-metadata.ts";
import type { RouteNames } from "./route-names.ts";
import { packRules, type RuleParts, routeRules } from "./route-rules.ts";
import type { HostShare, SideRule } from "./sides.ts";

type Section = "http" | "https";

interface RouteDraft {
  readonly parents: readonly ParentRef[];
  readonly role: "route" | "redirect";
  readonly hosts: string[];
  readonly rules: readonly HttpRouteRule[];
}

export interface RouteFrame {
  readonly gateway: GatewayChoice;
  readonly names: RouteNames;
  readonly annotations: Readonly<Record<string, string>>;
  readonly hasNamespace: boolean;
  readonly maxRuleMatches: number;
}

const maxHosts = 16;

export interface BuiltRoute {
  readonly route: HttpRoute;
  /** True when some rule reaches a backend: policies attach to these. */
  readonly forwards: boolean;
}

export function buildRoutes(
  ingress: Ingress,
  shares: readonly HostShare[],
  parts: RuleParts,
  frame: RouteFrame,
): readonly BuiltRoute[] {
  const drafts = groupDrafts(shares, parts, frame.gateway);
  const ordered = [
    ...drafts.filter(({ role }) => role === "route"),
    ...drafts.filter(({ role }) => role === "redirect"),
  ];
  const pieces = ordered.flatMap((draft) =>
    hostChunks(draft.hosts).flatMap((hostnames) =>
      packRules(draft.rules, frame.maxRuleMatches).map((rules) => ({ draft, hostnames, rules })),
    ),
  );
  const further = annotationsOfFurtherRoutes(frame.annotations);
  return pieces.map(({ draft, hostnames, rules }, index) => ({
    forwards: rules.some((rule) => rule.backendRefs !== undefined),
    route: httpRoute({
      name: frame.names.next(ingress, draft.role),
      namespace: frame.hasNamespace ? ingress.namespace : undefined,
      labels: ingress.labels,
      annotations: index === 0 ? frame.annotations : further,
      parentRefs: draft.parents,
      hostnames,
      rules,
    }),
  }));
}

/** One draft per choice of listeners and rule list, hosts in the order of the Ingress; the host-less server stands alone. */
function groupDrafts(
  shares: readonly HostShare[],
  parts: RuleParts,
  gateway: GatewayChoice,
): readonly RouteDraft[] {
  const drafts = new Map<string, RouteDraft>();
  const add = (host: string, sections: readonly Section[], side: readonly SideRule[]) => {
    const rules = routeRules(host, side, sections.includes("https"), parts);
    if (rules.length === 0) return;
    const role =
      side.some((rule) => rule.does === "to-https") && !side.some((rule) => rule.does === "forward")
        ? "redirect"
        : "route";
    const parents = sections.map((section) => parentOf(gateway, section, host));
    const key = canonicalJson({ parents, rules, isHostless: host === "" });
    const draft = drafts.get(key);
    if (draft === undefined) drafts.set(key, { parents, role, hosts: [host], rules });
    else draft.hosts.push(host);
  };
  for (const { host, both, http, https } of shares) {
    add(host, ["http", "https"], both);
    add(host, ["https"], https);
    add(host, ["http"], http);
  }
  return [...drafts.values()];
}

/** The listener that serves the host where the Gateway's listeners are known, else the one the configuration names. */
function parentOf(gateway: GatewayChoice, section: Section, host: string): ParentRef {
  const stated = gateway.sections[section];
  const known = listenerFor(gateway.listeners ?? [], section, host, stated);
  if (known === undefined) return parentRef({ ...gateway, sectionName: stated });
  return { ...parentRef({ ...known.parent, sectionName: known.name }), kind: known.parent.kind };
}

function hostChunks(hosts: readonly string[]): readonly (readonly string[])[] {
  if (hosts.includes("")) return [[]];
  const chunks: (readonly string[])[] = [];
  for (let start = 0; start < hosts.length; start += maxHosts)
    chunks.push(hosts.slice(start, start + maxHosts));
  return chunks;
}
