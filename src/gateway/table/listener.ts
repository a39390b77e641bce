/**
 * Listeners, from Gateways among the objects or assumed from the configuration, and which routes attach to them
 * (gateway-api v1.6.1, apis/v1/gateway_types.go).
 */
import type { KubeObject } from "../../model/kube.ts";
import { fieldsOf, listOf, numberOf, textOf } from "./json.ts";
import { namespaceOf, type ParentRef, type Route } from "./route.ts";
import type { GatewayWorld } from "./world.ts";

export interface Listener {
  /** "Kind namespace/name" of the object it belongs to. */
  readonly parent: string;
  readonly name: string;
  readonly scheme: "http" | "https";
  readonly port: number;
  /** "" when it takes every host. */
  readonly hostname: string;
  /** Namespaces its routes may come from; undefined: any, or a selector this model cannot evaluate. */
  readonly namespaces: ReadonlySet<string> | undefined;
}

export function parentKey(parent: Pick<ParentRef, "kind" | "namespace" | "name">): string {
  return `${parent.kind} ${parent.namespace}/${parent.name}`;
}

export function findListeners(
  objects: readonly KubeObject[],
  routes: readonly Route[],
  world: GatewayWorld,
): { readonly listeners: readonly Listener[]; readonly assumptions: readonly string[] } {
  const declared = objects.filter(({ kind }) => kind === "Gateway" || kind === "ListenerSet");
  const listeners = declared.flatMap(readListeners);
  const known = new Set(declared.map((object) => parentKey(refOf(object))));
  const assumed = new Map<string, Listener>();
  for (const parent of routes.flatMap(({ parents }) => parents)) {
    if (known.has(parentKey(parent))) continue;
    for (const listener of assumedListeners(parent, world)) {
      assumed.set(`${listener.parent} ${listener.name}`, listener);
    }
  }
  const parents = new Set([...assumed.values()].map(({ parent }) => parent));
  return {
    listeners: [...listeners, ...assumed.values()],
    assumptions: [...parents].map(
      (parent) =>
        `${parent} is not among the objects: it is taken to have listeners ${world.sections.http} (HTTP, port 80) and ${world.sections.https} (HTTPS, port 443) for every host and namespace.`,
    ),
  };
}

function refOf(object: KubeObject): Pick<ParentRef, "kind" | "namespace" | "name"> {
  return { kind: object.kind, namespace: namespaceOf(object), name: object.metadata.name ?? "" };
}

function readListeners(object: KubeObject): readonly Listener[] {
  const spec = fieldsOf(object.spec);
  return listOf(spec.listeners).flatMap((value) => {
    const fields = fieldsOf(value);
    const protocol = textOf(fields.protocol);
    if (protocol !== "HTTP" && protocol !== "HTTPS") return [];
    const scheme = protocol === "HTTP" ? "http" : "https";
    return {
      parent: parentKey(refOf(object)),
      name: textOf(fields.name) ?? "",
      scheme,
      port: numberOf(fields.port) ?? (scheme === "http" ? 80 : 443),
      hostname: (textOf(fields.hostname) ?? "").toLowerCase(),
      namespaces: readNamespaces(fields.allowedRoutes, namespaceOf(object)),
    } as const;
  });
}

/** Same is the default: routes of other namespaces are then refused. */
function readNamespaces(allowedRoutes: unknown, own: string): ReadonlySet<string> | undefined {
  const from = textOf(fieldsOf(fieldsOf(allowedRoutes).namespaces).from) ?? "Same";
  return from === "Same" ? new Set([own]) : undefined;
}

function assumedListeners(parent: ParentRef, world: GatewayWorld): readonly Listener[] {
  const { http, https } = world.sections;
  const names = new Set([http, https, ...(parent.sectionName === undefined ? [] : [parent.sectionName])]);
  return [...names].map((name) => {
    const isHttps = name === https || (name !== http && /https|tls|443/.test(name));
    return {
      parent: parentKey(parent),
      name,
      scheme: isHttps ? "https" : "http",
      port: isHttps ? 443 : 80,
      hostname: "",
      namespaces: undefined,
    };
  });
}

/** The hostnames a route serves on a listener: the more specific of each intersecting pair; empty: not attached. */
export function attachedHostnames(route: Route, listener: Listener): readonly string[] {
  const isWanted = route.parents.some(
    (parent) =>
      parentKey(parent) === listener.parent &&
      (parent.sectionName === undefined || parent.sectionName === listener.name) &&
      (parent.port === undefined || parent.port === listener.port),
  );
  if (!isWanted || listener.namespaces?.has(route.namespace) === false) return [];
  if (route.hostnames.length === 0) return [listener.hostname];
  return route.hostnames.flatMap((hostname) => {
    if (coversHost(listener.hostname, hostname)) return [hostname];
    return coversHost(hostname, listener.hostname) ? [listener.hostname] : [];
  });
}

/** "" covers all; "*.x" covers everything that ends in ".x", wildcards included, not "x" itself. */
function coversHost(pattern: string, host: string): boolean {
  if (pattern === "" || pattern === host) return true;
  if (host === "") return false;
  return pattern.startsWith("*.") && host.endsWith(pattern.slice(1)) && host.length >= pattern.length;
}

/** Names to look a host up under, most specific first: itself, its wildcards, "". */
export function hostKeys(host: string): readonly string[] {
  const keys = [host];
  for (let dot = host.indexOf("."); dot >= 0; dot = host.indexOf(".", dot + 1)) {
    if (dot > 0 && host.slice(0, dot) !== "*") keys.push(`*${host.slice(dot)}`);
  }
  return [...keys, ""];
}
