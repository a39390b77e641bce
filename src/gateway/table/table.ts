/**
 * The finished route table of a data plane: per scheme, listeners by hostname; per listener, virtual hosts by hostname; per
 * virtual host, matches in the order they are tried. Building cost is paid once, so that a thousand hosts stay cheap to ask.
 */
import type { KubeObject, Service } from "../../model/kube.ts";
import { dataPlanes } from "./data-plane.ts";
import { readExtensionFilters, resolveExtensions } from "./extension-filter.ts";
import { fieldsOf, listOf, textOf } from "./json.ts";
import { attachedHostnames, findListeners, hostKeys, type Listener } from "./listener.ts";
import { nginxLocations } from "./nginx-locations.ts";
import { readPolicies } from "./policies/read.ts";
import type { Policies } from "./policy.ts";
import { type Entry, sortEntries } from "./precedence.ts";
import { isRoute, namespaceOf, type Route, readRoute } from "./route.ts";
import { readTlsRoutes, type TlsRouteEntry } from "./tls-routes.ts";
import type { GatewayWorld } from "./world.ts";

export interface HostEntry extends Entry {
  readonly listener: Listener;
}

export interface VirtualHost {
  readonly hostname: string;
  readonly entries: readonly HostEntry[];
}

/** Virtual hosts by hostname, "" for the one that takes every host. */
export type VirtualHosts = ReadonlyMap<string, VirtualHost>;

export interface GatewayTable {
  readonly world: GatewayWorld;
  readonly routes: readonly Route[];
  readonly listeners: readonly Listener[];
  /** By scheme, then by listener hostname. */
  readonly hosts: Readonly<Record<"http" | "https", ReadonlyMap<string, VirtualHosts>>>;
  /** By hostname. */
  readonly tlsRoutes: ReadonlyMap<string, TlsRouteEntry>;
  readonly policies: Policies;
  /** By "namespace/name". */
  readonly services: ReadonlyMap<string, Service>;
  /** Services a BackendTLSPolicy names: "namespace/name", or "namespace/name/port-name". */
  readonly tlsServices: ReadonlySet<string>;
  /** "from-namespace to-namespace kind name", name "*" for all. */
  readonly grants: ReadonlySet<string>;
  /** Sentences on what was taken for granted. */
  readonly assumptions: readonly string[];
}

export function buildGatewayTable(objects: readonly KubeObject[], world: GatewayWorld): GatewayTable {
  const extensions = readExtensionFilters(objects, world.target);
  const routes = objects
    .filter(isRoute)
    .map((object) => resolveExtensions(readRoute(object, world.target), extensions));
  const policies = readPolicies(objects, world.target);
  const { listeners, assumptions } = findListeners(objects, routes, world);
  return {
    world,
    routes,
    listeners,
    hosts: {
      http: indexListeners(listeners, "http", routes, world),
      https: indexListeners(listeners, "https", routes, world),
    },
    tlsRoutes: readTlsRoutes(objects),
    policies,
    services: new Map(world.services.map((one) => [`${one.namespace}/${one.name}`, one])),
    tlsServices: new Set([...readTlsServices(objects), ...policies.tlsServices]),
    grants: readGrants(objects),
    assumptions,
  };
}

function indexListeners(
  listeners: readonly Listener[],
  scheme: Listener["scheme"],
  routes: readonly Route[],
  world: GatewayWorld,
): ReadonlyMap<string, VirtualHosts> {
  const { crossesHosts, splitsPrefixes } = dataPlanes[world.target];
  const drafts = new Map<string, Map<string, HostEntry[]>>();
  const routesOf = byParent(routes);
  for (const listener of listeners) {
    if (listener.scheme !== scheme) continue;
    // Where hosts compete, listeners of one scheme are one entry point.
    const listenerHost = crossesHosts ? "" : listener.hostname;
    const hosts = drafts.get(listenerHost) ?? new Map<string, HostEntry[]>();
    drafts.set(listenerHost, hosts);
    for (const route of routesOf.get(listener.parent) ?? []) {
      for (const hostname of new Set(attachedHostnames(route, listener))) {
        const entries = hosts.get(hostname) ?? [];
        hosts.set(hostname, entries);
        entries.push(...entriesOf(route, listener));
      }
    }
  }
  return new Map(
    [...drafts].map(([name, hosts]) => [
      name,
      new Map(
        [...hosts].map(([hostname, own]) => {
          const all = crossesHosts ? hostKeys(hostname).flatMap((key) => hosts.get(key) ?? []) : own;
          const entries = splitsPrefixes ? nginxLocations(all) : all;
          const sorted = sortEntries(entries, world.target) as readonly HostEntry[]; // sorting keeps members
          return [hostname, { hostname, entries: sorted }];
        }),
      ),
    ]),
  );
}

function byParent(routes: readonly Route[]): ReadonlyMap<string, readonly Route[]> {
  const index = new Map<string, Route[]>();
  for (const route of routes) {
    const parents = new Set(route.parents.map((one) => `${one.kind} ${one.namespace}/${one.name}`));
    for (const parent of parents) {
      const routesOfParent = index.get(parent) ?? [];
      index.set(parent, routesOfParent);
      routesOfParent.push(route);
    }
  }
  return index;
}

function entriesOf(route: Route, listener: Listener): readonly HostEntry[] {
  const pairs = route.rules.flatMap((rule) => rule.matches.map((match) => ({ rule, match })));
  return pairs.map(({ rule, match }, position) => ({ route, rule, match, position, listener }));
}

function readTlsServices(objects: readonly KubeObject[]): ReadonlySet<string> {
  const services = new Set<string>();
  for (const object of objects) {
    if (object.kind !== "BackendTLSPolicy") continue;
    for (const target of listOf(fieldsOf(object.spec).targetRefs).map(fieldsOf)) {
      const key = `${namespaceOf(object)}/${textOf(target.name) ?? ""}`;
      const section = textOf(target.sectionName);
      if (target.kind === "Service") services.add(section === undefined ? key : `${key}/${section}`);
    }
  }
  return services;
}

function readGrants(objects: readonly KubeObject[]): ReadonlySet<string> {
  const grants = new Set<string>();
  for (const object of objects) {
    if (object.kind !== "ReferenceGrant") continue;
    const spec = fieldsOf(object.spec);
    for (const from of listOf(spec.from).map(fieldsOf)) {
      if (from.kind !== "HTTPRoute") continue;
      for (const to of listOf(spec.to).map(fieldsOf)) {
        const name = textOf(to.name) ?? "*";
        const kind = textOf(to.kind) ?? "";
        grants.add(`${textOf(from.namespace) ?? ""} ${namespaceOf(object)} ${kind} ${name}`);
      }
    }
  }
  return grants;
}

/** The virtual host a request for this host is served by: most specific listener, then most specific hostname. */
export function findVirtualHost(
  table: GatewayTable,
  scheme: "http" | "https",
  host: string,
): { readonly listens: boolean; readonly virtualHost: VirtualHost | undefined } {
  const keys = hostKeys(host);
  const listenerKey = keys.find((key) => table.hosts[scheme].has(key));
  if (listenerKey === undefined) return { listens: false, virtualHost: undefined };
  const hosts = table.hosts[scheme].get(listenerKey);
  const hostKey = keys.find((key) => hosts?.has(key));
  return { listens: true, virtualHost: hostKey === undefined ? undefined : hosts?.get(hostKey) };
}
