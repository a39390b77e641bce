/** Client certificates of one listener: ListenerPolicy, from kgateway 2.2. */
import type { CertificateWay } from "../client-certificates.ts";

export const kgatewayCertificates: CertificateWay = {
  on: "listener",
  grantFrom: "ListenerPolicy",
  policy: ({ gateway, listener, secret, isOptional, policyName }) =>
    [
      `{apiVersion: gateway.kgateway.dev/v1alpha1, kind: ListenerPolicy, metadata: {name: ${policyName}, namespace: ${gateway.namespace}},`,
      `spec: {targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: ${gateway.name}, sectionName: ${listener}}],`,
      `default: {clientCertificateValidation: {mode: ${isOptional ? "Optional" : "Require"}, caCertificateRefs: [{group: "", kind: Secret, name: ${secret.name}, namespace: ${secret.namespace}}]}}}}`,
    ].join(" "),
};
