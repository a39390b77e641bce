/**
 * `route.main` of the Prometheus and Grafana charts. The chart's rule comes last and leads to its own Service; `additionalRules` come
 * before it, printed as they are. A redirect route is `httpsRedirect: true` under a key of its own, which always answers 301.
 */
import type { Expressed, ExpressRequest, RouteEntry } from "../expression.ts";
import { isRedirectRule, type JsonMap, type RouteIntent } from "../intent.ts";
import { type Cannot, cannot, headOf, isCannot, isPlainRedirect, leadsTo, ruleFields } from "./parts.ts";

export function routeMapValues(
  dialect: { readonly namesOthers: boolean; readonly redirects: boolean },
  request: ExpressRequest,
): Expressed {
  const forwarding = request.routes.filter((route) => !route.rules.every(isRedirectRule));
  const redirecting = request.routes.filter((route) => route.rules.every(isRedirectRule));
  const [main, ...others] = forwarding;
  if (main === undefined) return cannot("there is nothing to forward");
  if (others.length > 0) return cannot("its route values make one route, and here are several");
  const value = mainEntry(main, request);
  if (isCannot(value)) return value;
  const entries: RouteEntry[] = [{ key: "main", value }];
  const beside: { readonly route: RouteIntent; readonly why: string }[] = [];
  for (const route of redirecting) {
    const head = headOf(route, request);
    const isFirst = entries.length === 1;
    if (!isCannot(head) && isFirst && dialect.redirects && dialect.namesOthers && isPlainRedirect(route)) {
      entries.push({ key: "redirect", value: { enabled: true, ...head, httpsRedirect: true } });
    } else beside.push({ route, why: "its values can only redirect with status 301, and only once" });
  }
  return { kind: "expressed", entries, beside };
}

function mainEntry(route: RouteIntent, request: ExpressRequest): JsonMap | Cannot {
  const last = route.rules.at(-1);
  if (last === undefined || isRedirectRule(last) || !leadsTo(last, request.backend)) {
    return cannot("its last rule always leads to the chart's own Service, and the route's does not");
  }
  const head = headOf(route, request);
  if (isCannot(head)) return head;
  const fields = ruleFields(last, ["matches", "filters"], request);
  if (isCannot(fields)) return fields;
  const more = route.rules.slice(0, -1);
  const text = JSON.stringify(more);
  if (text.includes("{{")) return cannot("its additional rules go through templates");
  return {
    enabled: true,
    ...head,
    ...fields,
    ...(more.length === 0 ? {} : { additionalRules: more }),
  };
}
