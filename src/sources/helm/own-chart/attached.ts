/**
 * What belongs to a route and is none (policies, objects its filters refer to) in the values of this project's route template, and back.
 * Only what the template fills in by itself is left out: the name and the target of a policy that attaches to its route.
 */
import { type Json, type KubeObject, toData } from "../../../model/kube.ts";
import { equalJson } from "../../../yaml/second.ts";
import { isMapping } from "../../objects/parse.ts";
import { type JsonMap, mapsIn, type RouteIntent } from "../edit/intent.ts";

export interface Attached {
  /** Keys of the route's values; empty when nothing belongs to it. */
  readonly values: JsonMap;
  readonly taken: readonly KubeObject[];
}

/** For each route in order: what attaches to it; the rest goes to the first one. Objects of another namespace are left. */
export function attachedTo(
  routes: readonly RouteIntent[],
  objects: readonly KubeObject[],
  namespace: string,
): readonly Attached[] {
  const own = objects.filter((object) => isSayable(object, namespace));
  const holders = own.map((object) =>
    Math.max(
      0,
      routes.findIndex(({ name }) => attachesTo(object, name)),
    ),
  );
  return routes.map(({ name }, index) => {
    const taken = own.filter((_object, at) => holders[at] === index);
    const policies = taken.filter((object) => attachesTo(object, name));
    const others = taken.filter((object) => !attachesTo(object, name));
    const values = {
      ...(policies.length === 0 ? {} : { policies: policies.map((policy) => policyValue(policy, name)) }),
      ...(others.length === 0 ? {} : { objects: others.map(objectValue) }),
    };
    return { values, taken };
  });
}

/** The objects that the values of one route make. */
export function attachedObjects(route: JsonMap, name: string, namespace: string): readonly KubeObject[] {
  const policies = mapsIn(route.policies).flatMap((policy): readonly KubeObject[] => {
    const { apiVersion, kind, spec } = policy;
    if (typeof apiVersion !== "string" || typeof kind !== "string" || !isMapping(spec)) return [];
    const own = typeof policy.name === "string" && policy.name !== "" ? policy.name : name;
    const target = hasTarget(spec) ? {} : { targetRefs: [targetOf(name)] };
    return [{ apiVersion, kind, metadata: { name: own, namespace }, spec: { ...target, ...spec } }];
  });
  const objects = mapsIn(route.objects).flatMap((object): readonly KubeObject[] => {
    const { apiVersion, kind, metadata, ...rest } = object;
    if (typeof apiVersion !== "string" || typeof kind !== "string" || !isMapping(metadata)) return [];
    if (typeof metadata.name !== "string") return [];
    return [{ ...rest, apiVersion, kind, metadata: { namespace, name: metadata.name } }];
  });
  return [...policies, ...objects];
}

function targetOf(name: string): JsonMap {
  return { group: "gateway.networking.k8s.io", kind: "HTTPRoute", name };
}

function hasTarget(spec: JsonMap): boolean {
  return spec.targetRefs !== undefined || spec.targetRef !== undefined;
}

function attachesTo({ spec, metadata, ...rest }: KubeObject, route: string): boolean {
  const isPlain = Object.keys(rest).every((key) => key === "apiVersion" || key === "kind");
  const { annotations = {} } = metadata;
  return (
    isPlain &&
    isMapping(spec) &&
    Object.keys(spec).length > 1 &&
    Object.keys(annotations).length === 0 &&
    equalJson(spec.targetRefs, [targetOf(route)])
  );
}

/** The template prints into the release's namespace. */
function isSayable({ metadata }: KubeObject, namespace: string): boolean {
  if (typeof metadata.name !== "string") return false;
  return metadata.namespace === undefined || metadata.namespace === namespace;
}

function policyValue(policy: KubeObject, route: string): Json {
  const { apiVersion, kind, metadata } = policy;
  const spec = isMapping(policy.spec) ? policy.spec : {};
  const { targetRefs: _, ...rest } = spec;
  const { name } = metadata;
  return { apiVersion, kind, ...(name === route || name === undefined ? {} : { name }), spec: rest };
}

/** Labels are the chart's. */
function objectValue(object: KubeObject): Json {
  const { name, annotations = {} } = object.metadata;
  const metadata = { name, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) };
  const { apiVersion, kind, metadata: _, ...rest } = object;
  return toData({ apiVersion, kind, metadata, ...rest });
}
