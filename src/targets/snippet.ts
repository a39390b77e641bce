/** Fixed headers and redirects out of raw configuration, which Gateway API's own filters say. */
import type { HttpHeaderModifier, HttpRouteFilter } from "../gateway/objects/http-filters.ts";
import type { HeaderChanges } from "../model/intent.ts";
import { answer, redirectStatus, refuse } from "./core.ts";
import type { Emit } from "./target.ts";

export const snippet: Emit<"snippet"> = ({ request, response, redirect, isPartial }, { supports }) => {
  if (redirect !== undefined) {
    if (redirect.to.port !== undefined && !supports("HTTPRoutePortRedirect")) {
      return refuse(
        "this target cannot redirect to another port",
        "Redirect from the application, or by hand",
      );
    }
    const status = redirectStatus(redirect.status, supports);
    const isSame = status === redirect.status;
    const kept = redirect.to.path === undefined;
    const note = `every request is redirected with ${status}${isSame ? "" : ` instead of ${redirect.status}`}${kept ? ", path and query kept" : "; a query string of the request is kept, which nginx drops"}`;
    return answer(isSame && kept ? "exact" : "approximate", note);
  }
  const filters: HttpRouteFilter[] = [];
  const onRequest = modifier(request);
  if (onRequest !== undefined) {
    filters.push({ type: "RequestHeaderModifier", requestHeaderModifier: onRequest });
  }
  const onResponse = modifier(response);
  if (onResponse !== undefined) {
    filters.push({ type: "ResponseHeaderModifier", responseHeaderModifier: onResponse });
  }
  if (filters.length === 0) return answer("inert", "nothing of it changes requests or responses");
  const differs = isPartial
    ? "errors of the backend get them too"
    : "nginx sets them on its own errors as well";
  const what = "filters of the route change the same headers";
  if (onResponse === undefined) return { ...answer("exact", what), filters };
  return { ...answer("approximate", `${what}; ${differs}`), filters };
};

function modifier({ set, add, remove }: HeaderChanges): HttpHeaderModifier | undefined {
  if (set.length + add.length + remove.length === 0) return undefined;
  return {
    ...(set.length > 0 && { set }),
    ...(add.length > 0 && { add }),
    ...(remove.length > 0 && { remove }),
  };
}
