/**
 * What the controller believes about the client: address, scheme, host and port, with or without trust in X-Forwarded-*
 * (nginx.tmpl and lua_ingress.lua, controller v1.15.1).
 */

import { cidrContains, parseCidr } from "../../model/cidr.ts";
import type { RequestSample } from "../../model/proof.ts";
import { configBool } from "./settings.ts";
import { type NginxWorld, sourceOf } from "./world.ts";

export interface ClientFacts {
  readonly address: string;
  /** Scheme of the connection. */
  readonly connection: "http" | "https";
  /** Scheme after X-Forwarded-Proto, if trusted. */
  readonly scheme: string;
  /** Host header, or the first X-Forwarded-Host if trusted; port kept. */
  readonly host: string;
  readonly port: string;
}

export function clientFacts(request: RequestSample, world: NginxWorld): ClientFacts {
  const { headers } = request;
  const trusted = configBool(world.configMap, "use-forwarded-headers", false);
  const realIp = trusted || configBool(world.configMap, "enable-real-ip", false);
  const first = (name: string): string | undefined =>
    trusted ? headers[name]?.split(",")[0]?.trim() || undefined : undefined;
  return {
    address: realIp ? realAddress(headers, world) : sourceOf(headers),
    connection: request.scheme,
    scheme: first("x-forwarded-proto") ?? request.scheme,
    host: first("x-forwarded-host") ?? request.host,
    port: first("x-forwarded-port") ?? (request.scheme === "https" ? "443" : "80"),
  };
}

/** Walks the header from the right past trusted addresses; by default all are, so the leftmost one wins. */
function realAddress(headers: Readonly<Record<string, string>>, world: NginxWorld): string {
  const name = (world.configMap["forwarded-for-header"] ?? "X-Forwarded-For").toLowerCase();
  const chain = (headers[name] ?? "").split(",").map((item) => item.trim());
  const ranges = (world.configMap["proxy-real-ip-cidr"] ?? "0.0.0.0/0").split(",").flatMap((item) => {
    const range = parseCidr(item.trim());
    return range === undefined ? [] : [range];
  });
  const isTrusted = (address: string): boolean => ranges.some((range) => cidrContains(range, address));
  let address = sourceOf(headers);
  for (const hop of chain.reverse()) {
    if (hop === "" || parseCidr(hop) === undefined || !isTrusted(address)) break;
    address = hop;
  }
  return address;
}
