/**
 * Where implementations differ in what they do with the same route, besides the order of matches and their own policies: how they
 * read expressions, which fields they ignore, which filters they refuse. Sources: reference implementations.md sections 4, 5 and 8,
 * and the files named here.
 */
import type { TargetName } from "../../model/config.ts";
import type { ServicePort } from "../../model/kube.ts";
import type { Filter } from "./filter.ts";

export interface Expression {
  readonly text: string;
  /** The whole path has to match, else a match anywhere in it is enough. */
  readonly whole: boolean;
  readonly dialect: "pcre" | "re2";
}

export interface DataPlane {
  expression(value: string): Expression;
  /** Fields of `timeouts` that it uses. */
  readonly timeouts: readonly string[];
  /** Filters whose rule is answered with 500. */
  readonly refusedFilters: readonly Filter["kind"][];
  /** A prefix `/x` takes `/x` itself as an exact path would. */
  readonly splitsPrefixes: boolean;
  /** Routes of wider hostnames compete with those of the exact host. */
  readonly crossesHosts: boolean;
  /** spec: what is absent comes from the request, the port from the listener. client: the port too comes from the request. */
  readonly redirects: "spec" | "client" | "kong";
  /** True when the Service's port makes it speak TLS. */
  speaksTls(port: ServicePort | undefined, number: number | undefined): boolean;
  readonly speaksH2c: boolean;
  /**
   * What answers a request that the address list and another check refuse both: the check, whichever is listed first, or not known.
   */
  readonly refusals: "check" | "listed" | "unknown";
  /** Filters whose treatment is not known. */
  readonly doubtedFilters: readonly Filter["kind"][];
}

const usual: DataPlane = {
  expression: (text) => ({ text, whole: true, dialect: "re2" }),
  timeouts: ["request", "backendRequest"],
  refusedFilters: [],
  splitsPrefixes: false,
  crossesHosts: false,
  redirects: "spec",
  speaksTls: () => false,
  speaksH2c: true,
  refusals: "unknown",
  doubtedFilters: [],
};

export const dataPlanes: Readonly<Record<TargetName, DataPlane>> = {
  standard: usual,
  // internal/xds/translator/httpfilters.go: ext_authz 6, basic_auth 8, rbac 301
  "envoy-gateway": { ...usual, refusals: "check" },
  cilium: usual,
  istio: usual,
  kgateway: usual,
  // internal/controller/nginx/config/servers.go: `location ~ ^VALUE`, `= /x` and `/x/` for a prefix; timeouts are not used
  "nginx-gateway-fabric": {
    ...usual,
    expression: (value) => ({ text: flagFirst(`^${value}`), whole: false, dialect: "pcre" }),
    timeouts: [],
    splitsPrefixes: true,
    speaksH2c: false,
  },
  // pkg/provider/kubernetes/gateway/httproute.go: PathRegexp(VALUE), getProtocol, loadMiddlewares
  traefik: {
    ...usual,
    expression: (value) => ({ text: flagFirst(value), whole: false, dialect: "re2" }),
    timeouts: [],
    refusedFilters: ["cors", "mirror"],
    crossesHosts: true,
    // The middlewares of a rule form one chain in the order of its filters.
    refusals: "listed",
    redirects: "client",
    speaksTls: (port, number) => number === 443 || port?.name?.startsWith("https") === true,
  },
  // internal/dataplane/translator/subtranslator/httproute.go and httproute_atc.go
  kong: {
    ...usual,
    expression: (value) => ({
      text: flagFirst(value.startsWith("^") ? value : `^${value}`),
      whole: false,
      dialect: "re2",
    }),
    timeouts: ["backendRequest"],
    redirects: "kong",
    speaksH2c: false,
    doubtedFilters: ["cors", "mirror"],
  },
  // conformance report of 1.36: no rewrites of paths, no CORS, no HTTP/2 without TLS to backends
  gke: {
    ...usual,
    timeouts: [],
    speaksH2c: false,
    speaksTls: (port) => port?.appProtocol === "HTTPS" || port?.appProtocol === "HTTP2",
    doubtedFilters: ["cors", "rewrite", "extension"],
  },
};

/** Neither "^" nor "/" has a case, so "(?i)" behind them means the same in front, where our own reader knows it. */
function flagFirst(text: string): string {
  const found = /^(\^?\/?)\(\?i\)/.exec(text);
  return found === null ? text : `(?i)${found[1] ?? ""}${text.slice(found[0].length)}`;
}
