/**
 * Backends of Ingresses: `service.{name,port}` or `resource` since networking.k8s.io/v1, `serviceName` and `servicePort` before.
 */
import type { IngressBackend, ServicePortRef } from "../../model/ingress.ts";
import { isMapping } from "./parse.ts";
import type { IngressReading } from "./reading.ts";

type KeyPath = readonly (string | number)[];

export function readBackend(
  value: unknown,
  at: KeyPath,
  reading: IngressReading,
): IngressBackend | undefined {
  if (!isMapping(value)) {
    reading.report(at, "is missing or no mapping");
    return undefined;
  }
  const { resource } = value;
  const hasService = reading.version === "v1" ? value.service != null : value.serviceName != null;
  if (resource !== undefined && resource !== null) {
    if (hasService) reading.report(at, "names a Service and a resource; only one is allowed");
    return readResource(resource, [...at, "resource"], reading);
  }
  return reading.version === "v1" ? readService(value, at, reading) : readOldService(value, at, reading);
}

function readService(
  value: { readonly [key: string]: unknown },
  at: KeyPath,
  reading: IngressReading,
): IngressBackend | undefined {
  const { service } = value;
  if (!isMapping(service)) {
    const hint =
      value.serviceName === undefined
        ? ""
        : "; `serviceName` and `servicePort` ended with networking.k8s.io/v1beta1";
    reading.report(at, `has no \`service\` with name and port${hint}`);
    return undefined;
  }
  const { name, port } = service;
  if (typeof name !== "string" || name === "") {
    reading.report([...at, "service", "name"], "is missing or no text");
    return undefined;
  }
  if (!isMapping(port)) {
    reading.report([...at, "service", "port"], "is missing or no mapping with `number` or `name`");
    return undefined;
  }
  const hasName = port.name !== undefined && port.name !== null && port.name !== "";
  const hasNumber = port.number !== undefined && port.number !== null && port.number !== 0;
  if (hasName && hasNumber) {
    reading.report([...at, "service", "port"], "has both `number` and `name`; only one is allowed");
  }
  const reference = readPort(hasNumber ? port.number : port.name, [...at, "service", "port"], reading);
  return reference === undefined ? undefined : { kind: "service", name, port: reference };
}

function readOldService(
  value: { readonly [key: string]: unknown },
  at: KeyPath,
  reading: IngressReading,
): IngressBackend | undefined {
  const { serviceName, servicePort } = value;
  if (typeof serviceName !== "string" || serviceName === "") {
    const hint = value.service === undefined ? "" : "; `service` came with networking.k8s.io/v1";
    reading.report([...at, "serviceName"], `is missing or no text${hint}`);
    return undefined;
  }
  const port = readPort(servicePort, [...at, "servicePort"], reading);
  return port === undefined ? undefined : { kind: "service", name: serviceName, port };
}

/** A number, or a name with a letter in it: the API server takes no `"80"`. */
function readPort(value: unknown, at: KeyPath, reading: IngressReading): ServicePortRef | undefined {
  if (typeof value === "number") {
    if (Number.isInteger(value) && value >= 1 && value <= 65535) return { number: value };
    reading.report(at, "is no port number from 1 to 65535");
    return undefined;
  }
  if (typeof value === "string" && /[a-z]/i.test(value)) return { name: value };
  const hint = typeof value === "string" && /^\d+$/.test(value) ? "; take the quotes away" : "";
  reading.report(at, `is missing, or neither a port number nor the name of a port${hint}`);
  return undefined;
}

function readResource(value: unknown, at: KeyPath, reading: IngressReading): IngressBackend | undefined {
  if (!isMapping(value) || typeof value.kind !== "string" || typeof value.name !== "string") {
    reading.report(at, "has no kind and name");
    return undefined;
  }
  const apiGroup = typeof value.apiGroup === "string" ? value.apiGroup : "";
  return { kind: "resource", apiGroup, resourceKind: value.kind, name: value.name };
}
