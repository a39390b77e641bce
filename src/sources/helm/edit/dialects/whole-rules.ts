/** A map of routes whose rules the chart prints as they stand, backends and redirects included. */
import type { Expressed, ExpressRequest, RouteEntry } from "../expression.ts";
import { cannot, headOf, isCannot, keyAfterFirst } from "./parts.ts";

export function wholeRulesValues(
  dialect: { readonly annotations: string },
  request: ExpressRequest,
): Expressed {
  const entries: RouteEntry[] = [];
  for (const [index, route] of request.routes.entries()) {
    const head = headOf(route, request);
    if (isCannot(head)) return head;
    const { annotations, ...rest } = head;
    const named = annotations === undefined ? {} : { [dialect.annotations]: annotations };
    const key = keyAfterFirst(route, request, index);
    if (key === undefined) return cannot("the name of a further route does not begin with the first one's");
    entries.push({ key, value: { enabled: true, ...named, ...rest, rules: route.rules } });
  }
  return { kind: "expressed", entries, beside: [] };
}
