/**
 * `httpRoute` as `helm create` writes it. Every rule leads to the chart's own Service and needs `matches` (without them the template
 * prints broken text); a redirect cannot be said, because the template prints a backend beside it, which Gateway API refuses.
 */
import type { Json } from "../../../../model/kube.ts";
import type { Expressed, ExpressRequest } from "../expression.ts";
import { isRedirectRule } from "../intent.ts";
import { cannot, headOf, isCannot, leadsTo, ruleFields } from "./parts.ts";

export function ruleListValues(request: ExpressRequest): Expressed {
  const [main, ...others] = request.routes.filter((route) => !route.rules.some(isRedirectRule));
  const beside = request.routes
    .filter((route) => route.rules.some(isRedirectRule))
    .map((route) => ({ route, why: "its route values cannot say a redirect" }));
  if (main === undefined) return cannot("its route values cannot say a redirect");
  if (others.length > 0) return cannot("its route values make one route, and here are several");
  const head = headOf(main, request);
  if (isCannot(head)) return head;
  const rules: Json[] = [];
  for (const rule of main.rules) {
    if (!leadsTo(rule, request.backend)) return cannot("its rules always lead to the chart's own Service");
    if (rule.matches === undefined) return cannot("its template breaks for a rule without matches");
    const fields = ruleFields(rule, ["matches", "filters"], request);
    if (isCannot(fields)) return fields;
    rules.push(fields);
  }
  return {
    kind: "expressed",
    entries: [{ key: undefined, value: { enabled: true, ...head, rules } }],
    beside,
  };
}
