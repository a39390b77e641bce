/**
 * Answers for redirects and further host names: Gateway API says all of them, with small differences of its own.
 */
import type { HttpRequestRedirect } from "../gateway/objects/http-filters.ts";
import type { RedirectAddress, RedirectStatus } from "../model/intent.ts";
import { answer, redirectStatus, refuse } from "./core.ts";
import type { Emit, TargetContext } from "./target.ts";

const keepsQuery = "a query string of the request is kept, which nginx drops";

export const fixedRedirect: Emit<"fixed-redirect"> = (intent, { supports }) => {
  const { to } = intent;
  if (to.port !== undefined && !supports("HTTPRoutePortRedirect")) {
    return refuse("this target cannot redirect to another port", "Redirect from the application, or by hand");
  }
  if (!supports("HTTPRoutePathRedirect")) {
    return refuse(
      "this target cannot set the path of a redirect",
      "Redirect from the application, or by hand",
    );
  }
  const status = redirectStatus(intent.status, supports);
  const parts = [`every request is redirected with ${status} to ${addressText(to)}; ${keepsQuery}`];
  if (status !== intent.status)
    parts.push(`nginx answers ${intent.status}, which the declared versions do not have`);
  return answer("approximate", parts.join("; "));
};

export const appRoot: Emit<"app-root"> = ({ path }, { supports }) =>
  supports("HTTPRoutePathRedirect")
    ? answer("approximate", `requests for exactly / are redirected with 302 to ${path}; ${keepsQuery}`)
    : refuse("this target cannot set the path of a redirect", "Redirect from the application, or by hand");

export const wwwRedirect: Emit<"www-redirect"> = (_intent, { facts, supports }) => {
  const status = redirectStatus(facts.redirectStatus, supports);
  const differs =
    status === facts.redirectStatus ? "" : `, ${facts.redirectStatus} being unknown to the declared versions`;
  return answer(
    "approximate",
    `the other name redirects here with ${status}${differs}; nginx also writes the port and cuts one trailing slash; https on the other name needs a certificate that covers it`,
  );
};

export const hostAliases: Emit<"host-aliases"> = ({ names }) =>
  answer("exact", `the routes list ${names.join(", ")} as well`);

/** The filter's fields for an address; the port of the scheme is left out. */
export function redirectFields(
  to: RedirectAddress,
  wanted: RedirectStatus,
  supports: TargetContext["supports"],
): HttpRequestRedirect {
  const usual = to.scheme === "https" ? 443 : 80;
  return {
    ...(to.scheme !== undefined && { scheme: to.scheme }),
    ...(to.host !== undefined && { hostname: to.host }),
    ...(to.path !== undefined && { path: { type: "ReplaceFullPath", replaceFullPath: to.path } }),
    ...(to.port !== undefined && to.port !== usual && { port: to.port }),
    statusCode: redirectStatus(wanted, supports),
  };
}

function addressText({ scheme, host, port, path }: RedirectAddress): string {
  return `${scheme === undefined ? "" : `${scheme}://`}${host ?? ""}${port === undefined ? "" : `:${port}`}${path ?? ""}`;
}
