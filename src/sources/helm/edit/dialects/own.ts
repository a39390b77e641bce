/** `httpRoutes.<id>` of the template this project adds: rules are printed as written, only a missing backend is the chart's Service. */
import type { Json } from "../../../../model/kube.ts";
import { attachedTo } from "../../own-chart/attached.ts";
import type { Expressed, ExpressRequest, RouteEntry } from "../expression.ts";
import { cannot, headOf, isCannot, keyAfterFirst, leadsTo } from "./parts.ts";

export function ownValues(request: ExpressRequest): Expressed {
  const entries: RouteEntry[] = [];
  const attached = attachedTo(request.routes, request.attached, request.context.namespace);
  for (const [index, route] of request.routes.entries()) {
    const head = headOf(route, request);
    if (isCannot(head)) return head;
    const rules = route.rules.map((rule): Json => {
      const { backendRefs, ...rest } = rule;
      return leadsTo(rule, request.backend) || backendRefs === undefined ? rest : { ...rest, backendRefs };
    });
    const key = keyAfterFirst(route, request, index);
    if (key === undefined) return cannot("the name of a further route does not begin with the first one's");
    entries.push({ key, value: { enabled: true, ...head, rules, ...attached[index]?.values } });
  }
  return { kind: "expressed", entries, beside: [], attached: attached.flatMap(({ taken }) => taken) };
}
