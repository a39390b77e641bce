/**
 * Which implementation serves a Gateway, as the repository tells: the controller of its GatewayClass, else a class name that only
 * one implementation uses by habit. Names are evidence, not proof, so the finding is always said.
 */
import type { TargetName } from "../model/config.ts";
import type { KubeObject } from "../model/kube.ts";

export interface FoundTarget {
  readonly name: TargetName;
  /** Continues "because ...". */
  readonly because: string;
}

/** GatewayClass controller names, from the implementations' own sources and their conformance reports. */
const byController: Readonly<Record<string, TargetName>> = {
  "gateway.envoyproxy.io/gatewayclass-controller": "envoy-gateway",
  "io.cilium/gateway-controller": "cilium",
  "istio.io/gateway-controller": "istio",
  "kgateway.dev/kgateway": "kgateway",
  "gateway.nginx.org/nginx-gateway-controller": "nginx-gateway-fabric",
  "traefik.io/gateway-controller": "traefik",
  "konghq.com/kic-gateway-controller": "kong",
  "konghq.com/gateway-operator": "kong",
  "networking.gke.io/gateway": "gke",
};

/** Classes that implementations or their charts make themselves; Envoy Gateway's quickstart calls its own "eg". */
const byHabit: Readonly<Record<string, TargetName>> = {
  cilium: "cilium",
  eg: "envoy-gateway",
  "envoy-gateway": "envoy-gateway",
  istio: "istio",
  kgateway: "kgateway",
  nginx: "nginx-gateway-fabric",
  traefik: "traefik",
  kong: "kong",
  "gke-l7-global-external-managed": "gke",
  "gke-l7-regional-external-managed": "gke",
  "gke-l7-rilb": "gke",
  "gke-l7-gxlb": "gke",
  "gke-l7-global-external-managed-mc": "gke",
  "gke-l7-regional-external-managed-mc": "gke",
  "gke-l7-rilb-mc": "gke",
  "gke-l7-gxlb-mc": "gke",
};

export function findTarget(
  gateway: KubeObject | undefined,
  classes: readonly KubeObject[],
): FoundTarget | undefined {
  const className = textAt(gateway?.["spec"], "gatewayClassName");
  if (className === undefined) return undefined;
  const controllers = classes
    .filter(({ metadata }) => metadata.name === className)
    .map((found) => textAt(found["spec"], "controllerName"));
  if (controllers.length > 0) {
    const [first, ...others] = new Set(controllers);
    if (first === undefined || others.length > 0 || !Object.hasOwn(byController, first)) return undefined;
    const name = byController[first];
    return name === undefined ? undefined : { name, because: `the GatewayClass ${className} names ${first}` };
  }
  const name = Object.hasOwn(byHabit, className) ? byHabit[className] : undefined;
  return name === undefined ? undefined : { name, because: `the Gateway's class is called ${className}` };
}

function textAt(value: unknown, key: string): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const found = (value as Readonly<Record<string, unknown>>)[key]; // any object can be read key by key
  return typeof found === "string" ? found : undefined;
}
