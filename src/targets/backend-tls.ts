/**
 * TLS towards a backend that nginx verifies today: a BackendTLSPolicy with the same authority and name. It always sends the name as
 * SNI, and knows no client certificate (that is a setting of the Gateway).
 */
import type { BackendTls } from "../model/intent.ts";
import type { KubeObject } from "../model/kube.ts";
import { notAlone } from "./balancing.ts";
import { policiesOfService } from "./policy-objects.ts";
import {
  type IntentAnswer,
  type PolicyPart,
  refusal,
  type ServiceName,
  type TargetContext,
} from "./target.ts";

export const backendTlsKeys = [
  "proxy-ssl-secret",
  "proxy-ssl-ciphers",
  "proxy-ssl-name",
  "proxy-ssl-protocols",
  "proxy-ssl-server-name",
  "proxy-ssl-verify",
  "proxy-ssl-verify-depth",
] as const;

const apiVersion = "gateway.networking.k8s.io/v1";

export function verifiedTls(tls: BackendTls, { facts, supports }: TargetContext): IntentAnswer {
  const refuse = (because: string, choices: string) => ({ answers: { "": refusal({ because, choices }) } });
  if (!supports("BackendTLSPolicy")) {
    return refuse("the declared versions have no BackendTLSPolicy", "Move to a newer release");
  }
  if (tls.name === undefined) {
    return refuse(
      "nginx then checks the certificate for the name of its own upstream, which no backend has",
      "Set proxy-ssl-name to the name in the backend's certificate",
    );
  }
  if (tls.secret.namespace !== facts.namespace) {
    return refuse(
      "the Secret with the authority is in another namespace, and a BackendTLSPolicy names one of its own",
      "Copy the authority (ca.crt) beside the Service and write a BackendTLSPolicy by hand",
    );
  }
  const shared = notAlone(facts);
  if (shared !== undefined) return { answers: { "": shared } };
  const validation = {
    caCertificateRefs: [{ group: "", kind: "Secret", name: tls.secret.name }],
    hostname: tls.name,
  };
  const note =
    "a BackendTLSPolicy verifies the backend by the same authority and name, which is also sent as SNI; the client certificate of the Secret is not presented unless the Gateway does it (spec.tls.backend.clientCertificateRef)";
  const tuning = {
    verdict: "approximate",
    note: "the new data plane has its own TLS versions, ciphers and depth",
  } as const;
  return {
    answers: {
      "": { verdict: "approximate", note },
      "proxy-ssl-ciphers": tuning,
      "proxy-ssl-protocols": tuning,
      "proxy-ssl-verify-depth": tuning,
    },
    policies: [{ apiVersion, kind: "BackendTLSPolicy", attachesTo: "service", spec: { validation } }],
  };
}

/** For targets that attach nothing else to a Service. */
export function backendTlsPolicies(
  service: ServiceName,
  owner: string,
  parts: readonly PolicyPart[],
): readonly KubeObject[] {
  return policiesOfService(service, owner, parts, (name) => ({
    targetRefs: [{ group: "", kind: "Service", name }],
  }));
}
