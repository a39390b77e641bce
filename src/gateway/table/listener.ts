/**
 * Listeners, from Gateways among the objects or assumed from the configuration, and which routes attach to them
 * (gateway-api v1.6.1, apis/v1/gateway_types.go).
 */
import type { KubeObject } from "../../model/kube.ts";
import { type Fields, fieldsOf, listOf, numberOf, textOf } from "./json.ts";
import { namespaceOf, type ParentRef, type Route } from "./route.ts";
import { selectsLabels } from "./selector.ts";
import type { GatewayWorld } from "./world.ts";

export interface Listener {
  /** "Kind namespace/name" of the object it belongs to. */
  readonly parent: string;
  readonly name: string;
  readonly scheme: "http" | "https";
  readonly port: number;
  /** "" when it takes every host. */
  readonly hostname: string;
  /** Namespaces its routes may come from; undefined: any, or a selector by labels nobody has shown. */
  readonly namespaces: ReadonlySet<string> | undefined;
  /** True when `namespaces` is unknown because of such a selector. */
  readonly isOpenSelector: boolean;
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
  const listeners = declared.flatMap((object) => readListeners(object, objects));
  const known = new Set(declared.map((object) => parentKey(refOf(object))));
  const assumed = new Map<string, Listener>();
  for (const parent of routes.flatMap(({ parents }) => parents)) {
    if (known.has(parentKey(parent))) continue;
    for (const listener of assumedListeners(parent, world)) {
      assumed.set(`${listener.parent} ${listener.name}`, listener);
    }
  }
  const parents = new Set([...assumed.values()].map(({ parent }) => parent));
  const selecting = new Set(
    listeners.filter(({ isOpenSelector }) => isOpenSelector).map(({ parent }) => parent),
  );
  return {
    listeners: [...listeners, ...assumed.values()],
    assumptions: [
      ...[...selecting].map(
        (parent) =>
          `${parent} chooses namespaces by labels that are not among the objects: every namespace is taken to be chosen.`,
      ),
      ...[...parents].map(
        (parent) =>
          `${parent} is not among the objects: it is taken to have listeners ${world.sections.http} (HTTP, port 80) and ${world.sections.https} (HTTPS, port 443) for every host and namespace.`,
      ),
    ],
  };
}

function refOf(object: KubeObject): Pick<ParentRef, "kind" | "namespace" | "name"> {
  return { kind: object.kind, namespace: namespaceOf(object), name: object.metadata.name ?? "" };
}

function readListeners(object: KubeObject, objects: readonly KubeObject[]): readonly Listener[] {
  const spec = fieldsOf(object.spec);
  return listOf(spec.listeners).flatMap((value) => {
    const fields = fieldsOf(value);
    const protocol = textOf(fields.protocol);
    if (protocol !== "HTTP" && protocol !== "HTTPS") return [];
    const scheme = protocol === "HTTP" ? "http" : "https";
    const namespaces = readNamespaces(fields.allowedRoutes, namespaceOf(object), objects);
    const from = fieldsOf(fieldsOf(fields.allowedRoutes).namespaces).from;
    return {
      parent: parentKey(refOf(object)),
      name: textOf(fields.name) ?? "",
      scheme,
      port: numberOf(fields.port) ?? (scheme === "http" ? 80 : 443),
      hostname: (textOf(fields.hostname) ?? "").toLowerCase(),
      namespaces,
      isOpenSelector: from === "Selector" && namespaces === undefined,
    } as const;
  });
}

/** The label every namespace has, with its own name. */
const nameLabel = "kubernetes.io/metadata.name";

/** Same is the default: routes of other namespaces are then refused. */
function readNamespaces(
  allowedRoutes: unknown,
  own: string,
  objects: readonly KubeObject[],
): ReadonlySet<string> | undefined {
  const { namespaces, kinds } = fieldsOf(allowedRoutes);
  const allowed = listOf(kinds).map((kind) => fieldsOf(kind).kind);
  if (allowed.length > 0 && !allowed.includes("HTTPRoute")) return new Set();
  const from = textOf(fieldsOf(namespaces).from) ?? "Same";
  if (from === "Same") return new Set([own]);
  if (from === "None") return new Set();
  return from === "Selector"
    ? selectedNamespaces(fieldsOf(fieldsOf(namespaces).selector), objects)
    : undefined;
}

/** By labels of the Namespaces among the objects; a selector by name alone needs none. undefined: cannot be told. */
function selectedNamespaces(
  selector: Fields,
  objects: readonly KubeObject[],
): ReadonlySet<string> | undefined {
  const labels = fieldsOf(selector.matchLabels);
  const isByName = Object.keys(labels).join() === nameLabel && selector.matchExpressions === undefined;
  if (isByName) return new Set([textOf(labels[nameLabel]) ?? ""]);
  const known = objects.filter(({ kind, apiVersion }) => kind === "Namespace" && apiVersion === "v1");
  if (known.length === 0) return undefined;
  return new Set(
    known.flatMap(({ metadata: { name = "", labels: own } }) =>
      selectsLabels(selector, { [nameLabel]: name, ...own }) ? [name] : [],
    ),
  );
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
      isOpenSelector: false,
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
