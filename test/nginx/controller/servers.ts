/**
 * From Ingresses to the servers and locations the controller would hand to its template: a second reading of the Go code
 * (internal/ingress/controller/controller.go, location.go, store.go, pkg/util/ingress, v1.15.1), independent of `src/nginx`.
 * Canary Ingresses, external and client certificate authentication are left out.
 */
import type { Ingress, IngressBackend, IngressTls } from "../../../src/model/ingress.ts";
import type { NginxWorld } from "../../../src/nginx/table/world.ts";
import { readAnnotations, type Settings } from "./annotations.ts";

export interface ControllerLocation {
  path: string;
  kind: "Exact" | "Prefix";
  /** undefined: the built-in default backend. */
  upstream: string | undefined;
  /** undefined: the default server's own root, on which no annotation is set. */
  settings: Settings | undefined;
  ingress: Ingress | undefined;
  /** The path before a slash was added. */
  ingressPath: string;
  isImplicit: boolean;
}

export interface ControllerServer {
  readonly host: string;
  locations: ControllerLocation[];
  aliases: readonly string[];
  hasFromToWww: boolean;
  refusesEverybody: boolean;
  /** Names in the certificate; undefined: no certificate configured. */
  certificate: readonly string[] | undefined;
}

export interface Endpoint {
  /** "namespace/service:port". */
  readonly backend: string;
  readonly isReady: boolean;
}

export interface ControllerModel {
  readonly servers: readonly ControllerServer[];
  readonly redirects: readonly { readonly from: string; readonly to: string }[];
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  /** Host names the Lua side finds a certificate for. */
  readonly certified: readonly string[];
}

type ServiceBackend = Extract<IngressBackend, { readonly kind: "service" }>;

export function controllerModel(ingresses: readonly Ingress[], world: NginxWorld): ControllerModel {
  const live = [...ingresses]
    .filter((ingress) => isWatched(ingress, world))
    .sort(byAge)
    .flatMap((ingress) => {
      const settings = readAnnotations(ingress, world);
      return settings === undefined ? [] : [{ ingress, settings }];
    });

  const endpoints = new Map<string, Endpoint>();
  for (const { ingress } of live) collectEndpoints(endpoints, ingress, world);

  const servers = new Map<string, ControllerServer>([["_", newServer("_", undefined, undefined, undefined)]]);
  for (const { ingress, settings } of live) openServers(servers, ingress, settings);
  const wantedAliases = new Map<string, readonly string[]>();
  for (const { ingress, settings } of live) dressServers(servers, wantedAliases, ingress, settings, world);
  for (const server of servers.values()) {
    const wanted = new Set(wantedAliases.get(server.host));
    server.aliases = [...wanted].filter((alias) => alias !== server.host && !servers.has(alias)).sort();
  }
  for (const { ingress, settings } of live) fillServers(servers, ingress, settings);

  const sorted = [...servers.values()].sort((a, b) => (a.host < b.host ? -1 : 1));
  for (const server of sorted) {
    server.locations.sort(byPathDescending);
    server.locations = server.locations.flatMap((one) => split(one, server.locations));
  }
  return { servers: sorted, redirects: wwwRedirects(sorted), endpoints, certified: certified(sorted) };
}

function isWatched(ingress: Ingress, world: NginxWorld): boolean {
  if (world.flags["disable-catch-all"] === true && ingress.spec.defaultBackend !== undefined) return false;
  if (world.ingressClasses === undefined) return true;
  const { ingressClassName } = ingress.spec;
  if (ingressClassName !== undefined) return world.ingressClasses.includes(ingressClassName);
  const annotation = ingress.annotations["kubernetes.io/ingress.class"];
  return annotation === undefined
    ? world.flags["watch-ingress-without-class"] === true
    : annotation === "nginx";
}

