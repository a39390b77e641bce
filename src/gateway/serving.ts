/**
 * Whether a Gateway that stands in the repository would serve the routes: each host by a listener that takes it, accepts the namespace, and
 * has a certificate it may read. A refusal by the Gateway is silent in git, so it is said here, with the lines to add.
 */
import { z } from "zod";
import { type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import { compareText } from "../model/brands.ts";
import type { GatewayChoice, KnownGateway, KnownListener, SecretKey } from "../model/config.ts";
import type { Ingress } from "../model/ingress.ts";
import type { PlacedObject } from "../model/inventory.ts";
import type { KubeObject } from "../model/kube.ts";
import { covers, listenerFor } from "./listeners.ts";

export interface ServedRoutes {
  readonly ingress: Ingress;
  /** The objects that take over from it. */
  readonly objects: readonly KubeObject[];
}

const Route = z.object({
  hostnames: z.array(z.string()).optional(),
  parentRefs: z.array(
    z.object({
      kind: z.string().optional(),
      name: z.string(),
      namespace: z.string().optional(),
      sectionName: z.string().optional(),
    }),
  ),
});

/** What is wrong for one Ingress. */
export function servingFindings(
  { ingress, objects }: ServedRoutes,
  choice: GatewayChoice,
  gateway: KnownGateway,
  all: readonly PlacedObject[],
): readonly Diagnostic[] {
  const name = `${choice.namespace}/${choice.name}`;
  const found: Diagnostic[] = [];
  const certificates = new Map<KnownListener, string[]>();
  for (const { listener: stated, host, isPassedOn } of attachments(objects)) {
    if (isPassedOn) {
      found.push(...passthroughFinding(name, stated, host, ingress, gateway, all));
      continue;
    }
    const scheme = stated === choice.sections.http ? "http" : "https";
    const where = { at: gateway.at, ingress: ingress.key };
    const listener = gateway.listeners.find((known) => known.name === stated);
    const hostnames = gateway.listeners.filter((one) => one.scheme === scheme).map((one) => one.hostname);
    const isElsewhere = host !== "" && !isFilledIn(host) && hostnames.length > 0;
    if (isElsewhere && (listener === undefined || !meet(listener.hostname, host))) {
      const yaml = listenerYaml(scheme, host, secretsFor(ingress, host), choice);
      found.push(diagnose("gateway-host-uncovered", { gateway: name, host, scheme, hostnames, yaml }, where));
      continue;
    }
    if (listener === undefined) {
      const known = [...new Set(gateway.listeners.map((one) => one.name))].sort(compareText);
      found.push(diagnose("gateway-listener-missing", { gateway: name, listener: stated, known }, where));
      continue;
    }
    found.push(...namespaceFinding(name, listener, ingress, all));
    if (listener.scheme === "https")
      certificates.set(listener, [...(certificates.get(listener) ?? []), host]);
  }
  for (const [listener, hosts] of certificates) {
    found.push(...certificateFindings(name, listener, hosts, ingress, all));
  }
  return distinct(found);
}

/** What is wrong with the Gateway as a whole, for the listeners that serve our hosts. */
export function gatewayFindings(
  choice: Pick<GatewayChoice, "namespace" | "name">,
  gateway: KnownGateway,
  hosts: readonly string[],
): readonly Diagnostic[] {
  const name = `${choice.namespace}/${choice.name}`;
  const own = gateway.listeners.filter(({ parent }) => parent.kind === "Gateway");
  const found: Diagnostic[] = [];
  if (own.length > 64) {
    const params = { gateway: name, listeners: own.length };
    found.push(diagnose("gateway-too-many-listeners", params, { at: gateway.at }));
  }
  const bySecret = new Map<string, Set<string>>();
  for (const host of hosts) {
    const listener = listenerFor(gateway.listeners, "https", host, "");
    for (const secret of listener?.certificates ?? []) {
      const key = keyOf(secret);
      bySecret.set(key, (bySecret.get(key) ?? new Set()).add(listener?.name ?? ""));
    }
  }
  for (const [secret, names] of [...bySecret].sort(([a], [b]) => compareText(a, b))) {
    if (names.size < 2) continue;
    const params = { gateway: name, secret, listeners: [...names].sort(compareText) };
    found.push(diagnose("gateway-certificate-shared", params, { at: gateway.at }));
  }
  return found;
}

/** Each listener a route names, with each of its hosts. */
function attachments(objects: readonly KubeObject[]) {
  return objects.flatMap((object) => {
    const route = object.kind.endsWith("Route") ? Route.safeParse(object["spec"]).data : undefined;
    const hosts = route?.hostnames ?? [""];
    return (route?.parentRefs ?? []).flatMap(({ sectionName }) =>
      sectionName === undefined
        ? []
        : hosts.map((host) => ({ listener: sectionName, host, isPassedOn: object.kind === "TLSRoute" })),
    );
  });
}

/** A TLSRoute needs a listener of mode Passthrough; no certificate is asked for. */
function passthroughFinding(
  gateway: string,
  stated: string,
  host: string,
  ingress: Ingress,
  { passthrough = [], at }: KnownGateway,
  all: readonly PlacedObject[],
): readonly Diagnostic[] {
  const listener = passthrough.find(({ name }) => name === stated);
  if (listener !== undefined && meet(listener.hostname, host)) {
    return namespaceFinding(gateway, listener, ingress, all);
  }
  const where = { at, ingress: ingress.key };
  const yaml = `- {name: ${stated}, hostname: ${JSON.stringify(host)}, port: 443, protocol: TLS, tls: {mode: Passthrough}, allowedRoutes: {namespaces: {from: All}}}`;
  const hostnames = listener === undefined ? [] : [listener.hostname];
  const params = { gateway, host, scheme: "TLS passthrough", hostnames, yaml } as const;
  return [diagnose("gateway-host-uncovered", params, where)];
}

/** Known only when it is deployed. */
export function isFilledIn(text: string): boolean {
  return text.includes("${");
}

function meet(hostname: string, host: string): boolean {
  return covers(hostname, host) || covers(host, hostname);
}

function namespaceFinding(
  gateway: string,
  listener: KnownListener,
  ingress: Ingress,
  all: readonly PlacedObject[],
): readonly Diagnostic[] {
  const { from, selector, name, parent, at } = listener;
  const where = { at, ingress: ingress.key };
  const refused = (words: string, yaml: string) =>
    diagnose(
      "gateway-routes-refused",
      { gateway, listener: name, namespace: ingress.namespace, from: words, yaml },
      where,
    );
  if (from === "All" || (from === "Same" && parent.namespace === ingress.namespace)) return [];
  const fromAll = "allowedRoutes: {namespaces: {from: All}}";
  if (from !== "Selector") return [refused("its own namespace only", fromAll)];
  const labels = Object.entries(selector.matchLabels ?? {});
  const isByName = labels.length === 1 && (selector.matchExpressions ?? []).length === 0;
  const wanted = isByName ? labels.find(([key]) => key === "kubernetes.io/metadata.name")?.[1] : undefined;
  if (wanted === ingress.namespace) return [];
  const shown = labels.map(([key, value]) => `${key}=${value}`).join(", ");
  if (wanted !== undefined) return [refused(`namespaces labelled ${shown}`, fromAll)];
  const namespace = all.find(
    ({ object }) => object.kind === "Namespace" && object.metadata.name === ingress.namespace,
  )?.object;
  if (namespace === undefined || (selector.matchExpressions ?? []).length > 0) {
    const params = { gateway, listener: name, namespace: ingress.namespace, labels: shown };
    return [diagnose("gateway-routes-selected", params, where)];
  }
  const own = namespace.metadata.labels ?? {};
  if (labels.every(([key, value]) => own[key] === value)) return [];
  const missing = labels.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(", ");
  return [refused(`namespaces labelled ${shown}`, `labels: {${missing}}`)];
}

function certificateFindings(
  gateway: string,
  listener: KnownListener,
  hosts: readonly string[],
  ingress: Ingress,
  all: readonly PlacedObject[],
): readonly Diagnostic[] {
  const { certificates, name, parent, at } = listener;
  const where = { at, ingress: ingress.key };
  if (certificates.length === 0) {
    if (listener.hasOtherCertificates) return [];
    const host = hosts[0] ?? "";
    const yaml = certificateYaml(secretsFor(ingress, host)[0]);
    return [diagnose("gateway-certificate-missing", { gateway, listener: name, host, yaml }, where)];
  }
  const found: Diagnostic[] = certificates
    .filter((secret) => secret.namespace !== parent.namespace && !isGranted(secret, parent, all))
    .map((secret) => {
      const yaml = grantYaml(secret, parent);
      const params = { gateway, listener: name, secret: keyOf(secret), yaml };
      return diagnose("gateway-certificate-grant-missing", params, { at });
    });
  const serves = certificates.map(keyOf);
  const secrets = [...new Set(hosts.flatMap((host) => secretsFor(ingress, host).map(keyOf)))].sort(
    compareText,
  );
  if (ingress.spec.tls.length > 0 && !(secrets.length > 0 && secrets.every((key) => serves.includes(key)))) {
    const named = [...new Set(hosts)].map((host) => (host === "" ? "every host" : host));
    const params = { gateway, listener: name, hosts: named, serves, secrets };
    found.push(diagnose("gateway-certificate-differs", params, where));
  }
  return found;
}

/** The secrets the Ingress names for a host; an entry without hosts is for all. */
export function secretsFor(ingress: Ingress, host: string): readonly SecretKey[] {
  const names = ingress.spec.tls.flatMap(({ hosts, secretName }) => {
    if (secretName === undefined || secretName === "") return [];
    return hosts.length === 0 || hosts.some((own) => covers(own, host)) ? [secretName] : [];
  });
  return [...new Set(names)].map((name) => ({ namespace: ingress.namespace, name }));
}

const Grant = z.object({
  from: z.array(z.object({ kind: z.string(), namespace: z.string() })),
  to: z.array(z.object({ kind: z.string(), name: z.string().optional() })),
});

function isGranted(
  secret: SecretKey,
  parent: KnownListener["parent"],
  all: readonly PlacedObject[],
): boolean {
  return all.some(({ object }) => {
    if (object.kind !== "ReferenceGrant") return false;
    if ((object.metadata.namespace ?? "default") !== secret.namespace) return false;
    const grant = Grant.safeParse(object["spec"]).data;
    return (
      grant?.from.some(({ kind, namespace }) => kind === parent.kind && namespace === parent.namespace) ===
        true &&
      grant.to.some(({ kind, name }) => kind === "Secret" && (name === undefined || name === secret.name))
    );
  });
}

function listenerYaml(
  scheme: "http" | "https",
  host: string,
  secrets: readonly SecretKey[],
  choice: GatewayChoice,
): string {
  const base = `name: ${scheme}-${host.replace(/^\*\./, "wildcard-").replaceAll(".", "-")}, hostname: ${JSON.stringify(host)}`;
  const all = "allowedRoutes: {namespaces: {from: All}}";
  if (scheme === "http") return `- {${base}, port: 80, protocol: HTTP, ${all}}`;
  const [secret] = secrets;
  const isNear = secret?.namespace === choice.namespace;
  const ref = certificateYaml(isNear && secret !== undefined ? { name: secret.name } : secret);
  return `- {${base}, port: 443, protocol: HTTPS, tls: {mode: Terminate, ${ref}}, ${all}}`;
}

function certificateYaml(secret: { readonly name: string; readonly namespace?: string } | undefined): string {
  const namespace = secret?.namespace === undefined ? "" : `namespace: ${secret.namespace}, `;
  return `certificateRefs: [{group: "", kind: Secret, ${namespace}name: ${secret?.name ?? "CERTIFICATE"}}]`;
}

function grantYaml(secret: SecretKey, parent: KnownListener["parent"]): string {
  return [
    `{apiVersion: gateway.networking.k8s.io/v1beta1, kind: ReferenceGrant, metadata: {name: ${parent.name}-certificates, namespace: ${secret.namespace}},`,
    `spec: {from: [{group: gateway.networking.k8s.io, kind: ${parent.kind}, namespace: ${parent.namespace}}],`,
    `to: [{group: "", kind: Secret, name: ${secret.name}}]}}`,
  ].join(" ");
}

function keyOf({ namespace, name }: SecretKey): string {
  return `${namespace}/${name}`;
}

function distinct(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Map(found.map((one) => [JSON.stringify([one.code, one.params]), one]));
  return [...seen.values()];
}
