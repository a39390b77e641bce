/**
 * Which of several matching rules a data plane takes. The API orders Exact before the longer Prefix and leaves regular
 * expressions open; the implementations close that gap differently. Each order names its source.
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

type Ranks = Readonly<Record<RouteMatch["path"]["type"], number>>;

const expressionsSecond: Ranks = { Exact: 0, RegularExpression: 1, PathPrefix: 2 };
const expressionsLast: Ranks = { Exact: 0, PathPrefix: 1, RegularExpression: 2 };

function byRank(ranks: Ranks): Order {
  return (a, b) => ranks[a.match.path.type] - ranks[b.match.path.type];
}

const byType = byRank(expressionsSecond);
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

/** kgateway leaves expressions among themselves to the other criteria. */
const byLengthOfWords: Order = (a, b) =>
  a.match.path.type === "RegularExpression" && b.match.path.type === "RegularExpression" ? 0 : byLength(a, b);

/** `/x/` is a location of its own beside `/x`. */
const byFullLength: Order = (a, b) => b.match.path.value.length - a.match.path.value.length;

/** nginx tries expressions in the order they are written in its configuration: by length, then by text. */
const byText: Order = (a, b) =>
  a.match.path.type === "RegularExpression" ? compareText(a.match.path.value, b.match.path.value) : 0;

/**
 * Traefik adds numbers up: Exact 100000, "/" 1, any other path 10000 and 100 per character; 1000 for a method, 100 per header, 10
 * per query parameter, the length of the host, and the place of the rule counted from the end. Equal numbers are left to chance.
 */
function traefikPriority({ route, rule, match }: Entry, host: string): number {
  const { type, value } = match.path;
  const ofPath =
    type === "Exact" ? 100_000 : value === "/" && type === "PathPrefix" ? 1 : 10_000 + 100 * value.length;
  const conditions =
    (match.method === undefined ? 0 : 1000) + 100 * match.headers.length + 10 * match.query.length;
  return ofPath + conditions + host.length + route.rules.length - rule.index;
}

const byPriority: Order = (a, b) =>
  traefikPriority(b, longestHost(b)) - traefikPriority(a, longestHost(a)) || byRoute(a, b);

/** The longest hostname of the route counts, whichever the request named. */
function longestHost({ route }: Entry): string {
  return route.hostnames.reduce((longest, host) => (host.length > longest.length ? host : longest), "");
}

const afterPath: readonly Order[] = [byMethod, byHeaders, byQuery, byRoute];

const orders: Readonly<Record<TargetName, readonly Order[]>> = {
  standard: [byType, byLength, ...afterPath],
  // internal/gatewayapi/sort.go, v1.9.0
  "envoy-gateway": [byType, byLength, byEnvoyHeaders, byQuery, byRoute],
  // operator/pkg/model/translation/envoy_virtual_host.go, v1.20
  cilium: [byType, byLength, ...afterPath],
  // pilot/pkg/config/kube/gateway/conversion.go sortHTTPRoutes, 2026-08
  istio: [byRank(expressionsLast), byLength, ...afterPath],
  // pkg/kgateway/translator/routeutils/sortable_route.go, 2026-07
  kgateway: [byType, byLengthOfWords, ...afterPath],
  // internal/controller/state/dataplane/sort.go, v2.6.7
  "nginx-gateway-fabric": [byType, byFullLength, byText, ...afterPath],
  // pkg/provider/kubernetes/gateway/httproute.go buildMatchRule, v3.7
  traefik: [byPriority],
  // internal/dataplane/translator/subtranslator/httproute_atc.go, v3.5 of Kong's Ingress Controller
  kong: [byType, byLength, ...afterPath],
  // URL maps; expressions are nowhere documented, so where one matches the answer is in doubt
  gke: [byType, byLength, ...afterPath],
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

const withoutDialect: ReadonlySet<TargetName> = new Set<TargetName>(["standard", "gke"]);

/** Whether nobody says where expressions stand in the order. */
export function isOrderOpen(target: TargetName): boolean {
  return withoutDialect.has(target);
}

/**
 * Gateway API defines neither dialect, anchoring nor rank of expressions. Where no implementation is named, or one that does not
 * say, an expression that is found anywhere in the path may decide on some data plane.
 */
export function mayMatchElsewhere({ match }: Entry, path: string, target: TargetName): boolean {
  if (!isOrderOpen(target) || match.path.type !== "RegularExpression") return false;
  return match.path.languages.some(
    (language) => language.kind === "pattern" && inLanguage({ ...language, whole: false }, path),
  );
}
