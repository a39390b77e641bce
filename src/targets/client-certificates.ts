/**
 * Client certificates are asked for while TLS is set up, so what asks for them is a listener: every host on it, or even every host of its
 * port. nginx asks per host. Nothing is written here; what is said is the exact object to add, and which other hosts it would hit.
 * Fields of the Gateway: config/crd/standard of Gateway API v1.6.1; those of implementations stand in their folders.
 */
import type { ClientCertificatesIntent } from "../model/intent.ts";
import { refuse } from "./core.ts";
import { type Emit, type IngressFacts, refusal } from "./target.ts";

/** What asks: a policy on one listener, options of the listener itself, the Gateway for a whole port, or nothing. */
export type CertificateWay =
  | { readonly on: "listener"; readonly policy: (asked: Asked) => string; readonly grantFrom: string }
  | { readonly on: "options" }
  | { readonly on: "port"; readonly further?: string }
  /** A sentence without a full stop: what a person can do instead. */
  | { readonly on: "nothing"; readonly instead: string };

export interface Asked {
  readonly gateway: { readonly namespace: string; readonly name: string };
  readonly listener: string;
  readonly secret: { readonly namespace: string; readonly name: string };
  readonly isOptional: boolean;
  readonly policyName: string;
}

const maxNamed = 8;

const checksNothing =
  "auth-tls-verify-client is off, so nginx looks at no certificate, and only tells the backend so in ssl-client-verify";

export function clientCertificates(way: CertificateWay): Emit<"client-certificates"> {
  return (intent, { facts }) => {
    if (intent.isOff) return refuse(checksNothing, "Remove the auth-tls annotations");
    const asks = intent.isOptional ? "asks for" : "demands";
    const secret = `${intent.secret.namespace}/${intent.secret.name}`;
    return {
      answers: {
        "": refusal({
          because: "it belongs to auth-tls-secret, which is not carried over",
          choices: "Decide about auth-tls-secret first",
        }),
        "auth-tls-secret": refusal({
          because: `nginx ${asks} client certificates signed by the ca.crt of the Secret ${secret}, on the whole host`,
          choices: [...steps(way, intent, facts), ...leftOver(intent), inApplication].join(". "),
        }),
      },
    };
  };
}

const inApplication =
  "Until requests go to the new gateway the annotations stay: they guard what nginx serves, and Tidegate leaves this Ingress where it is. Or check in the application, and remove the annotations once that stands";

