/**
 * rewrite-target: the path text of the location, unanchored and ignoring case, is applied to the normalised path, and the
 * whole path becomes the target with the groups filled in (tpl buildProxyPass, controller v1.15.1).
 */
import type { RequestSample } from "../../model/proof.ts";
import { searchPattern } from "../../pattern/match.ts";
import type { ClientFacts } from "./forwarded.ts";
import type { Location } from "./table.ts";
import { encodePath, escapeArgument, unescapeRedirect } from "./uri.ts";
import { expand } from "./variables.ts";

/**
 * path: for the back end. redirect: an absolute target, answered 302. empty: nothing is left of the path, answered 500.
 * unknown: the expression is not understood, or a variable of the target is not.
 */
export interface Rewritten {
  readonly kind: "path" | "redirect" | "empty" | "unknown";
  readonly target: string;
  /** What the expression captured, for other directives that name "$1". */
  readonly group: (index: number) => string;
}

/** The query stays; the rest is the target alone. */
export function rewrite(
  location: Location,
  path: string,
  query: string,
  client: ClientFacts,
  request: RequestSample,
): Rewritten | undefined {
  if (location.rewrite === undefined) return undefined;
  if (location.rewrite === "unknown") return { kind: "unknown", target: request.path, group: () => "" };
  const match = searchPattern(location.rewrite, path);
  if (match === undefined) return undefined;
  const group = (index: number): string => match.groups[index] ?? "";
  const written = location.settings.rewriteTarget;
  const isAbsolute = /^(https?:\/\/|\$scheme)/.test(written);
  // Groups go into a redirect escaped, if the request's own path held an escape or a plus sign.
  const escapes = isAbsolute && /^[^?#]*[%+]/.test(request.path);
  const inTarget = escapes ? (index: number) => escapeArgument(group(index)) : group;
  const filled = expand(written, { location, request, client, group: inTarget });
  if (filled === undefined) return { kind: "unknown", target: request.path, group };
  if (isAbsolute) return { kind: "redirect", target: `${unescapeRedirect(filled)}${query}`, group };
  return filled === ""
    ? { kind: "empty", target: "", group }
    : { kind: "path", target: `${encodePath(filled)}${query}`, group };
}
