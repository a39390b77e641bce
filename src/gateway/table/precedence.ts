/**
 * Which of several matching rules a data plane takes. The API orders Exact before the longer Prefix and leaves regular
 * expressions open; the implementations close that gap differently (reference implementations.md section 4: Envoy Gateway
 * internal/gatewayapi/sort.go v1.9.0; Cilium operator/pkg/model/translation/envoy_virtual_host.go v1.20).
 */
import { compareText } from "../../model/brands.ts";
import type { TargetName } from "../../model/config.ts";
import { inLanguage } from "../../pattern/language.ts";
import type { Route, RouteMatch, RouteRule } from "./route.ts";

/** A match of a rule; each takes part in the order on its own. */
export interface Entry {
  readonly route: Route;
  readonly rule: RouteRule;
  readonly match: RouteMatch;
  /** Position of the match in its route, over all rules. */
  readonly position: number;
}

type Order = (a: Entry, b: Entry) => number;

const rankOfType: Readonly<Record<RouteMatch["path"]["type"], number>> = {
  Exact: 0,
  RegularExpression: 1,
  PathPrefix: 2,
};

const byType: Order = (a, b) => rankOfType[a.match.path.type] - rankOfType[b.match.path.type];
const byLength: Order = (a, b) => pathLength(b.match) - pathLength(a.match);
const byMethod: Order = (a, b) => Number(b.match.method !== undefined) - Number(a.match.method !== undefined);
const byHeaders: Order = (a, b) => b.match.headers.length - a.match.headers.length;
const byQuery: Order = (a, b) => b.match.query.length - a.match.query.length;
const byRoute: Order = (a, b) =>
  compareText(a.route.created, b.route.created) ||
  compareText(a.route.key, b.route.key) ||
  a.position - b.position;

/** Envoy Gateway counts a method as one more header, and exact values before expressions. */
const byEnvoyHeaders: Order = (a, b) =>
  headerCount(b.match) - headerCount(a.match) || exactHeaders(b.match) - exactHeaders(a.match);

/** The longest prefix counts without its trailing "/", which has no meaning. */
function pathLength({ path }: RouteMatch): number {
  const isSlashed = path.type === "PathPrefix" && path.value.length > 1 && path.value.endsWith("/");
  return path.value.length - (isSlashed ? 1 : 0);
}

function headerCount({ method, headers }: RouteMatch): number {
  return headers.length + (method === undefined ? 0 : 1);
}

function exactHeaders({ headers }: RouteMatch): number {
  return headers.filter(({ language }) => language === undefined).length;
}

const orders: Readonly<Record<TargetName, readonly Order[]>> = {
  "envoy-gateway": [byType, byLength, byEnvoyHeaders, byQuery, byRoute],
  cilium: [byType, byLength, byMethod, byHeaders, byQuery, byRoute],
  standard: [byType, byLength, byMethod, byHeaders, byQuery, byRoute],
};

export function sortEntries(entries: readonly Entry[], target: TargetName): readonly Entry[] {
  const order = orders[target];
  return [...entries].sort((a, b) => {
    for (const compare of order) {
      const result = compare(a, b);
      if (result !== 0) return result;
    }
    return 0;
  });
}

/**
 * Gateway API defines neither dialect, anchoring nor rank of expressions. Where no implementation is named, an expression that
 * is found anywhere in the path may decide on some data plane.
 */
export function mayMatchElsewhere({ match }: Entry, path: string, target: TargetName): boolean {
  if (target !== "standard" || match.path.type !== "RegularExpression") return false;
  return match.path.languages.some(
    (language) => language.kind === "pattern" && inLanguage({ ...language, whole: false }, path),
  );
}
