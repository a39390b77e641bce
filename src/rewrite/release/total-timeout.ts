/**
 * Which targets end no response by themselves: there a rule that leaves out "no total limit" means the same. Only targets whose source
 * or documentation says so are listed (Cilium operator/pkg/model/translation, Istio pilot/pkg/networking/core/route Notimeout, NGINX
 * Gateway Fabric and Kong have gaps only, Traefik entryPoint writeTimeout 0); Envoy's own 15 s stand wherever a target keeps them.
 */
import type { TargetName } from "../../model/config.ts";

const withoutTotal: ReadonlySet<TargetName> = new Set([
  "cilium",
  "istio",
  "nginx-gateway-fabric",
  "traefik",
  "kong",
]);

export function mayOmitTimeouts(target: TargetName): boolean {
  return withoutTotal.has(target);
}