function steps(
  way: CertificateWay,
  intent: ClientCertificatesIntent,
  facts: IngressFacts,
): readonly string[] {
  if (way.on === "nothing") return [way.instead];
  const { gateway, name, port, otherHosts } = listenerOf(facts);
  const where = `the Gateway ${gateway.namespace}/${gateway.name}`;
  const hosts = facts.hosts.filter((host) => host !== "");
  if (way.on === "port") {
    const hit =
      otherHosts.length === 0
        ? `No other host known here is served on port ${port}`
        : `It would ask the clients of every host on port ${port}, also those of ${namesOf(otherHosts)}: where these must stay open, give ${namesOf(hosts)} a Gateway of its own`;
    const map = `ConfigMap ${gateway.namespace}/${intent.secret.name} with the same ca.crt`;
    const validation = `validation: {caCertificateRefs: [{group: "", kind: ConfigMap, name: ${intent.secret.name}}], mode: ${intent.isOptional ? "AllowInsecureFallback" : "AllowValidOnly"}}`;
    return [
      `Make a ${map} and add to ${where} \`spec: {tls: {frontend: {perPort: [{port: ${port}, tls: {${validation}}}]}}}\` (Gateway API 1.5)`,
      ...(intent.isOptional
        ? ["AllowInsecureFallback also lets certificates of other authorities pass, which nginx refuses"]
        : []),
      hit,
      ...(way.further === undefined ? [] : [way.further]),
      byHand,
    ];
  }
  const isAlone = otherHosts.length === 0 && way.on === "listener";
  const own = hosts.map((host) => ({ host, name: listenerName(host) }));
  const listeners = own.map(({ host, name: listener }) => `\`${listenerYaml(host, listener, port, way)}\``);
  const first = isAlone
    ? `The listener ${name} of ${where} serves no other host known here, so the policy can stand on it`
    : `The listener ${name} of ${where}${otherHosts.length === 0 ? "" : ` also serves ${namesOf(otherHosts)}, whose clients would be asked too`}: add ${listeners.join(" and ")} to it`;
  if (way.on === "options") {
    const optional = "MUTUAL demands a certificate where nginx lets clients without one pass";
    return [
      first,
      "The Secret of that certificate has to hold the authority too, under the key ca.crt",
      ...(intent.isOptional ? [optional] : []),
      byHand,
    ];
  }
  const targets = isAlone ? [name] : own.map((one) => one.name);
  const policies = targets.map((listener, index) => {
    const policyName = `${intent.secret.name}-client-certificates${index === 0 ? "" : `-${index + 1}`}`;
    const { secret, isOptional } = intent;
    return `\`${way.policy({ gateway, listener, secret, isOptional, policyName })}\``;
  });
  const grant =
    intent.secret.namespace === gateway.namespace
      ? []
      : [
          `The Secret is in another namespace than the policy: add a ReferenceGrant in ${intent.secret.namespace} from ${way.grantFrom} of ${gateway.namespace} to Secret`,
        ];
  return [first, `Then apply ${policies.join(" and ")}`, ...grant, byHand];
}

const byHand =
  "Then write the HTTPRoute by hand, and see that a request without a certificate is refused before any DNS name leads there";

/** What of the group no implementation does in nginx's way. */
function leftOver({
  matchesName,
  hasErrorPage,
  passesOn,
  depth,
}: ClientCertificatesIntent): readonly string[] {
  return [
    ...(matchesName === undefined
      ? []
      : [
          `auth-tls-match-cn (${matchesName}) has no counterpart: the application has to compare the subject`,
        ]),
    ...(hasErrorPage
      ? ["auth-tls-error-page has none either: a refused client sees its TLS connection end"]
      : []),
    ...(passesOn
      ? ["The backend gets no ssl-client-cert; Envoy can send X-Forwarded-Client-Cert, in another format"]
      : [
          "The backend gets none of nginx's ssl-client-verify, ssl-client-subject-dn and ssl-client-issuer-dn",
        ]),
    ...(depth === undefined ? [] : [`auth-tls-verify-depth (${depth}) has no counterpart`]),
  ];
}

function listenerOf(facts: IngressFacts): NonNullable<IngressFacts["httpsListener"]> {
  return (
    facts.httpsListener ?? {
      gateway: { namespace: facts.gatewayNamespace ?? "GATEWAY-NAMESPACE", name: "GATEWAY" },
      name: "https",
      port: 443,
      otherHosts: [],
    }
  );
}

function listenerName(host: string): string {
  return `https-${host.replace(/^\*\./, "wildcard-").replaceAll(".", "-")}`;
}

function listenerYaml(host: string, name: string, port: number, { on }: CertificateWay): string {
  const options = on === "options" ? ", options: {gateway.istio.io/tls-terminate-mode: MUTUAL}" : "";
  return `- {name: ${name}, hostname: ${JSON.stringify(host)}, port: ${port}, protocol: HTTPS, tls: {mode: Terminate, certificateRefs: [{group: "", kind: Secret, name: CERTIFICATE}]${options}}, allowedRoutes: {namespaces: {from: All}}}`;
}

function namesOf(hosts: readonly string[]): string {
  const shown = hosts.slice(0, maxNamed).join(", ");
  return hosts.length > maxNamed ? `${shown} and ${hosts.length - maxNamed} more` : shown;
}
