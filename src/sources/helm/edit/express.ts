/**
 * Whether a chart's route values can say what a route has to, and how. Nothing is bent to fit: what the values cannot say makes the
 * route a manifest of its own, and the reason is kept.
 */
import type { RouteValues } from "../charts/entry.ts";
import { newestMatching } from "../version.ts";
import { commonLibraryValues } from "./dialects/common-library.ts";
import { ownValues } from "./dialects/own.ts";
import { routeMapValues } from "./dialects/route-map.ts";
import { ruleListValues } from "./dialects/rule-list.ts";
import { wholeRulesValues } from "./dialects/whole-rules.ts";
import type { Expressed, ExpressRequest } from "./expression.ts";

export function expressRoutes(
  route: Extract<RouteValues, { kind: "values" }>,
  request: ExpressRequest,
): Expressed {
  switch (route.dialect.kind) {
    case "route-map":
      return routeMapValues(route.dialect, request);
    case "rule-list":
      return ruleListValues(request);
    case "common-library":
      return commonLibraryValues(request);
    case "whole-rules":
      return wholeRulesValues(route.dialect, request);
    case "own":
      return ownValues(request);
  }
}

export function knowsTimeouts(
  route: Extract<RouteValues, { kind: "values" }>,
  version: string | undefined,
): boolean {
  if (route.dialect.kind === "own" || route.dialect.kind === "whole-rules") return true;
  if (route.timeoutsSince === undefined || version === undefined) return false;
  return newestMatching([version], `>=${route.timeoutsSince}-0`) !== undefined;
}
