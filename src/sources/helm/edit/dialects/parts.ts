/** Pieces that every dialect writes alike. */
import type { Json } from "../../../../model/kube.ts";
import type { ExpressRequest, MainBackend } from "../expression.ts";
import { hostTexts } from "../host-texts.ts";
import {
  backendsOf,
  filtersOf,
  isNoTotalTimeout,
  isRedirectRule,
  type JsonMap,
  type RouteIntent,
} from "../intent.ts";

export type Cannot = { readonly kind: "cannot"; readonly why: string };

export function cannot(why: string): Cannot {
  return { kind: "cannot", why };
}

/** annotations, parentRefs, hostnames: the head of every form. */
export function headOf(route: RouteIntent, request: ExpressRequest): JsonMap | Cannot {
  const hosts = hostTexts(route.hostnames, request.block.hosts, { routeIsTemplated: request.templatesHosts });
  if (!hosts.ok) return cannot(hosts.why);
  return {
    ...(Object.keys(route.annotations).length === 0 ? {} : { annotations: route.annotations }),
    parentRefs: route.parentRefs,
    ...(hosts.texts.length === 0 ? {} : { hostnames: hosts.texts }),
  };
}

export function isCannot(value: JsonMap | Cannot): value is Cannot {
  return value.kind === "cannot";
}

/** "main", then what a further route's name adds to the first one's; undefined when it adds nothing. */
export function keyAfterFirst(
  route: RouteIntent,
  request: ExpressRequest,
  index: number,
): string | undefined {
  if (index === 0) return "main";
  const first = request.routes[0]?.name ?? "";
  return route.name.startsWith(`${first}-`) ? route.name.slice(first.length + 1) : undefined;
}

/** True when a rule forwards to the chart's own Service and to nothing else. */
export function leadsTo(rule: JsonMap, backend: MainBackend | undefined): boolean {
  const [only, ...others] = backendsOf(rule);
  if (only === undefined || others.length > 0 || backend === undefined) return false;
  const { kind = "Service", group = "", weight = 1, namespace, filters } = only;
  return (
    kind === "Service" &&
    group === "" &&
    weight === 1 &&
    namespace === undefined &&
    filters === undefined &&
    only.name === backend.service &&
    only.port === backend.port
  );
}

/** Fields a chart copies, if it knows them; a reason when it does not. */
export function ruleFields(
  rule: JsonMap,
  known: readonly string[],
  request: Pick<ExpressRequest, "knowsTimeouts" | "mayOmitTimeouts">,
): JsonMap | Cannot {
  const fields: Record<string, Json> = {};
  for (const [key, value] of Object.entries(rule)) {
    if (key === "backendRefs") continue;
    if (key === "timeouts" && !request.knowsTimeouts) {
      if (request.mayOmitTimeouts && isNoTotalTimeout(value)) continue;
      return cannot("its route values cannot state timeouts");
    }
    if (key !== "timeouts" && !known.includes(key)) return cannot(`its route values cannot state \`${key}\``);
    fields[key] = value;
  }
  return fields;
}

/** Every request to https with a 301: what `httpsRedirect: true` makes of a route. */
export function isPlainRedirect(route: RouteIntent): boolean {
  const [rule, ...others] = route.rules;
  if (rule === undefined || others.length > 0 || !isRedirectRule(rule)) return false;
  const [filter, ...more] = filtersOf(rule);
  if (
    filter === undefined ||
    more.length > 0 ||
    Object.keys(rule).some((key) => !["matches", "filters"].includes(key))
  ) {
    return false;
  }
  const redirect = JSON.stringify(filter.requestRedirect);
  const isSame =
    redirect === JSON.stringify({ scheme: "https", statusCode: 301 }) ||
    redirect === JSON.stringify({ statusCode: 301, scheme: "https" });
  return isSame && takesEverything(rule.matches);
}

export function takesEverything(matches: Json | undefined): boolean {
  if (matches === undefined) return true;
  const everything = JSON.stringify([{ path: { type: "PathPrefix", value: "/" } }]);
  return JSON.stringify(matches) === everything;
}
