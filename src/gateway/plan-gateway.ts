/**
 * The Gateway that has to exist before routes can attach, for a repository that holds none: one http listener for all, one https listener per
 * TLS host with the secret its Ingress uses today, and the grants to read secrets of other namespaces. One listener per name is what every
 * implementation serves alike; several certificates on one listener are a matter of each (gateway-api v1.6.1, GatewayTLSConfig).
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import { compareText } from "../model/brands.ts";
import type { GatewayChoice, SecretKey, TargetName } from "../model/config.ts";
import type { Ingress } from "../model/ingress.ts";
import type { KubeObject } from "../model/kube.ts";
import { covers } from "./listeners.ts";
import type { Gateway, Listener, RouteNamespaces } from "./objects/gateway.ts";
import { referenceGrant } from "./objects/grant-makers.ts";
import { gatewayGroup } from "./objects/http-route.ts";
import { metadata } from "./objects/makers.ts";
import { isFilledIn, secretsFor } from "./serving.ts";

export interface GatewayNeeds {
  readonly choice: GatewayChoice;
  readonly target: TargetName;
  /** That attach to this Gateway. */
  readonly ingresses: readonly Ingress[];
  /** GatewayClasses of the repository. */
  readonly classes: readonly KubeObject[];
  /** The controller's `--default-ssl-certificate`. */
  readonly defaultCertificate: SecretKey | undefined;
}

