/** The registry of targets: lists them, nothing else. A new target is one folder and one line here. */
import type { TargetName } from "../model/config.ts";
import { cilium } from "./cilium/index.ts";
import { envoyGateway } from "./envoy-gateway/index.ts";
import { gke } from "./gke/index.ts";
import { istio } from "./istio/index.ts";
import { kgateway } from "./kgateway/index.ts";
import { kong } from "./kong/index.ts";
import { nginxGatewayFabric } from "./nginx-gateway-fabric/index.ts";
import { standard } from "./standard/index.ts";
import type { Target } from "./target.ts";
import { traefik } from "./traefik/index.ts";

export const targets: { readonly [Name in TargetName]: Target } = {
  standard,
  "envoy-gateway": envoyGateway,
  cilium,
  istio,
  kgateway,
  "nginx-gateway-fabric": nginxGatewayFabric,
  traefik,
  kong,
  gke,
};