/** Oldest first; within one second the names decide, backwards. */
function byAge(a: Ingress, b: Ingress): number {
  const [ageOfA, ageOfB] = [a.creationTimestamp ?? "~", b.creationTimestamp ?? "~"];
  if (ageOfA !== ageOfB) return ageOfA < ageOfB ? -1 : 1;
  return a.key < b.key ? 1 : -1;
}

function upstreamName(namespace: string, backend: ServiceBackend): string {
  const port = "number" in backend.port ? String(backend.port.number) : backend.port.name;
  return [namespace, backend.name, port].join("-");
}

function collectEndpoints(endpoints: Map<string, Endpoint>, ingress: Ingress, world: NginxWorld): void {
  const { defaultBackend, rules } = ingress.spec;
  if (defaultBackend?.kind === "service") {
    endpoints.set(
      upstreamName(ingress.namespace, defaultBackend),
      endpointOf(ingress.namespace, defaultBackend, world),
    );
  }
  for (const { backend } of rules.flatMap(({ paths }) => paths)) {
    if (backend.kind !== "service") continue;
    const name = upstreamName(ingress.namespace, backend);
    if (!endpoints.has(name)) endpoints.set(name, endpointOf(ingress.namespace, backend, world));
  }
}

function endpointOf(namespace: string, backend: ServiceBackend, world: NginxWorld): Endpoint {
  const key = `${namespace}/${backend.name}`;
  const written = "number" in backend.port ? String(backend.port.number) : backend.port.name;
  const service = world.services.find((one) => `${one.namespace}/${one.name}` === key);
  const port = service?.ports.find(
    (one) =>
      String(one.port) === written || String(one.targetPort) === written || String(one.name) === written,
  );
  return {
    backend: `${key}:${port?.port ?? written}`,
    isReady:
      !world.missingServices.has(key) &&
      !world.noEndpoints.has(key) &&
      (service === undefined || port !== undefined),
  };
}

function newServer(
  host: string,
  upstream: string | undefined,
  settings: Settings | undefined,
  ingress: Ingress | undefined,
): ControllerServer {
  return {
    host,
    locations: [
      { path: "/", kind: "Prefix", upstream, settings, ingress, ingressPath: "/", isImplicit: true },
    ],
    aliases: [],
    hasFromToWww: false,
    refusesEverybody: false,
    certificate: undefined,
  };
}

/** createServers, first half: implicit roots. */
function openServers(servers: Map<string, ControllerServer>, ingress: Ingress, settings: Settings): void {
  const { defaultBackend, rules } = ingress.spec;
  const upstream =
    defaultBackend?.kind === "service" ? upstreamName(ingress.namespace, defaultBackend) : undefined;
  const catchAll = servers.get("_")?.locations[0];
  if (upstream !== undefined && rules.length === 0 && catchAll?.isImplicit === true) {
    catchAll.isImplicit = false;
    catchAll.upstream = upstream;
    catchAll.ingress = ingress;
    // Whatever the rewrite and redirect groups say is put back to nothing here.
    catchAll.settings = {
      ...settings,
      target: "",
      useRegex: false,
      sslRedirect: false,
      forceSslRedirect: false,
      preserveTrailingSlash: false,
      appRoot: "",
      redirectUrl: "",
      fromToWww: false,
      relativeRedirects: false,
    };
  }
  for (const rule of rules) {
    const host = rule.host ?? "_";
    if (!servers.has(host)) servers.set(host, newServer(host, upstream, settings, ingress));
  }
}

/** createServers, second half: aliases and certificates, the first Ingress of a host that has any. */
function dressServers(
  servers: Map<string, ControllerServer>,
  aliases: Map<string, readonly string[]>,
  ingress: Ingress,
  settings: Settings,
  world: NginxWorld,
): void {
  for (const rule of ingress.spec.rules) {
    const server = servers.get(rule.host ?? "_");
    if (server === undefined) continue;
    if ((aliases.get(server.host) ?? []).length === 0) aliases.set(server.host, settings.aliases);
    if (server.host === "_" || server.certificate !== undefined || ingress.spec.tls.length === 0) continue;
    server.certificate = certificateFor(server.host, ingress, world);
  }
}

