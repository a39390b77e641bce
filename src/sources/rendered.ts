/**
 * An object as a cluster would get it, with the way it came: the common result of raw manifests and kustomizations.
 */
import type { RepoPath } from "../model/brands.ts";
import type { Hop } from "../model/hop.ts";
import type { Overlay } from "../model/ingress.ts";
import type { KubeObject } from "../model/kube.ts";
import type { Place } from "../model/place.ts";
import { isPolicyKind } from "../model/policy-kinds.ts";
import type { Substitution } from "../model/substitution.ts";
import { isIngress } from "./objects/ingress.ts";
import { groupOf, type ParsedObject } from "./objects/parse.ts";
import { isService } from "./objects/service.ts";

export interface Rendered {
  readonly source: ParsedObject;
  readonly object: KubeObject;
  /** Kustomizations it came through, outermost first; empty for a raw manifest. */
  readonly hops: readonly Hop[];
  /** Fields on the way that may change it and are not built. */
  readonly refusals: readonly Refusal[];
  /** undefined for a raw manifest. */
  readonly overlay?: Overlay | undefined;
  /** What fills in `${…}` after this; undefined: texts reach the cluster as they are. */
  readonly substitution?: Substitution | undefined;
  /** True when what deploys it was built too, with everything it changes. */
  readonly isDeployed?: boolean;
}

export interface Refusal {
  readonly field: string;
  readonly at: Place;
}

/** A deployable unit: an entry kustomization, or one raw file. */
export interface Unit {
  readonly directory: RepoPath;
  readonly kind: "kustomize" | "manifest";
  readonly objects: readonly Rendered[];
}

const gatewayKinds: ReadonlySet<string> = new Set([
  "Gateway",
  "GatewayClass",
  "HTTPRoute",
  "GRPCRoute",
  "TLSRoute",
  "ReferenceGrant",
  "BackendTLSPolicy",
  "ListenerSet",
  "XListenerSet",
]);

export function isGatewayObject(object: KubeObject): boolean {
  const group = groupOf(object);
  if (isPolicyKind(group, object.kind)) return true;
  if (group === "cilium.io")
    return object.kind === "CiliumEnvoyConfig" || object.kind === "CiliumClusterwideEnvoyConfig";
  const isGatewayGroup = group === "gateway.networking.k8s.io" || group === "gateway.networking.x-k8s.io";
  return isGatewayGroup && gatewayKinds.has(object.kind);
}

export function isGatewayCrd(object: KubeObject): boolean {
  if (groupOf(object) !== "apiextensions.k8s.io" || object.kind !== "CustomResourceDefinition") return false;
  const { spec } = object;
  return (
    typeof spec === "object" && spec !== null && "group" in spec && spec.group === "gateway.networking.k8s.io"
  );
}

export function isOfInterest(object: KubeObject): boolean {
  return isIngress(object) || isService(object) || isGatewayObject(object);
}
