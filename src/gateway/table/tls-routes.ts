/**
 * TLS connections handed on unopened: TLSRoutes on a listener of mode Passthrough, or on one this model takes for granted where the Gateway
 * is not among the objects. The first rule's backends get the connection whole.
 */
import type { KubeObject } from "../../model/kube.ts";
import { fieldsOf, listOf, textOf, textsOf } from "./json.ts";
import { namespaceOf } from "./route.ts";

export interface TlsRouteEntry {
  readonly route: string;
  /** "namespace/service:port"; undefined: no single Service of the route's namespace. */
  readonly backend: string | undefined;
}

/** By hostname as written. */
export function readTlsRoutes(objects: readonly KubeObject[]): ReadonlyMap<string, TlsRouteEntry> {
  const found = new Map<string, TlsRouteEntry>();
  for (const object of objects) {
    if (object.kind !== "TLSRoute" || !object.apiVersion.startsWith("gateway.networking.k8s.io/")) continue;
    const spec = fieldsOf(object.spec);
    const isHeard = listOf(spec.parentRefs).some((parent) => passesOn(fieldsOf(parent), object, objects));
    if (!isHeard) continue;
    const entry = {
      route: `${namespaceOf(object)}/${object.metadata.name ?? ""}`,
      backend: backendOf(object),
    };
    for (const hostname of textsOf(spec.hostnames)) {
      const host = hostname.toLowerCase();
      if (!found.has(host)) found.set(host, entry);
    }
  }
  return found;
}

type Fields = ReturnType<typeof fieldsOf>;

function passesOn(parent: Fields, route: KubeObject, objects: readonly KubeObject[]): boolean {
  const namespace = textOf(parent.namespace) ?? namespaceOf(route);
  const gateway = objects.find(
    (object) =>
      object.kind === (textOf(parent.kind) ?? "Gateway") &&
      object.metadata.name === textOf(parent.name) &&
      namespaceOf(object) === namespace,
  );
  if (gateway === undefined) return true;
  return listOf(fieldsOf(gateway.spec).listeners)
    .map(fieldsOf)
    .some(
      ({ name, protocol, tls }) =>
        protocol === "TLS" &&
        fieldsOf(tls).mode === "Passthrough" &&
        (parent.sectionName === undefined || parent.sectionName === name),
    );
}

function backendOf(route: KubeObject): string | undefined {
  const [rule] = listOf(fieldsOf(route.spec).rules);
  const [backend, ...others] = listOf(fieldsOf(rule).backendRefs).map(fieldsOf);
  if (backend === undefined || others.length > 0) return undefined;
  const namespace = textOf(backend.namespace) ?? namespaceOf(route);
  const isService = (textOf(backend.kind) ?? "Service") === "Service";
  if (!isService || namespace !== namespaceOf(route)) return undefined;
  return `${namespace}/${textOf(backend.name) ?? ""}:${String(backend.port)}`;
}
