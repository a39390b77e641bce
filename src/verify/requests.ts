/**
 * The requests that stand for all requests to one host: a member of every piece of the path space, times every variant of
 * method, headers and address that some rule looks at, times the schemes that are compared.
 */
import { findVirtualHost, type GatewayTable, type VirtualHost } from "../gateway/table/table.ts";
import type { RequestSample } from "../model/proof.ts";
import { chooseServer } from "../nginx/table/choose.ts";
import { snippetLanguages } from "../nginx/table/snippet-locations.ts";
import type { NginxTable, Server } from "../nginx/table/table.ts";
import type { PathLanguage } from "../pattern/language.ts";
import { languageKey } from "../pattern/language.ts";
import type { Pattern } from "../pattern/program.ts";
import { byLength, cutPaths, type PathPieces } from "./paths.ts";
import { findVariants, type Variant } from "./variants.ts";

export interface RequestPlan {
  /** Shortest first. */
  readonly requests: readonly RequestSample[];
  readonly complete: boolean;
}

export function planRequests(
  old: NginxTable,
  next: GatewayTable,
  host: string,
  cuts: KnownCuts,
): RequestPlan {
  const target = old.wwwRedirects.get(host);
  const server = chooseServer(old, host);
  const schemes = isHttpsCompared(old, server, host, target)
    ? (["http", "https"] as const)
    : (["http"] as const);
  const hosts = schemes.map((scheme) => findVirtualHost(next, scheme, host).virtualHost);
  const pieces = cutOnce(cuts, [...oldLanguages(server), ...hosts.flatMap(newLanguages)]);
  const paths = [...new Set([...pieces.paths, ...rewrittenPaths(cuts, server, hosts)])].sort(byLength);
  const variants = findVariants({ table: old, server }, { table: next, hosts });
  const rewritesOrRedirects = hasTargets(server, hosts) || target !== undefined;
  const requests: RequestSample[] = [];
  for (const path of paths) {
    for (const variant of variants.list) {
      for (const scheme of schemes) {
        requests.push(requestOf(scheme, host, path, variant));
        // A query tells whether a redirect or a rewrite keeps it.
        if (rewritesOrRedirects && variant.query === "") {
          requests.push(requestOf(scheme, host, path, { ...variant, query: "q=1" }));
        }
      }
    }
  }
  const understood = server.locations.every(
    ({ match }) => match.kind !== "regex" || match.pattern !== undefined,
  );
  return { requests, complete: pieces.complete && variants.complete && understood };
}

function requestOf(scheme: "http" | "https", host: string, path: string, variant: Variant): RequestSample {
  const { method, headers, query } = variant;
  return { scheme, host, method, path: query === "" ? path : `${path}?${query}`, headers };
}

/**
 * https to a host without TLS reaches the controller's fake certificate: no client of that host does so on purpose. A forced
 * redirect, though, sends clients there, so somebody serves it.
 */
function isHttpsCompared(old: NginxTable, server: Server, host: string, target: string | undefined): boolean {
  const wildcard = host.includes(".") ? `*${host.slice(host.indexOf("."))}` : host;
  if (
    old.passedThrough.has(host) ||
    server.hasTls ||
    old.certificates.has(host) ||
    old.certificates.has(wildcard)
  )
    return true;
  if (target !== undefined && old.servers.get(target)?.hasTls === true) return true;
  return server.locations.some(({ settings }) => settings.forceSslRedirect);
}

function oldLanguages(server: Server): readonly PathLanguage[] {
  const own: readonly PathLanguage[] =
    server.host === "_"
      ? [
          { kind: "prefix", text: "/healthz" },
          { kind: "prefix", text: "/nginx_status" },
        ]
      : [];
  const languages = server.locations.flatMap(({ match }): readonly PathLanguage[] => {
    if (match.kind === "regex") return regexLanguages(match.pattern);
    // The slash-less name of a slashed location is answered 301.
    const bare: readonly PathLanguage[] =
      match.text.length > 1 && match.text.endsWith("/")
        ? [{ kind: "exact", text: match.text.slice(0, -1) }]
        : [];
    return [{ kind: match.kind, text: match.text }, ...bare];
  });
  const root: PathLanguage = { kind: "exact", text: "/" };
  return [root, ...own, ...languages, ...snippetLanguages(server.snippetLocations)];
}

function regexLanguages(pattern: Pattern | undefined): readonly PathLanguage[] {
  return pattern === undefined ? [] : [{ kind: "pattern", pattern, whole: false }];
}

/**
 * The rewrite applies the path text without its "^". Where the location is chosen it matches for certain, so it decides nothing and
 * stays out of the cut, whose pieces it would multiply; but where in the path it matches tells the captured groups, so each is cut
 * along on its own for more members.
 */
function rewrittenPaths(
  cuts: KnownCuts,
  { locations }: Server,
  hosts: readonly (VirtualHost | undefined)[],
): readonly string[] {
  const ofOld = locations.flatMap(({ match, rewrite }) => {
    if (match.kind !== "regex" || rewrite === undefined || rewrite === "unknown") return [];
    return [[...regexLanguages(match.pattern), ...regexLanguages(rewrite)]];
  });
  const ofNew = hosts.flatMap((host) =>
    (host?.entries ?? []).flatMap(({ match, rule }) =>
      rule.filters.flatMap((filter) =>
        filter.kind === "regex-rewrite" ? [[...match.path.languages, ...regexLanguages(filter.pattern)]] : [],
      ),
    ),
  );
  return [...ofOld, ...ofNew].flatMap((languages) => cutOnce(cuts, languages).paths);
}

function newLanguages(host: VirtualHost | undefined): readonly PathLanguage[] {
  return (host?.entries ?? []).flatMap(({ match }) => match.path.languages);
}

/** True when some answer of either side may be a redirect or a rewritten path. */
function hasTargets(server: Server, hosts: readonly (VirtualHost | undefined)[]): boolean {
  const onOld = server.locations.some(
    ({ settings, rewrite }) => rewrite !== undefined || settings.redirect !== undefined,
  );
  const onNew = hosts.some((host) =>
    host?.entries.some(({ rule }) =>
      rule.filters.some(({ kind }) => ["redirect", "rewrite", "regex-rewrite"].includes(kind)),
    ),
  );
  return onOld || onNew;
}

/** Many hosts share one set of rules, and the cut depends on nothing else. */
export type KnownCuts = Map<string, PathPieces>;

function cutOnce(cuts: KnownCuts, languages: readonly PathLanguage[]): PathPieces {
  const key = [...new Set(languages.map(languageKey))].sort().join("\n");
  const known = cuts.get(key);
  if (known !== undefined) return known;
  const cut = cutPaths(languages);
  cuts.set(key, cut);
  return cut;
}
