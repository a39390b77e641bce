/**
 * From an Ingress's Service port to the number a route needs. ingress-nginx takes the first Service port whose number, name or
 * targetPort equals what the Ingress says; a route knows numbers of the Service alone
 * (internal/ingress/controller/controller.go, serviceEndpoints, v1.15.1).
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import type { Ingress, IngressBackend } from "../model/ingress.ts";
import type { Service, ServicePort } from "../model/kube.ts";

export interface ResolvedBackend {
  readonly name: string;
  readonly port: number;
  /** undefined when the Service is not in the repository. */
  readonly servicePort: ServicePort | undefined;
}

export type ServiceBackend = IngressBackend & { readonly kind: "service" };

/** Services by namespace/name; the first of a name counts. */
export function indexServices(services: readonly Service[]): ReadonlyMap<string, Service> {
  const index = new Map<string, Service>();
  for (const service of services) {
    const key = `${service.namespace}/${service.name}`;
    if (!index.has(key)) index.set(key, service);
  }
  return index;
}

/** undefined with a blocker when no number can be told. */
export function resolveBackend(
  ingress: Ingress,
  backend: ServiceBackend,
  services: ReadonlyMap<string, Service>,
): Outcome<ResolvedBackend | undefined> {
  const { name, port } = backend;
  const where = { ingress: ingress.key };
  const service = services.get(`${ingress.namespace}/${name}`);
  const shown = "number" in port ? String(port.number) : port.name;
  const refuse = (diagnostic: Diagnostic) => outcome(undefined, [diagnostic]);
  if (service === undefined) {
    if (!("number" in port) || !isPort(port.number)) {
      return refuse(
        diagnose("service-port-unresolved", { service: name, port: shown, known: undefined }, where),
      );
    }
    const note = diagnose("service-not-in-repository", { service: name, port: shown }, where);
    return outcome({ name, port: port.number, servicePort: undefined }, [note]);
  }
  if (service.externalName !== undefined || service.type === "ExternalName") {
    return refuse(diagnose("service-is-external-name", { service: name }, where));
  }
  const found = service.ports.find((candidate) => matches(candidate, shown));
  if (found === undefined || !isPort(found.port)) {
    const known = service.ports
      .map(({ name: portName, port: number }) => portName ?? String(number))
      .join(", ");
    return refuse(diagnose("service-port-unresolved", { service: name, port: shown, known }, where));
  }
  const notes: Diagnostic[] = [];
  if ("number" in port && found.port !== port.number) {
    notes.push(
      diagnose("service-port-was-target-port", { service: name, port: port.number, used: found.port }, where),
    );
  }
  return outcome({ name, port: found.port, servicePort: found }, notes);
}

function matches({ port, name, targetPort }: ServicePort, wanted: string): boolean {
  return String(port) === wanted || name === wanted || String(targetPort) === wanted;
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}
