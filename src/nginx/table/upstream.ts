/**
 * Upstreams: one per namespace, Service and port as written. The name is a plain dash join, so Services of two namespaces can
 * collide; the older reference then serves both (ctl createUpstreams, util upstreamName, v1.15.1).
 */
import type { Ingress, IngressBackend, ServicePortRef } from "../../model/ingress.ts";
import type { Service } from "../../model/kube.ts";
import { viewAnnotations } from "./annotation.ts";
import { type CanaryRules, readCanary } from "./canary.ts";
import type { NginxWorld } from "./world.ts";

export interface Upstream {
  readonly name: string;
  /** "namespace/service:port", the port as the Service numbers it where that is known. */
  readonly backend: string;
  /** False: 503. */
  readonly hasEndpoints: boolean;
  /** Set when a canary Ingress was the first to name it: no location may use it directly. */
  readonly canary: CanaryRules | undefined;
  /** Names of canary upstreams; only the first is ever used. */
  readonly alternatives: readonly string[];
}

export const builtInUpstream = "upstream-default-backend";

export type ServiceBackend = Extract<IngressBackend, { readonly kind: "service" }>;

export function upstreamName(namespace: string, backend: ServiceBackend): string {
  return `${namespace}-${backend.name}-${portText(backend.port)}`;
}

function portText(port: ServicePortRef): string {
  return "number" in port ? String(port.number) : port.name;
}

/** Ingresses in order of precedence. A default backend is made anew by each Ingress that names it, a path's is kept. */
export function createUpstreams(ingresses: readonly Ingress[], world: NginxWorld): Map<string, Upstream> {
  const upstreams = new Map<string, Upstream>();
  for (const ingress of ingresses) {
    const canary = readCanary(viewAnnotations(ingress.annotations));
    const add = (backend: ServiceBackend): void => {
      const name = upstreamName(ingress.namespace, backend);
      upstreams.set(name, { ...resolve(name, ingress.namespace, backend, world), canary, alternatives: [] });
    };
    if (ingress.spec.defaultBackend?.kind === "service") add(ingress.spec.defaultBackend);
    for (const rule of ingress.spec.rules) {
      for (const { backend } of rule.paths) {
        if (backend.kind !== "service" || upstreams.has(upstreamName(ingress.namespace, backend))) continue;
        add(backend);
      }
    }
  }
  return upstreams;
}

function resolve(
  name: string,
  namespace: string,
  backend: ServiceBackend,
  world: NginxWorld,
): Pick<Upstream, "name" | "backend" | "hasEndpoints"> {
  const key = `${namespace}/${backend.name}`;
  const written = `${key}:${portText(backend.port)}`;
  if (world.missingServices.has(key)) return { name, backend: written, hasEndpoints: false };
  const service = world.services.find((one) => one.namespace === namespace && one.name === backend.name);
  const hasEndpoints = !world.noEndpoints.has(key);
  if (service === undefined) return { name, backend: written, hasEndpoints };
  const port = servicePort(service, backend.port);
  if (port !== undefined) return { name, backend: `${key}:${port}`, hasEndpoints };
  // An ExternalName Service may have no ports; the number written is then used as it is.
  const isExternal = service.externalName !== undefined && "number" in backend.port;
  return { name, backend: written, hasEndpoints: hasEndpoints && isExternal };
}

/** A port matches by number, by name or by targetPort, first match in Service order (ctl serviceEndpoints). */
function servicePort(service: Service, reference: ServicePortRef): number | undefined {
  const written = portText(reference);
  return service.ports.find(
    (port) => String(port.port) === written || port.name === written || String(port.targetPort) === written,
  )?.port;
}

/** The first port of a Service, for the default-backend annotation; undefined when it cannot serve. */
export function firstPortBackend(namespace: string, name: string, world: NginxWorld): string | undefined {
  const key = `${namespace}/${name}`;
  if (world.missingServices.has(key) || world.noEndpoints.has(key)) return undefined;
  const service = world.services.find((one) => one.namespace === namespace && one.name === name);
  // Without the manifest the port is not known; 80 is what such Services nearly always have.
  return `${key}:${service?.ports[0]?.port ?? 80}`;
}
