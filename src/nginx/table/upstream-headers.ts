/**
 * What the controller tells the back end in headers, whether it believes the client or not (nginx.tmpl, v1.15.1).
 */
import type { RequestSample } from "../../model/proof.ts";
import type { ClientFacts } from "./forwarded.ts";
import type { Rewritten } from "./rewrite.ts";
import type { Location } from "./table.ts";
import { expand } from "./variables.ts";

/** Headers the back end gets from the controller, lower-case names (reference D.2). X-Request-ID is random and left out. */
export function upstreamHeaders(
  request: RequestSample,
  facts: ClientFacts,
  location: Location,
  rewritten: Rewritten | undefined,
): { readonly headers: Readonly<Record<string, string>>; readonly doubt: string | undefined } {
  const { forwardedPrefix, upstreamVhost } = location.settings;
  const variables = { location, request, client: facts, group: rewritten?.group };
  const host = upstreamVhost === undefined ? facts.host : expand(upstreamVhost, variables);
  const isPrefixed = rewritten !== undefined && forwardedPrefix !== undefined;
  const prefix = isPrefixed ? expand(forwardedPrefix, variables) : undefined;
  const isKnown = host !== undefined && (!isPrefixed || prefix !== undefined);

  const original = request.headers["x-forwarded-for"];
  const originalHost = request.headers["x-forwarded-host"];
  const headers = {
    host: host ?? facts.host,
    "x-real-ip": facts.address,
    "x-forwarded-for": facts.address,
    "x-forwarded-host": facts.host,
    "x-forwarded-port": facts.port,
    "x-forwarded-proto": facts.scheme,
    "x-forwarded-scheme": facts.scheme,
    "x-scheme": facts.scheme,
    ...(original === undefined ? {} : { "x-original-forwarded-for": original }),
    ...(originalHost === undefined ? {} : { "x-original-forwarded-host": originalHost }),
    // A header with an empty value is not sent.
    ...(prefix === undefined || prefix === "" ? {} : { "x-forwarded-prefix": prefix }),
  };
  return { headers, doubt: isKnown ? undefined : "a header for the back end holds an nginx variable" };
}
