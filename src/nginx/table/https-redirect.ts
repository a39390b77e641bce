/**
 * The redirects the controller's Lua answers: to https, and from-to-www (lua_ingress.lua and ngx_srv_redirect.lua, v1.15.1).
 */
import type { RequestSample, RouteOutcome } from "../../model/proof.ts";
import { isExempt } from "./access.ts";
import { hostName } from "./choose.ts";
import type { ClientFacts } from "./forwarded.ts";
import type { Location, NginxTable } from "./table.ts";

export function redirectsToHttps(
  table: NginxTable,
  location: Location,
  facts: ClientFacts,
  request: RequestSample,
): boolean {
  const { settings } = location;
  if (isExempt(table, location, "no-tls-redirect-locations") || facts.scheme !== "http") return false;
  if (settings.forceSslRedirect) return true;
  if (!settings.sslRedirect) return false;
  const host = hostName(request.host);
  const wildcard = host.includes(".") ? `*${host.slice(host.indexOf("."))}` : undefined;
  return table.certificates.has(host) || (wildcard !== undefined && table.certificates.has(wildcard));
}

export function httpsRedirect(
  table: NginxTable,
  location: Location,
  facts: ClientFacts,
  request: RequestSample,
): RouteOutcome {
  const { settings } = location;
  const uri = settings.preserveTrailingSlash ? request.path : cutSlash(request.path);
  const port = settings.usePortInRedirects ? ":443" : "";
  const host = facts.host.split(":")[0] ?? facts.host;
  return redirectTo(table, `https://${host}${port}${uri}`);
}

export function wwwRedirect(
  table: NginxTable,
  request: RequestSample,
  facts: ClientFacts,
  target: string,
): RouteOutcome {
  const where = `${facts.scheme}://${target}:${facts.port}${cutSlash(request.path)}`;
  return redirectTo(table, where);
}

function cutSlash(uri: string): string {
  return uri.endsWith("/") ? uri.slice(0, -1) : uri;
}

function redirectTo(table: NginxTable, location: string): RouteOutcome {
  const code = Number(table.world.configMap["http-redirect-code"] ?? "308");
  const status = [301, 302, 307, 308].includes(code) ? code : 308;
  return { kind: "redirect", status, location };
}
