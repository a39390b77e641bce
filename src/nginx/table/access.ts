/**
 * The access phase of a location: address lists and passwords. It comes after every redirect, so a redirect is never guarded.
 */
import { cidrContains } from "../../model/cidr.ts";
import type { RouteOutcome } from "../../model/proof.ts";
import type { ClientFacts } from "./forwarded.ts";
import type { Location, NginxTable } from "./table.ts";

/**
 * Deny list first, then allow list, then passwords. `satisfy any` lets one success be enough, and being on no deny list is
 * none: nginx's access module then has no opinion. Where all fail, 401 goes before 403 (ngx_http_core_access_phase).
 */
export function access(
  table: NginxTable,
  location: Location,
  facts: ClientFacts,
  credentials: readonly string[] = [],
): RouteOutcome | undefined {
  const { settings } = location;
  const isIn = (ranges: LocationRanges): boolean =>
    ranges.some((range) => cidrContains(range, facts.address));
  const denied: RouteOutcome[] = [];
  // A success that is enough where any one is.
  let isAllowed = false;
  if (settings.deny.length > 0 || settings.allow !== undefined) {
    if (isIn(settings.deny)) denied.push({ kind: "denied", by: "deny-list", status: 403 });
    else if (settings.allow !== undefined && !isIn(settings.allow)) {
      denied.push({ kind: "denied", by: "allow-list", status: 403 });
    } else isAllowed = settings.allow !== undefined;
  }
  if (!isExempt(table, location, "no-auth-locations")) {
    const checks = [settings.externalAuth ? "external-auth" : undefined, settings.passwordAuth];
    for (const by of checks) {
      if (by === undefined) continue;
      if (credentials.includes(by)) isAllowed = true;
      else denied.push({ kind: "denied", by, status: 401 });
    }
  }
  if (!settings.satisfyAny) return denied[0];
  if (isAllowed) return undefined;
  return denied.find((one) => one.kind === "denied" && one.status === 401) ?? denied[0];
}

type LocationRanges = Location["settings"]["deny"];

/** Exemptions compare the path of the location, not of the request (tpl isLocationInLocationList). */
export function isExempt(table: NginxTable, location: Location, key: string): boolean {
  const list = table.world.configMap[key] ?? "/.well-known/acme-challenge";
  return list.split(",").some((item) => item.trim() !== "" && location.path.startsWith(item.trim()));
}
