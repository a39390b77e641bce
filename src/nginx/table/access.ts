/**
 * The access phase of a location: address lists and passwords. It comes after every redirect, so a redirect is never guarded.
 */
import { cidrContains } from "../../model/cidr.ts";
import type { RouteOutcome } from "../../model/proof.ts";
import type { ClientFacts } from "./forwarded.ts";
import type { Location, NginxTable } from "./table.ts";

/** Deny list first, then allow list, then passwords; `satisfy any` lets one success be enough. */
export function access(table: NginxTable, location: Location, facts: ClientFacts): RouteOutcome | undefined {
  const { settings } = location;
  const isIn = (ranges: LocationRanges): boolean =>
    ranges.some((range) => cidrContains(range, facts.address));
  const denied: RouteOutcome[] = [];
  let checks = 0;
  if (settings.deny.length > 0 || settings.allow !== undefined) {
    checks += 1;
    if (isIn(settings.deny)) denied.push({ kind: "denied", by: "deny-list", status: 403 });
    else if (settings.allow !== undefined && !isIn(settings.allow)) {
      denied.push({ kind: "denied", by: "allow-list", status: 403 });
    }
  }
  if (!isExempt(table, location, "no-auth-locations")) {
    if (settings.externalAuth) denied.push({ kind: "denied", by: "external-auth", status: 401 });
    if (settings.passwordAuth !== undefined) {
      denied.push({ kind: "denied", by: settings.passwordAuth, status: 401 });
    }
    checks += (settings.externalAuth ? 1 : 0) + (settings.passwordAuth === undefined ? 0 : 1);
  }
  const passes = settings.satisfyAny ? denied.length < checks || checks === 0 : denied.length === 0;
  return passes ? undefined : denied[0];
}

type LocationRanges = Location["settings"]["deny"];

/** Exemptions compare the path of the location, not of the request (tpl isLocationInLocationList). */
export function isExempt(table: NginxTable, location: Location, key: string): boolean {
  const list = table.world.configMap[key] ?? "/.well-known/acme-challenge";
  return list.split(",").some((item) => item.trim() !== "" && location.path.startsWith(item.trim()));
}
