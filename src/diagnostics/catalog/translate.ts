/** Diagnostics of `translate`: codes with their parameters, and their wording. */
import type { Catalog } from "../entry.ts";

export interface TranslateParams {
  "gateway-not-named": Readonly<Record<never, never>>;
  "host-not-expressible": { readonly host: string };
  "host-shared-with-blocked": { readonly host: string; readonly partner: string };
  "host-shared-by-value": {
    readonly host: string;
    readonly value: string;
    /** The other text that becomes the same host, and whose it is. */
    readonly other: string;
    readonly by: string;
  };
  "substitution-changes-route": { readonly texts: readonly string[] };
  "annotation-value-unknown": { readonly key: string; readonly text: string };
  "annotation-value-not-carried": { readonly key: string; readonly text: string; readonly value: string };
  "ingress-routes-nothing": Readonly<Record<never, never>>;
  "path-claimed-twice": { readonly host: string; readonly path: string; readonly others: readonly string[] };
  "path-already-served": { readonly host: string; readonly path: string; readonly by: string };
  "path-never-matches": { readonly host: string; readonly path: string };
  "path-not-expressible": { readonly host: string; readonly path: string; readonly because: string };
  "path-taken-literally": { readonly host: string; readonly path: string };
  "default-backend-depends-on-age": { readonly host: string; readonly others: readonly string[] };
  "default-backend-unused": { readonly host: string };
  "backend-is-no-service": { readonly host: string; readonly path: string };
  "service-not-in-repository": { readonly service: string; readonly port: string };
  "service-port-unresolved": {
    readonly service: string;
    readonly port: string;
    /** Ports of the Service; undefined when the Service is not in the repository. */
    readonly known: string | undefined;
  };
  "service-port-was-target-port": { readonly service: string; readonly port: number; readonly used: number };
  "service-is-external-name": { readonly service: string };
  "service-protocol-differs": { readonly service: string; readonly appProtocol: string };
  "wildcard-host-is-wider": { readonly host: string };
  "certificate-needed-on-gateway": { readonly hosts: readonly string[]; readonly secrets: readonly string[] };
  "certificate-issued-for-ingress": Readonly<Record<never, never>>;
  "external-dns-stays-on-ingress": { readonly keys: readonly string[] };
}

