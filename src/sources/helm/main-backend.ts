/** The one Service an Ingress leads to, with its port as a number: what charts call their own Service in route values. */
import type { Json, KubeObject } from "../../model/kube.ts";
import { isMapping } from "../objects/parse.ts";
import type { MainBackend } from "./edit/expression.ts";

/** undefined when the Ingress leads to several, or a port's name is not found among the rendered Services. */
export function mainBackendOf(ingress: KubeObject, rendered: readonly KubeObject[]): MainBackend | undefined {
  const spec = isMapping(ingress.spec) ? ingress.spec : {};
  const found = new Map<string, MainBackend>();
  for (const rule of listOf(spec.rules)) {
    const http = isMapping(rule.http) ? rule.http : {};
    for (const path of listOf(http.paths)) {
      const backend = backendIn(path, rendered);
      if (backend === undefined) return undefined;
      found.set(`${backend.service}:${backend.port}`, backend);
    }
  }
  const [only, ...others] = found.values();
  return others.length === 0 ? only : undefined;
}

function backendIn(
  path: { readonly [key: string]: Json },
  rendered: readonly KubeObject[],
): MainBackend | undefined {
  const backend = isMapping(path.backend) ? path.backend : {};
  const service = isMapping(backend.service) ? backend.service : {};
  const port = isMapping(service.port) ? service.port : {};
  if (typeof service.name !== "string") return undefined;
  if (typeof port.number === "number") return { service: service.name, port: port.number };
  const number = numberOf(service.name, port.name, rendered);
  return number === undefined ? undefined : { service: service.name, port: number };
}

function numberOf(
  service: string,
  name: Json | undefined,
  rendered: readonly KubeObject[],
): number | undefined {
  const object = rendered.find(({ kind, metadata }) => kind === "Service" && metadata.name === service);
  const spec = isMapping(object?.spec) ? object.spec : {};
  const port = listOf(spec.ports).find((candidate) => candidate.name === name);
  return typeof port?.port === "number" ? port.port : undefined;
}

function listOf(value: unknown): readonly { readonly [key: string]: Json }[] {
  return Array.isArray(value) ? value.filter(isMapping) : [];
}
