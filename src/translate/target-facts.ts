/**
 * What a target may know about the Ingress it answers for, worked out of the whole cluster: whose hosts and Services these are
 * matters where an implementation can only attach a policy to something shared.
 */
import type { GatewayChoice } from "../model/config.ts";
import type { Ingress, IngressBackend } from "../model/ingress.ts";
import type { SecretContent } from "../model/kube.ts";
import type { ControllerConfig } from "../nginx/controller.ts";
import type { CustomHeaders, HttpsListener, IngressFacts, PassthroughFacts } from "../targets/target.ts";
import type { PlannedHost } from "./plan-rules.ts";
import type { ResolvedBackend } from "./ports.ts";

/** "namespace/service" to the keys of the Ingresses that route to it. */
export type ServiceUse = ReadonlyMap<string, ReadonlySet<string>>;

export function serviceUse(ingresses: readonly Ingress[]): ServiceUse {
  const use = new Map<string, Set<string>>();
  for (const ingress of ingresses) {
    const { defaultBackend, rules } = ingress.spec;
    const backends = [defaultBackend, ...rules.flatMap(({ paths }) => paths.map(({ backend }) => backend))];
    for (const backend of backends) {
      if (!isService(backend)) continue;
      const key = `${ingress.namespace}/${backend.name}`;
      const users = use.get(key) ?? new Set();
      use.set(key, users.add(ingress.key));
    }
  }
  return use;
}

function isService(
  backend: IngressBackend | undefined,
): backend is IngressBackend & { readonly kind: "service" } {
  return backend?.kind === "service";
}

export interface FactsInput {
  readonly ingress: Ingress;
  readonly own: readonly PlannedHost[];
  readonly backends: readonly ResolvedBackend[];
  readonly controller: ControllerConfig;
  readonly gateway: GatewayChoice | undefined;
  readonly use: ServiceUse;
  readonly customHeaders: CustomHeaders | undefined;
  readonly passwords: SecretContent | undefined;
  readonly httpsListener: HttpsListener | undefined;
  readonly passthrough: PassthroughFacts | undefined;
}

export function factsOf(input: FactsInput): IngressFacts {
  const { ingress, own, backends, controller, gateway, use } = input;
  const rules = own
    .flatMap(({ planned }) => planned.rules)
    .filter((rule) => rule.claim.owner.ingress === ingress);
  const forwarding = rules.filter(({ does }) => does === "forward" || does === "nothing");
  const redirecting = forwarding.filter((rule) => rule.redirects).length;
  return {
    redirects: redirecting === 0 ? "none" : redirecting === forwarding.length ? "all" : "some",
    hasTls: own.some(({ facts: host }) => host.tls || host.redirectsByTls),
    redirectStatus: controller.httpRedirectCode,
    rewrites: forwarding.some((rule) => rule.does === "forward" && rule.rewrites),
    customHeaders: input.customHeaders,
    passwords: input.passwords,
    httpsListener: input.httpsListener,
    passthrough: input.passthrough,
    appProtocols: backends.map(({ servicePort }) => servicePort?.appProtocol),
    backends: backends.map(({ name, port, servicePort }) => ({
      service: name,
      port,
      portName: servicePort?.name,
      isShared: (use.get(`${ingress.namespace}/${name}`)?.size ?? 0) > 1,
    })),
    hosts: own.map(({ facts }) => facts.host),
    addsSlash: rules.some(({ does }) => does === "add-slash"),
    namespace: ingress.namespace,
    gatewayNamespace: gateway?.namespace,
    ownsItsHosts: own.every(
      ({ facts }) => facts.host !== "" && facts.members.every((member) => member.ingress === ingress),
    ),
  };
}
