/** The policies that count for a data plane: each implementation reads only its own. */
import type { TargetName } from "../../../model/config.ts";
import type { KubeObject } from "../../../model/kube.ts";
import { noPolicies, type Policies } from "../policy.ts";
import { envoyGatewayPolicies } from "./envoy-gateway.ts";
import { gkePolicies } from "./gke.ts";
import { istioPolicies } from "./istio.ts";
import { kgatewayPolicies } from "./kgateway.ts";
import { kongPolicies } from "./kong.ts";
import { nginxGatewayFabricPolicies } from "./nginx-gateway-fabric.ts";
import { traefikPolicies } from "./traefik.ts";

const readers: Readonly<Record<TargetName, (objects: readonly KubeObject[]) => Policies>> = {
  standard: () => noPolicies,
  cilium: () => noPolicies,
  "envoy-gateway": envoyGatewayPolicies,
  istio: istioPolicies,
  kgateway: kgatewayPolicies,
  "nginx-gateway-fabric": nginxGatewayFabricPolicies,
  traefik: traefikPolicies,
  kong: kongPolicies,
  gke: gkePolicies,
};

export function readPolicies(objects: readonly KubeObject[], target: TargetName): Policies {
  return readers[target](objects);
}