/** The Secret's certificate names the hosts of its entry; [] stands for the controller's fake certificate. */
function certificateFor(host: string, ingress: Ingress, world: NginxWorld): readonly string[] {
  const namesOf = ({ hosts, secretName }: IngressTls): readonly string[] =>
    secretName === undefined || world.missingSecrets.has(`${ingress.namespace}/${secretName}`) ? [] : hosts;
  const { tls } = ingress.spec;
  const named = tls.find(({ hosts }) => hosts.some((one) => one.toLowerCase() === host));
  const entry = named ?? tls.find((one) => covers(namesOf(one), host));
  return entry === undefined ? [] : namesOf(entry);
}

function covers(names: readonly string[], host: string): boolean {
  const wildcard = ["*", ...host.split(".").slice(1)].join(".");
  return names.some((name) => name.toLowerCase() === host || name.toLowerCase() === wildcard);
}

/** getBackendServers: a path joins its server unless the first location of that text has the same type. */
function fillServers(servers: Map<string, ControllerServer>, ingress: Ingress, settings: Settings): void {
  for (const rule of ingress.spec.rules) {
    const server = servers.get(rule.host ?? "_");
    if (server === undefined || (rule.paths.length === 0 && rule.host !== undefined)) continue;
    if (settings.clientCertificateError) server.refusesEverybody = true;
    for (const { path: written, pathType, backend } of rule.paths) {
      if (backend.kind !== "service") continue;
      const path = written === "" ? "/" : written;
      const wanted: ControllerLocation = {
        path,
        kind: pathType === "Exact" ? "Exact" : "Prefix",
        upstream: upstreamName(ingress.namespace, backend),
        settings,
        ingress,
        ingressPath: path,
        isImplicit: false,
      };
      const found = server.locations.find((one) => one.path === path);
      if (found?.kind === wanted.kind) {
        if (!found.isImplicit) continue;
        Object.assign(found, wanted);
      } else server.locations.push(wanted);
      if (settings.fromToWww) server.hasFromToWww = true;
    }
  }
}

function byPathDescending(a: ControllerLocation, b: ControllerLocation): number {
  const [bytesOfA, bytesOfB] = [Buffer.from(a.path), Buffer.from(b.path)];
  return bytesOfB.length - bytesOfA.length || Buffer.compare(bytesOfB, bytesOfA);
}

/** updateServerLocations: a Prefix path becomes "/path/" and, unless an Exact path owns it, "= /path". */
function split(
  location: ControllerLocation,
  all: readonly ControllerLocation[],
): readonly ControllerLocation[] {
  const { path, settings } = location;
  if (path === "/" || location.kind === "Exact" || rewrites(location) || settings?.useRegex === true)
    return [location];
  const withSlash = { ...location, path: path.endsWith("/") ? path : `${path}/` };
  const isOwned = all.some((one) => one.kind === "Exact" && one.path === path);
  return isOwned ? [withSlash] : [withSlash, { ...location, kind: "Exact" }];
}

export function rewrites({ path, settings }: ControllerLocation): boolean {
  return settings !== undefined && settings.target !== "" && settings.target !== path;
}

function wwwRedirects(servers: readonly ControllerServer[]): ControllerModel["redirects"] {
  return servers
    .filter(({ hasFromToWww }) => hasFromToWww)
    .map(({ host }) => ({ from: host.startsWith("www.") ? host.slice(4) : `www.${host}`, to: host }))
    .filter(({ from }) => !servers.some(({ host }) => host === from));
}

function certified(servers: readonly ControllerServer[]): readonly string[] {
  return servers.flatMap(({ host, aliases, certificate }) =>
    certificate === undefined ? [] : [host, ...aliases.filter((alias) => covers(certificate, alias))],
  );
}
