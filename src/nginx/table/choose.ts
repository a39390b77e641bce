/**
 * Which server and which location a request lands in: server by Host header, location by the normalised path (nginx core,
 * 1.27.1). The missing-slash 301 is found here because nginx finds it here, before anything of the location runs.
 */
import { decidePattern } from "../../pattern/decide.ts";
import { defaultHost } from "./draft.ts";
import type { Location, NginxTable, Server } from "./table.ts";

/** Host header without port and trailing dot, lower case. */
export function hostName(header: string): string {
  const text = header.toLowerCase();
  const bare = text.startsWith("[") ? text.slice(0, text.indexOf("]") + 1) : text.replace(/:\d*$/, "");
  return bare.endsWith(".") ? bare.slice(0, -1) : bare;
}

/** Exact names and aliases, then wildcard aliases, then expressions in file order, else the default server. */
export function chooseServer(table: NginxTable, host: string): Server {
  const exact = table.names.get(host);
  if (exact !== undefined) return exact;
  const wildcard = table.wildcardAliases.find(
    ({ suffix }) => host.endsWith(suffix) && host.length > suffix.length,
  );
  if (wildcard !== undefined) return wildcard.server;
  const matched = table.patterns.find(({ pattern }) => decidePattern(pattern, false, host));
  const server = matched?.server ?? table.servers.get(defaultHost);
  if (server === undefined) throw new Error("the default server is missing");
  return server;
}

export type LocationChoice =
  | { readonly kind: "location"; readonly location: Location; readonly doubt: string | undefined }
  | { readonly kind: "add-slash"; readonly location: Location }
  /** The default server's own locations, which carry health checks. */
  | { readonly kind: "controller"; readonly path: "/healthz" | "/nginx_status" };

export function chooseLocation(server: Server, path: string): LocationChoice | undefined {
  return server.regexMode ? chooseByRegex(server, path) : chooseByPrefix(server, path);
}

/** The first expression that matches wins; the health locations are prefixes and lose against any of them. */
function chooseByRegex(server: Server, path: string): LocationChoice | undefined {
  let doubt: string | undefined;
  for (const location of server.locations) {
    if (location.match.kind !== "regex") continue;
    const { pattern, text } = location.match;
    if (pattern === undefined) doubt ??= `whether ${text} matches is not known`;
    else if (decidePattern(pattern, false, path)) return { kind: "location", location, doubt };
  }
  return undefined;
}

function chooseByPrefix(server: Server, path: string): LocationChoice | undefined {
  const { locations } = server;
  const exact = locations.find(({ match }) => match.kind === "exact" && match.text === path);
  if (exact !== undefined) return { kind: "location", location: exact, doubt: undefined };
  // A location that answers 503 has no proxy_pass, and only one with it adds the slash.
  const slashed = locations.find(
    ({ match, settings }) => match.text === `${path}/` && settings.denied === undefined,
  );
  if (slashed !== undefined) return { kind: "add-slash", location: slashed };
  let best: Location | undefined;
  for (const location of locations) {
    const { kind, text } = location.match;
    if (kind !== "prefix" || !path.startsWith(text)) continue;
    if (best === undefined || text.length > best.match.text.length) best = location;
  }
  const own = server.host === defaultHost ? controllerPath(path) : undefined;
  if (own !== undefined && own.length > (best?.match.text.length ?? 0))
    return { kind: "controller", path: own };
  return best === undefined ? undefined : { kind: "location", location: best, doubt: undefined };
}

function controllerPath(path: string): "/healthz" | "/nginx_status" | undefined {
  if (path.startsWith("/healthz")) return "/healthz";
  return path.startsWith("/nginx_status") ? "/nginx_status" : undefined;
}
