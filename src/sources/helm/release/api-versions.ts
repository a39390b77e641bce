/**
 * The APIs a chart is told of, beside those Helm knows: Gateway API as the declared release serves it. Charts ask for them before they
 * print a route (`.Capabilities.APIVersions.Has`). Kinds by release: gateway-api CHANGELOG and config/crd/standard.
 */
import { compareText } from "../../../model/brands.ts";
import type { ApiVersion, TargetChoice } from "../../../model/config.ts";

const group = "gateway.networking.k8s.io";

const kinds: readonly {
  readonly since: number;
  readonly version: string;
  readonly kinds: readonly string[];
}[] = [
  { since: 0, version: "v1", kinds: ["Gateway", "GatewayClass", "HTTPRoute"] },
  { since: 0, version: "v1beta1", kinds: ["Gateway", "GatewayClass", "HTTPRoute", "ReferenceGrant"] },
  { since: 1, version: "v1", kinds: ["GRPCRoute"] },
  { since: 4, version: "v1", kinds: ["BackendTLSPolicy"] },
  { since: 5, version: "v1", kinds: ["ListenerSet", "ReferenceGrant", "TLSRoute"] },
];

export function apiVersionsFor(
  target: Pick<TargetChoice, "gatewayApi">,
  stated: readonly string[],
): readonly string[] {
  const found = new Set(["networking.k8s.io/v1", "networking.k8s.io/v1/Ingress", ...stated]);
  for (const { since, version, kinds: names } of kinds) {
    if (!isSince(target.gatewayApi, since)) continue;
    found.add(`${group}/${version}`);
    for (const kind of names) found.add(`${group}/${version}/${kind}`);
  }
  return [...found].sort(compareText);
}

function isSince({ major, minor }: ApiVersion, since: number): boolean {
  return major > 1 || (major === 1 && minor >= since);
}
