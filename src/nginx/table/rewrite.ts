/**
 * rewrite-target: the path text of the location, unanchored and ignoring case, is applied to the normalised path, and the
 * whole path becomes the target with the groups filled in (tpl buildProxyPass, controller v1.15.1).
 */
import type { RequestSample } from "../../model/proof.ts";
import { searchPattern } from "../../pattern/match.ts";
import { hostName } from "./choose.ts";
import type { ClientFacts } from "./forwarded.ts";
import type { Location } from "./table.ts";
import { encodePath } from "./uri.ts";

/** path: for the back end. redirect: an absolute target, answered 302. unknown: the expression is not understood. */
export type Rewritten = { readonly kind: "path" | "redirect" | "unknown"; readonly target: string };

/** The whole normalised path becomes the target with the groups filled in; the query stays (tpl buildProxyPass). */
export function rewrite(
  location: Location,
  path: string,
  query: string,
  facts: ClientFacts,
  request: RequestSample,
): Rewritten | undefined {
  if (location.rewrite === undefined) return undefined;
  if (location.rewrite === "unknown") return { kind: "unknown", target: request.path };
  const match = searchPattern(location.rewrite, path);
  if (match === undefined) return undefined;
  const written = location.settings.rewriteTarget;
  const isAbsolute = /^(https?:\/\/|\$scheme)/.test(written);
  const filled = written.replace(/\$(\d|[a-z_]+)/g, (whole, name: string) => {
    if (/\d/.test(name)) return encodePath(match.groups[Number(name)] ?? "");
    return variable(name, facts, request) ?? whole;
  });
  return { kind: isAbsolute ? "redirect" : "path", target: `${filled}${query}` };
}

/** nginx variables pass the validation of rewrite-target and are expanded. */
function variable(name: string, facts: ClientFacts, request: RequestSample): string | undefined {
  if (name === "host") return hostName(request.host);
  if (name === "scheme") return facts.connection;
  if (name === "http_host") return request.host;
  return name === "request_uri" ? request.path : undefined;
}
