/**
 * Where locations of a server-snippet stand among the controller's own: exact paths, then expressions (these are the first in the file),
 * then the longest beginning (ngx_http_core_find_location, 1.27.1).
 */
import { decidePattern } from "../../pattern/decide.ts";
import type { LocationChoice } from "./choose.ts";
import type { SnippetLocation } from "./snippet-locations.ts";

/** The status of the location that wins against the controller's own choice; undefined: that choice holds. */
export function answeredBySnippet(
  locations: readonly SnippetLocation[],
  path: string,
  choice: LocationChoice | undefined,
): number | undefined {
  const exact = locations.find((one) => one.kind === "exact" && one.text === path);
  if (exact !== undefined) return exact.status;
  if (choice?.kind === "add-slash") return undefined;
  const chosen = choice?.kind === "location" ? choice.location.match : undefined;
  if (chosen?.kind === "exact") return undefined;
  const reached = chosen?.kind === "prefix" ? chosen.text : choice?.kind === "controller" ? choice.path : "";
  const longest = locations
    .flatMap((one) => (one.kind === "prefix" || one.kind === "last-prefix" ? [one] : []))
    .filter(({ text }) => path.startsWith(text) && text.length > reached.length)
    .reduce<(SnippetLocation & { readonly text: string }) | undefined>(
      (best, one) => (best === undefined || one.text.length > best.text.length ? one : best),
      undefined,
    );
  if (longest?.kind === "last-prefix") return longest.status;
  const matched = locations.find((one) => one.kind === "regex" && decidePattern(one.pattern, false, path));
  if (matched !== undefined) return matched.status;
  return chosen?.kind === "regex" ? undefined : longest?.status;
}
