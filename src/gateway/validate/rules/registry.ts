/** Which rules look at which kind. */

import { checkAltNames, checkTargets, checkTrust } from "./backend-tls.ts";
import { checkBackends } from "./backends.ts";
import { checkFilters } from "./filters.ts";
import { checkAddresses, checkFrontendTls, checkInfrastructure } from "./gateway-extras.ts";
import { checkHeaderValues } from "./header-values.ts";
import { checkRouteLimits } from "./limits.ts";
import { checkListeners } from "./listeners.ts";
import { checkParentRefs } from "./parent-refs.ts";
import { checkPaths } from "./paths.ts";
import { checkRedirects } from "./redirects.ts";
import { checkRuleNames } from "./rule-names.ts";
import type { BackendTlsShape, GatewayShape, RouteShape, Rule } from "./shapes.ts";
import { checkTimeouts } from "./timeouts.ts";

/** Rules of one kind; they take the spec after its structure was found right. */
export type Rules = readonly Rule<never>[];

const httpRouteRules: readonly Rule<RouteShape>[] = [
  checkParentRefs,
  checkRouteLimits,
  checkRuleNames,
  checkPaths,
  checkFilters,
  checkHeaderValues,
  checkRedirects,
  checkBackends,
  checkTimeouts,
];
const gatewayRules: readonly Rule<GatewayShape>[] = [
  checkListeners,
  checkAddresses,
  checkInfrastructure,
  checkFrontendTls,
];
const backendTlsRules: readonly Rule<BackendTlsShape>[] = [checkTrust, checkAltNames, checkTargets];

const byKind: ReadonlyMap<string, Rules> = new Map<string, Rules>([
  ["HTTPRoute", httpRouteRules],
  ["Gateway", gatewayRules],
  ["BackendTLSPolicy", backendTlsRules],
]);

export function rulesOf(kind: string): Rules {
  return byKind.get(kind) ?? [];
}
