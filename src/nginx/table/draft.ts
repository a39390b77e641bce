/**
 * Servers while they are being put together, before their locations are ordered: which Ingress wins a host's settings and
 * which wins a path (ctl createServers and getBackendServers, controller v1.15.1).
 */
import type { Ingress, IngressPath } from "../../model/ingress.ts";
import { viewAnnotations } from "./annotation.ts";
import { readCanary } from "./canary.ts";
import { brokenSecret, builtInSettings, type LocationSettings, readSettings } from "./settings.ts";
import { readServerSnippet } from "./snippet-locations.ts";
import { builtInUpstream, type Upstream, upstreamName } from "./upstream.ts";
import type { NginxWorld } from "./world.ts";

export interface DraftLocation {
  readonly path: string;
  readonly ingressPath: string | undefined;
  readonly pathType: "Exact" | "Prefix";
  readonly service: { readonly name: string; readonly port: string };
  readonly upstream: string;
  readonly settings: LocationSettings;
  /** Still the implicit "/": the first explicit one replaces it. */
  readonly isDefault: boolean;
}

export interface DraftServer {
  readonly host: string;
  locations: DraftLocation[];
  aliases: readonly string[];
  clientCertificate: "required" | "broken" | undefined;
  snippet: ReturnType<typeof readServerSnippet>;
  /** The Ingress whose tls section decides, the first with any. */
  tls: Ingress | undefined;
}

export interface Drafts {
  readonly servers: Map<string, DraftServer>;
  readonly upstreams: Map<string, Upstream>;
}

export const defaultHost = "_";

/** "" and absent are "/"; ImplementationSpecific and absent are Prefix (store syncIngress, k8s SetDefaultNGINXPathType). */
export function pathOf(path: IngressPath): { readonly path: string; readonly pathType: "Exact" | "Prefix" } {
  return {
    path: path.path === "" ? "/" : path.path,
    pathType: path.pathType === "Exact" ? "Exact" : "Prefix",
  };
}

export function draftServers(
  ingresses: readonly Ingress[],
  upstreams: Map<string, Upstream>,
  world: NginxWorld,
): Drafts {
  const taken = ingresses.map((ingress) => ({
    ingress,
    settings: readSettings(ingress, world),
    isCanary: readCanary(viewAnnotations(ingress.annotations)) !== undefined,
  }));
  const drafts: Drafts = { servers: new Map(), upstreams };
  drafts.servers.set(defaultHost, newServer(defaultHost, builtInUpstream, builtInSettings(world), noService));
  for (const { ingress, settings, isCanary } of taken) {
    if (!isCanary) addHosts(drafts, ingress, settings);
  }
  for (const { ingress, isCanary } of taken) {
    if (!isCanary) addHostSettings(drafts, ingress, world);
  }
  for (const { ingress, settings } of taken) addPaths(drafts, ingress, settings, world);
  const canaries = taken.filter(({ isCanary }) => isCanary);
  if (canaries.length < taken.length) {
    for (const { ingress } of canaries) mergeCanary(drafts, ingress);
  }
  return drafts;
}

function newServer(
  host: string,
  upstream: string,
  settings: LocationSettings,
  service: DraftLocation["service"],
): DraftServer {
  const root: DraftLocation = {
    path: "/",
    ingressPath: undefined,
    pathType: "Prefix",
    service,
    upstream,
    settings,
    isDefault: true,
  };
  return {
    host,
    locations: [root],
    aliases: [],
    clientCertificate: undefined,
    snippet: undefined,
    tls: undefined,
  };
}

/** The first Ingress that names a host gives it an implicit "/" with all its annotations and its default backend. */
function addHosts(drafts: Drafts, ingress: Ingress, settings: LocationSettings): void {
  const { defaultBackend, rules } = ingress.spec;
  let upstream = builtInUpstream;
  if (defaultBackend?.kind === "service") {
    upstream = upstreamName(ingress.namespace, defaultBackend);
    if (rules.length === 0)
      takeDefaultServer(drafts, upstream, settings, namedService(ingress, defaultHost, "/"));
  }
  for (const rule of rules) {
    const host = rule.host ?? defaultHost;
    if (drafts.servers.has(host)) continue;
    drafts.servers.set(host, newServer(host, upstream, settings, namedService(ingress, host, "/")));
  }
}

/** The first Ingress without rules configures "/" of the default server, except rewrite and redirects. */
function takeDefaultServer(
  drafts: Drafts,
  upstream: string,
  settings: LocationSettings,
  service: DraftLocation["service"],
): void {
  const server = drafts.servers.get(defaultHost);
  const root = server?.locations[0];
  if (server === undefined || root === undefined || !root.isDefault) return;
  const kept: LocationSettings = {
    ...settings,
    rewriteTarget: "",
    useRegex: false,
    sslRedirect: false,
    forceSslRedirect: false,
    appRoot: undefined,
    preserveTrailingSlash: false,
    usePortInRedirects: false,
    redirect: undefined,
    fromToWww: false,
  };
  server.locations[0] = { ...root, service, upstream, settings: kept, isDefault: false };
}

