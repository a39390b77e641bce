/**
 * How implementations read a RegularExpression match and where they rank it: the API leaves dialect, anchoring and order open.
 * nginx reads every path of a regex host as `~* ^text`: any case, anchored at the start, PCRE. Sources: implementations' route
 * sorting code, named at each reading.
 */
import type { HttpPathMatch } from "../gateway/objects/http-route.ts";

/** A path of a regex host: nginx's text, and the match that is written for it. */
export interface RankedPath {
  readonly text: string;
  readonly match: HttpPathMatch;
}

export interface RegexReading {
  /** The expression with the meaning nginx's text has; a clause says why there is none. */
  write(text: string): { readonly value: string } | { readonly because: string };
  /** True when a request that both take is surely answered by `first`. `together`: both stand in one route, in this order. */
  isTriedFirst(first: RankedPath, second: RankedPath, together: boolean): boolean;
  /** How "every other path" is written beside expressions, where a PathPrefix `/` would win over them. */
  readonly everything?: HttpPathMatch;
  /** Set where equal ranks are decided by the order of rules alone, which splitting a route would lose. */
  readonly maxRules?: number;
}

/** RE2 over the whole path: a longer text must be allowed behind what nginx leaves open. */
function wholePath(text: string): { readonly value: string } {
  const isOpen = !/(?:^|[^\\])(?:\\\\)*\$$/.test(text) && !/\.\*\)?$/.test(text);
  return { value: `(?i)${text}${isOpen ? ".*" : ""}` };
}

/** A slash has no case, so the flag may follow it where the first character has to be a slash. */
function afterSlash(text: string): { readonly value: string } {
  return { value: `/(?i)${text.slice(1)}` };
}

type Ranks = Readonly<Record<HttpPathMatch["type"], number>>;

const expressionsFirst: Ranks = { Exact: 2, RegularExpression: 1, PathPrefix: 0 };
const expressionsLast: Ranks = { Exact: 2, PathPrefix: 1, RegularExpression: 0 };

function byRankAndLength(ranks: Ranks): RegexReading["isTriedFirst"] {
  return (first, second, together) => {
    const byType = ranks[first.match.type] - ranks[second.match.type];
    if (byType !== 0) return byType > 0;
    const byLength = first.match.value.length - second.match.value.length;
    if (byLength !== 0) return byLength > 0;
    return together && first.match.value !== second.match.value;
  };
}

/** Exact, expressions, prefixes, each by length: also the order of targets that read no expressions. */
export const usualOrder = byRankAndLength(expressionsFirst);

/** Envoy Gateway (internal/gatewayapi/sort.go), Cilium (operator/pkg/model/translation/envoy_virtual_host.go). */
export const longestExpressionFirst: RegexReading = { write: wholePath, isTriedFirst: usualOrder };

/** kgateway does not compare the length of expressions (pkg/kgateway/translator/routeutils/sortable_route.go). */
export const expressionsInRouteOrder: RegexReading = {
  write: wholePath,
  isTriedFirst: (first, second, together) =>
    first.match.type === "RegularExpression" && second.match.type === "RegularExpression"
      ? together && first.match.value !== second.match.value
      : usualOrder(first, second, together),
  maxRules: 16,
};

/** Istio tries every prefix before any expression (pilot/pkg/config/kube/gateway/conversion.go, sortHTTPRoutes). */
export const expressionsAfterPrefixes: RegexReading = {
  write: wholePath,
  isTriedFirst: byRankAndLength(expressionsLast),
  everything: { type: "RegularExpression", value: "/.*" },
};

/**
 * NGINX Gateway Fabric writes `location ~ ^VALUE`; any expression beats every prefix, except that a prefix `/x` also makes an
 * exact location for `/x` itself, which beats expressions (internal/controller/nginx/config/servers.go; values:
 * validation/common.go; order: internal/controller/state/dataplane/sort.go; v2.6.7).
 */
export const nginxLocations: RegexReading = {
  write: (text) =>
    /[\s{};]/.test(text)
      ? { because: "NGINX Gateway Fabric takes no blank, brace or semicolon in a path" }
      : afterSlash(text),
  isTriedFirst(first, second, together) {
    const [a, b] = [first.match, second.match];
    if (a.type === "RegularExpression" && b.type === "PathPrefix" && b.value !== "/") {
      const bare = b.value.endsWith("/") ? b.value.slice(0, -1) : b.value;
      return first.text.toLowerCase().startsWith(`${bare.toLowerCase()}/`);
    }
    if (a.type === "RegularExpression" && b.type === "RegularExpression" && a.value.length === b.value.length)
      return a.value < b.value;
    return usualOrder(first, second, together);
  },
};

/** Traefik: numbers instead of ranks, Go's RE2 found anywhere (pkg/provider/kubernetes/gateway/httproute.go, buildMatchRule). */
export const traefikPriorities: RegexReading = {
  write: (text) =>
    text.includes("`")
      ? { because: "a backtick ends the expression in Traefik's rules" }
      : { value: `(?i)^${text}` },
  isTriedFirst(first, second, together) {
    const difference = traefikPriority(first.match) - traefikPriority(second.match);
    if (difference !== 0) return difference > 0;
    return together && first.match.value !== second.match.value;
  },
};

function traefikPriority({ type, value }: HttpPathMatch): number {
  if (type === "Exact") return 100_000;
  return type === "PathPrefix" && value === "/" ? 1 : 10_000 + 100 * value.length;
}

/** Kong puts ^ in front; a value of its traditional router has to begin with a slash (httproute_atc.go, v3.5 of its controller). */
export const kongExpressions: RegexReading = { write: afterSlash, isTriedFirst: usualOrder };