interface UsualClass {
  readonly name: string;
  /** Set where nothing makes the GatewayClass by itself. */
  readonly controller?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Names the implementations or their charts use; see the tables in src/config/found-target.ts. */
const usualClasses: { readonly [Name in TargetName]: UsualClass | undefined } = {
  standard: undefined,
  "envoy-gateway": { name: "eg", controller: "gateway.envoyproxy.io/gatewayclass-controller" },
  cilium: { name: "cilium" },
  istio: { name: "istio" },
  kgateway: { name: "kgateway" },
  "nginx-gateway-fabric": { name: "nginx" },
  traefik: { name: "traefik" },
  kong: {
    name: "kong",
    controller: "konghq.com/kic-gateway-controller",
    annotations: { "konghq.com/gatewayclass-unmanaged": "true" },
  },
  gke: { name: "gke-l7-global-external-managed" },
};

const fromAll: RouteNamespaces = { from: "All" };
/** A Gateway has 64 at most, and one of them is for http. */
const mostHttps = 63;

/** GatewayClass, Gateway and grants in the order they are written; none, with the reason, where they cannot be. */
export function planGateway(needs: GatewayNeeds): Outcome<readonly KubeObject[]> {
  const { choice } = needs;
  const gateway = `${choice.namespace}/${choice.name}`;
  const gatewayClass = classOf(needs);
  if (gatewayClass === undefined) {
    const why = "the target `standard` has no GatewayClass of its own";
    const remedy = "Name it: `gateway: {create: {className: …}}` in .github/tidegate.yml.";
    return outcome([], [diagnose("gateway-not-planned", { gateway, why, remedy })]);
  }
  const hosts = certificateHosts(needs);
  if (hosts.listeners.length > mostHttps) {
    const listeners = hosts.listeners.length + 1;
    return outcome(
      [],
      [diagnose("gateway-too-many-listeners", { gateway, listeners }), ...hosts.diagnostics],
    );
  }
  return outcome(
    [
      ...gatewayClass.objects,
      gatewayObject(choice, gatewayClass.name, hosts.listeners),
      ...grants(choice, hosts.listeners),
    ],
    hosts.diagnostics,
  );
}

function classOf({ choice, target, classes }: GatewayNeeds) {
  const usual = usualClasses[target];
  const stated = choice.create?.className;
  const standing = classes.find(
    ({ spec }) =>
      usual?.controller !== undefined &&
      typeof spec === "object" &&
      spec !== null &&
      "controllerName" in spec &&
      spec.controllerName === usual.controller,
  )?.metadata.name;
  const name = stated ?? standing ?? usual?.name;
  if (name === undefined) return undefined;
  const isThere = classes.some(({ metadata: { name: known } }) => known === name);
  const objects: readonly KubeObject[] =
    isThere || usual?.controller === undefined
      ? []
      : [
          {
            apiVersion: `${gatewayGroup}/v1`,
            kind: "GatewayClass",
            metadata: metadata({ name, namespace: undefined, annotations: usual.annotations }),
            spec: { controllerName: usual.controller },
          },
        ];
  return { name, objects };
}

interface HostCertificate {
  readonly host: string;
  readonly secret: SecretKey;
}

/** TLS hosts ("" for all others) with their secrets; one below a wildcard of the same secret needs no listener of its own. */
function certificateHosts({ choice, ingresses, defaultCertificate }: GatewayNeeds): {
  readonly listeners: readonly HostCertificate[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const byHost = new Map<string, SecretKey>();
  const without: string[] = [];
  for (const ingress of [...ingresses].sort((a, b) => compareText(a.key, b.key))) {
    // one tls entry makes every host of the Ingress a TLS host, named in it or not
    if (ingress.spec.tls.length === 0) continue;
    for (const { host = "" } of ingress.spec.rules) {
      const served = host === "" ? "" : certifiedName(ingress, host);
      if (byHost.has(served)) continue;
      const secret = isFilledIn(host) ? undefined : (secretsFor(ingress, host)[0] ?? defaultCertificate);
      if (secret === undefined) without.push(host);
      else byHost.set(served, secret);
    }
  }
  const all = [...byHost].map(([host, secret]) => ({ host, secret }));
  const isBelowWildcard = ({ host, secret }: HostCertificate) =>
    all.some(
      (other) =>
        other.host !== "" &&
        other.host !== host &&
        covers(other.host, host) &&
        sameSecret(other.secret, secret),
    );
  const listeners = all.filter((one) => !isBelowWildcard(one)).sort((a, b) => compareText(a.host, b.host));
  const names = [...byHost.keys()];
  const missing = [...new Set(without)].filter((host) => !names.some((name) => covers(name, host)));
  const diagnostics = missing.map((host) =>
    diagnose("gateway-not-planned", {
      gateway: `${choice.namespace}/${choice.name}`,
      why: isFilledIn(host)
        ? `${host} is filled in when it is deployed, so the Gateway has no listener for it`
        : `${host === "" ? "a rule without a host" : host} counts as TLS and no secret is named for it, and which certificate the controller serves then is not known, so the Gateway has no https listener for it`,
      remedy:
        "Name a `secretName` for it in the Ingress, or write the Gateway by hand and give it a listener with a certificate.",
    }),
  );
  return { listeners, diagnostics };
}

/** The name of the certificate that covers a host: a wildcard of `tls` serves all hosts below it by one listener. */
function certifiedName(ingress: Ingress, host: string): string {
  const names = ingress.spec.tls.flatMap(({ hosts }) => hosts);
  if (names.includes(host)) return host;
  return names.find((name) => covers(name, host)) ?? host;
}

function gatewayObject(
  { namespace, name, sections }: GatewayChoice,
  gatewayClassName: string,
  hosts: readonly HostCertificate[],
): Gateway {
  const taken = new Set([sections.http, sections.https]);
  const https = hosts.map(
    ({ host, secret }): Listener => ({
      name: host === "" ? sections.https : listenerName(host, taken),
      ...(host === "" ? {} : { hostname: host }),
      port: 443,
      protocol: "HTTPS",
      tls: {
        mode: "Terminate",
        certificateRefs: [
          {
            group: "",
            kind: "Secret",
            ...(secret.namespace === namespace ? {} : { namespace: secret.namespace }),
            name: secret.name,
          },
        ],
      },
      allowedRoutes: { namespaces: fromAll },
    }),
  );
  const http: Listener = {
    name: sections.http,
    port: 80,
    protocol: "HTTP",
    allowedRoutes: { namespaces: fromAll },
  };
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: metadata({ name, namespace }),
    spec: { gatewayClassName, listeners: [http, ...https] },
  };
}

/** A label of 63 characters, since some data planes name objects after it. */
function listenerName(host: string, taken: Set<string>): string {
  const plain = `https-${host.replace(/^\*\./, "wildcard.").replace(/[^a-z0-9]+/g, "-")}`;
  const base = plain.slice(0, 60).replace(/-+$/, "");
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base}-${number}`;
  taken.add(name);
  return name;
}

/** A grant lists 16 names at most (ReferenceGrant spec.to). */
const mostNames = 16;

function grants(
  { namespace, name }: GatewayChoice,
  hosts: readonly HostCertificate[],
): readonly KubeObject[] {
  const byNamespace = new Map<string, Set<string>>();
  for (const { secret } of hosts) {
    if (secret.namespace === namespace) continue;
    byNamespace.set(secret.namespace, (byNamespace.get(secret.namespace) ?? new Set()).add(secret.name));
  }
  return [...byNamespace]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([own, names]) => {
      const sorted = [...names].sort(compareText);
      const chunks = Array.from({ length: Math.ceil(sorted.length / mostNames) }, (_, index) =>
        sorted.slice(index * mostNames, (index + 1) * mostNames),
      );
      return chunks.map((chunk, index) =>
        referenceGrant({
          name: `${name}-certificates${index === 0 ? "" : `-${index + 1}`}`,
          namespace: own,
          from: [{ group: gatewayGroup, kind: "Gateway", namespace }],
          to: chunk.map((secret) => ({ group: "", kind: "Secret", name: secret })),
        }),
      );
    });
}

function sameSecret(a: SecretKey, b: SecretKey): boolean {
  return a.namespace === b.namespace && a.name === b.name;
}