function addHostSettings(drafts: Drafts, ingress: Ingress, world: NginxWorld): void {
  const aliases = (viewAnnotations(ingress.annotations).text("server-alias") ?? "")
    .split(",")
    .map((alias) => alias.trim())
    .filter((alias) => alias !== "");
  for (const rule of ingress.spec.rules) {
    const server = drafts.servers.get(rule.host ?? defaultHost);
    if (server === undefined) continue;
    if (server.aliases.length === 0) server.aliases = aliases;
    server.snippet ??= readServerSnippet(ingress, world);
    if (server.tls === undefined && ingress.spec.tls.length > 0) server.tls = ingress;
  }
}

function addPaths(drafts: Drafts, ingress: Ingress, settings: LocationSettings, world: NginxWorld): void {
  for (const rule of ingress.spec.rules) {
    const server = drafts.servers.get(rule.host ?? defaultHost) ?? drafts.servers.get(defaultHost);
    if (server === undefined || (rule.paths.length === 0 && server.host !== defaultHost)) continue;
    // Canaries are visited too: a canary can demand client certificates for the main host.
    server.clientCertificate ??= clientCertificateOf(ingress, world);
    for (const written of rule.paths) {
      if (written.backend.kind !== "service") continue;
      const upstream = drafts.upstreams.get(upstreamName(ingress.namespace, written.backend));
      if (upstream === undefined || upstream.canary !== undefined) continue;
      addLocation(server, {
        ...pathOf(written),
        ingressPath: written.path,
        service: namedService(ingress, server.host, pathOf(written).path),
        upstream: upstream.name,
        settings,
      });
    }
  }
}

const noService: DraftLocation["service"] = { name: "", port: "" };

/** The first path of that text, whatever its type, else the default backend (tpl getIngressInformation). */
function namedService(ingress: Ingress, host: string, path: string): DraftLocation["service"] {
  const { defaultBackend, rules } = ingress.spec;
  const found = rules
    .filter((rule) => (rule.host ?? defaultHost) === host)
    .flatMap(({ paths }) => paths)
    .find((one) => one.path === path && one.backend.kind === "service")?.backend;
  const backend = found ?? defaultBackend;
  if (backend?.kind !== "service") return noService;
  return {
    name: backend.name,
    port: "number" in backend.port ? String(backend.port.number) : backend.port.name,
  };
}

/** The search stops at the first location with the same path text; only an equal type there makes a duplicate. */
function addLocation(server: DraftServer, wanted: Omit<DraftLocation, "isDefault">): void {
  const location: DraftLocation = { ...wanted, isDefault: false };
  const at = server.locations.findIndex((one) => one.path === wanted.path);
  const found = server.locations[at];
  if (found === undefined || found.pathType !== wanted.pathType) {
    server.locations.push(location);
    return;
  }
  if (found.isDefault) server.locations[at] = location;
}

function clientCertificateOf(ingress: Ingress, world: NginxWorld): DraftServer["clientCertificate"] {
  const view = viewAnnotations(ingress.annotations);
  const secret = view.text("auth-tls-secret");
  if (secret === undefined) return undefined;
  if (brokenSecret(secret, ingress, world, false)) return "broken";
  const verify = view.text("auth-tls-verify-client");
  return verify === "off" || verify === "optional" || verify === "optional_no_ca" ? undefined : "required";
}

/** Canary upstreams are tied to the main upstream of the location with the same host, path text and type. */
function mergeCanary(drafts: Drafts, ingress: Ingress): void {
  const { defaultBackend, rules } = ingress.spec;
  if (defaultBackend?.kind === "service") {
    const server = drafts.servers.get(defaultHost);
    if (server !== undefined) {
      tie(drafts, upstreamName(ingress.namespace, defaultBackend), server, () => true);
    }
  }
  for (const rule of rules) {
    const server = drafts.servers.get(rule.host ?? defaultHost);
    if (server === undefined) continue;
    for (const written of rule.paths) {
      if (written.backend.kind !== "service") continue;
      const { path, pathType } = pathOf(written);
      const fits = (one: DraftLocation): boolean => one.path === path && one.pathType === pathType;
      tie(drafts, upstreamName(ingress.namespace, written.backend), server, fits);
    }
  }
}

function tie(
  drafts: Drafts,
  name: string,
  server: DraftServer,
  fits: (location: DraftLocation) => boolean,
): void {
  if (!drafts.upstreams.has(name)) return;
  let isTied = false;
  for (const location of server.locations) {
    if (location.upstream === name) return;
    const main = drafts.upstreams.get(location.upstream);
    if (main === undefined || main.canary !== undefined || !fits(location)) continue;
    isTied = true;
    if (main.alternatives.includes(name)) continue;
    drafts.upstreams.set(main.name, { ...main, alternatives: [...main.alternatives, name] });
  }
  // One path that fits nowhere takes the whole canary upstream away, also from paths that fitted before.
  if (!isTied) drafts.upstreams.delete(name);
}