export const translateCatalog: Catalog<TranslateParams> = {
  "gateway-not-named": {
    title: "No Gateway is named",
    severity: "blocker",
    explain: () =>
      "Routes have to name the Gateway they attach to, and neither the configuration nor the repository names one. No route was written.",
    remedy: () => "Set gateway: {name, namespace} in .github/tidegate.yml.",
  },
  "host-not-expressible": {
    title: "A host Gateway API refuses",
    severity: "blocker",
    explain: ({ host }) =>
      `${shown(host)} is no DNS name a route can list (lower-case labels, at most one leading "*."). No route was written for this Ingress.`,
    remedy: () => "Correct the host in the Ingress, or leave this Ingress to another way of moving.",
  },
  "host-shared-with-blocked": {
    title: "Shares a host with an Ingress that does not move",
    severity: "blocker",
    explain: ({ host, partner }) =>
      `${partner} serves ${host === "" ? "requests without a host rule" : shown(host)} as well and cannot move yet. Ingresses of one host move together, so no route was written for this one.`,
    remedy: ({ partner }) => `Resolve the findings of ${partner}.`,
  },
  "host-shared-by-value": {
    title: "Two texts that become one host",
    severity: "blocker",
    explain: ({ host, value, other, by }) =>
      `In the cluster ${shown(host)}${host === value ? "" : ` is ${shown(value)}, where it`} meets ${shown(other)} of ${by}. What ingress-nginx does there depends on both Ingresses, which routes with these texts would not follow. No route was written.`,
    remedy: () => "Write the host the same way in both Ingresses.",
  },
  "substitution-changes-route": {
    title: "A variable decides what the route looks like",
    severity: "blocker",
    explain: ({ texts }) =>
      `With the values of ${texts.map(shown).join(", ")} the route would be another one than the text allows: its shape, not only a name in it, depends on them. No route was written.`,
    remedy: () => "Write the values out in the Ingress, or move it by hand.",
  },
  "annotation-value-unknown": {
    title: "An annotation whose value is not known",
    severity: "blocker",
    explain: ({ key, text }) =>
      `${key} is \`${shown(text)}\`, which is filled in later from a place the repository does not hold. What nginx does with it is not known, so no route was written.`,
    remedy: () => "Write the value out, or define the variable in a ConfigMap in clear.",
  },
  "annotation-value-not-carried": {
    title: "An annotation whose variable cannot be carried over",
    severity: "blocker",
    explain: ({ key, text, value }) =>
      `${key} is \`${shown(text)}\`, today \`${shown(value)}\`. What it asks for goes into the routes in a form that cannot hold the variable, so a later change of it would be lost. No route was written.`,
    remedy: () => "Write the value out in the annotation.",
  },
  "ingress-routes-nothing": {
    title: "An Ingress without a route",
    severity: "blocker",
    explain: () => "No path of this Ingress reaches a Service, so there is nothing to write a route for.",
    remedy: () => "Correct its paths, or remove the Ingress.",
  },
  "path-claimed-twice": {
    title: "Several Ingresses claim one path",
    severity: "blocker",
    explain: ({ host, path, others }) =>
      `${shown(host)}${shown(path)} is claimed by ${others.join(" and ")} as well, with a different outcome. Which one ingress-nginx serves depends on their ages in the cluster, which the repository does not hold. No route was written.`,
    remedy: () => "Remove the path from all but the Ingress that serves it today.",
  },
  "path-already-served": {
    title: "A path that is served by another entry",
    severity: "note",
    explain: ({ host, path, by }) =>
      `${shown(host)}${shown(path)} is already served by ${by}; ingress-nginx ignores this second entry, and so does the route.`,
    remedy: () => "Nothing to do; the entry can be removed from the Ingress.",
  },
  "path-never-matches": {
    title: "A path no request can match",
    severity: "warning",
    explain: ({ host, path }) =>
      `ingress-nginx decodes and cleans request paths before comparing, so ${shown(path)} on ${shown(host)} never matches. No rule was written for it.`,
    remedy: () => "Remove the path, or write it the way requests look after decoding.",
  },
  "path-not-expressible": {
    title: "A path that cannot be carried over",
    severity: "blocker",
    explain: ({ host, path, because }) =>
      `${shown(path)} on ${shown(host)} is not carried over: ${because}. No route was written for this Ingress.`,
    remedy: () => "Write the path in a form both sides read alike, or choose a target that can say it.",
  },
  "path-taken-literally": {
    title: "A pattern that is none",
    severity: "warning",
    explain: ({ host, path }) =>
      `${shown(path)} on ${shown(host)} looks like a pattern, but without use-regex ingress-nginx compares it letter by letter; so does the route.`,
    remedy: () => "Correct the path if a pattern was meant; that changes what the service does today.",
  },
  "default-backend-depends-on-age": {
    title: "The default backend depends on which Ingress is older",
    severity: "blocker",
    explain: ({ host, others }) =>
      `The oldest Ingress of ${shown(host)} decides where unmatched paths go, and this one and ${others.join(" and ")} say different things. The repository does not hold their ages. No route was written.`,
    remedy: () =>
      "Write an explicit path / of type Prefix into the Ingress that should serve the rest of the host.",
  },
  "default-backend-unused": {
    title: "A default backend that serves nothing",
    severity: "note",
    explain: ({ host }) =>
      `spec.defaultBackend of this Ingress is not used for ${host === "" ? "requests without a host rule" : shown(host)} by ingress-nginx, and not by the route.`,
    remedy: () => "Nothing to do.",
  },
  "backend-is-no-service": {
    title: "A backend that is no Service",
    severity: "warning",
    explain: ({ host, path }) =>
      `The backend of ${shown(path)} on ${shown(host)} is another resource than a Service. ingress-nginx skips such paths; no rule was written for it.`,
    remedy: () => "Remove the path, or point it at a Service.",
  },
  "service-not-in-repository": {
    title: "A Service that is not in the repository",
    severity: "note",
    explain: ({ service, port }) =>
      `Service ${service} was not found, so its port ${port} is taken over as it is. A route needs the Service's port number, while ingress-nginx also accepts a target port.`,
    remedy: ({ port }) => `Check that ${port} is a port of the Service itself.`,
  },
  "service-port-unresolved": {
    title: "A Service port without a number",
    severity: "blocker",
    explain: ({ service, port, known }) =>
      known === undefined
        ? `Port ${shown(port)} of Service ${service} cannot be told: a route needs a number, and the Service is not in the repository. No route was written for this Ingress.`
        : `Service ${service} has no port ${shown(port)} (it has: ${known === "" ? "none" : known}); ingress-nginx answers 503 there. No route was written for this Ingress.`,
    remedy: () =>
      "Name a port number of the Service in the Ingress, or add the Service to the repository. For an Ingress of a Helm release, state the Service and its port number under `charts.services` in .github/tidegate.yml.",
  },
  "service-port-was-target-port": {
    title: "An Ingress that names a target port",
    severity: "note",
    explain: ({ service, port, used }) =>
      `${port} is a target port of Service ${service}, which ingress-nginx accepts; the route names the Service's port ${used}.`,
    remedy: () => "Nothing to do.",
  },
  "service-is-external-name": {
    title: "An ExternalName Service behind a route",
    severity: "blocker",
    explain: ({ service }) =>
      `Service ${service} is of type ExternalName, which Gateway API implementations should not route to (CVE-2021-25740). No route was written for this Ingress.`,
    remedy: () => "Route to a Service with endpoints, or to a backend object of the implementation, by hand.",
  },
  "service-protocol-differs": {
    title: "A Service that asks gateways for another protocol",
    severity: "warning",
    explain: ({ service, appProtocol }) =>
      `Service ${service} states appProtocol ${shown(appProtocol)}. ingress-nginx ignores that and speaks HTTP/1.1; a gateway follows it.`,
    remedy: ({ service }) => `Check that ${service} speaks that protocol on this port, or remove the line.`,
  },
  "wildcard-host-is-wider": {
    title: "A wildcard that reaches further",
    severity: "note",
    explain: ({ host }) =>
      `${host} is one label deep in ingress-nginx; in Gateway API it also covers names with more labels.`,
    remedy: () => "Nothing to do where no deeper name points at the gateway.",
  },
  "certificate-needed-on-gateway": {
    title: "The Gateway needs the certificate",
    severity: "note",
    explain: ({ hosts, secrets }) =>
      `https of ${hosts.map(shown).join(", ")} is served with ${secrets.length === 0 ? "the controller's default certificate" : `Secret ${secrets.join(", ")}`}; the routes rely on the Gateway's https listener to have one for these names.`,
    remedy: () => "Add the certificate to the listener (with a ReferenceGrant where namespaces differ).",
  },
  "certificate-issued-for-ingress": {
    title: "cert-manager issues the certificate for the Ingress",
    severity: "note",
    explain: () =>
      "The certificate is renewed as long as the Ingress exists. HTTP-01 challenges are still answered by ingress-nginx until DNS moves.",
    remedy: () => "Before the Ingress is removed, let cert-manager issue the certificate for the Gateway.",
  },
  "external-dns-stays-on-ingress": {
    title: "external-dns keys stay on the Ingress",
    severity: "warning",
    explain: ({ keys }) =>
      `${keys.join(", ")} ${keys.length === 1 ? "is" : "are"} not carried over: the names keep pointing at ingress-nginx until the cutover.`,
    remedy: () => "Set the same keys on the route or the Gateway when DNS moves.",
  },
};

/** Text from a repository, cut: it may be anything. */
function shown(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
