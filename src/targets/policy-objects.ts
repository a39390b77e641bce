/**
 * Policy objects that attach to a route or a Service by name: parts of one kind become one object, named after what it is
 * attached to, in its namespace.
 */
import { gatewayGroup, type HttpRoute, type HttpRouteRule } from "../gateway/objects/http-route.ts";
import { metadata } from "../gateway/objects/makers.ts";
import { compareText } from "../model/brands.ts";
import type { Json, KubeObject } from "../model/kube.ts";
import type { PolicyPart, ServiceName } from "./target.ts";

/** One object per kind with what refers to the route, then the fields of all parts of the kind. */
export function policiesOfRoute(
  route: KubeObject,
  parts: readonly PolicyPart[],
  attach: (target: Readonly<Record<string, Json>>, kind: string) => Readonly<Record<string, Json>>,
): readonly KubeObject[] {
  const { name = "", namespace, labels } = route.metadata;
  const target = { group: gatewayGroup, kind: route.kind, name };
  return byKind(parts).map(({ apiVersion, kind, fields }) => ({
    apiVersion,
    kind,
    metadata: metadata({ name, namespace, labels }),
    spec: { ...attach(target, kind), ...fields },
  }));
}

/** Named after Ingress and Service, so that a policy somebody else wrote for the Service is not replaced. */
export function policiesOfService(
  { name, namespace }: ServiceName,
  owner: string,
  parts: readonly PolicyPart[],
  attach: (service: string) => Readonly<Record<string, Json>>,
): readonly KubeObject[] {
  return byKind(parts).map(({ apiVersion, kind, fields }) => ({
    apiVersion,
    kind,
    metadata: metadata({ name: partName(owner, name), namespace }),
    spec: { ...attach(name), ...fields },
  }));
}

function byKind(parts: readonly PolicyPart[]) {
  const kinds = [...new Set(parts.map(({ kind }) => kind))].sort(compareText);
  return kinds.map((kind) => {
    const own = parts.filter((part) => part.kind === kind);
    const fields = own.reduce<Fields>((merged, part) => mergeFields(merged, part.spec), {});
    return { apiVersion: own[0]?.apiVersion ?? "", kind, fields };
  });
}

type Fields = Readonly<Record<string, Json>>;

/** Maps are joined key by key; of anything else the later one counts. */
export function mergeFields(first: Fields, second: Fields): Fields {
  const merged: Record<string, Json> = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const earlier = merged[key];
    merged[key] = isMap(earlier) && isMap(value) ? mergeFields(earlier, value) : value;
  }
  return merged;
}

function isMap(value: Json | undefined): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Names of objects are at most 253 characters. */
export function partName(route: string, part: string): string {
  const name = `${route}-${part}`;
  return name.length <= 253 ? name : `${route.slice(0, 252 - part.length)}-${part}`;
}

/** Every forwarding rule with a reference to each named part, before its other filters: what refuses requests comes first. */
export function withExtensionRefs(route: HttpRoute, parts: readonly PolicyPart[]): HttpRoute {
  const refs = parts.flatMap(({ apiVersion, kind, name }) =>
    name === undefined
      ? []
      : [
          {
            type: "ExtensionRef",
            extensionRef: {
              group: apiVersion.split("/")[0] ?? "",
              kind,
              name: partName(route.metadata.name ?? "", name),
            },
          } as const,
        ],
  );
  if (refs.length === 0) return route;
  const rules = route.spec.rules.map((rule): HttpRouteRule => {
    if (rule.backendRefs === undefined) return rule;
    const { matches, filters = [], name, ...rest } = rule;
    return {
      ...(name !== undefined && { name }),
      ...(matches !== undefined && { matches }),
      filters: [...refs, ...filters],
      ...rest,
    };
  });
  return { ...route, spec: { ...route.spec, rules } };
}
