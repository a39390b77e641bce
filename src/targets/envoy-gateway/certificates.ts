/** Client certificates of one listener: ClientTrafficPolicy, api/v1alpha1/clienttrafficpolicy_types.go. */
import type { CertificateWay } from "../client-certificates.ts";

export const envoyCertificates: CertificateWay = {
  on: "listener",
  grantFrom: "ClientTrafficPolicy",
  policy: ({ gateway, listener, secret, isOptional, policyName }) =>
    [
      `{apiVersion: gateway.envoyproxy.io/v1alpha1, kind: ClientTrafficPolicy, metadata: {name: ${policyName}, namespace: ${gateway.namespace}},`,
      `spec: {targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: ${gateway.name}, sectionName: ${listener}}],`,
      `tls: {clientValidation: {${isOptional ? "optional: true, " : ""}caCertificateRefs: [{group: "", kind: Secret, name: ${secret.name}, namespace: ${secret.namespace}}]}}}}`,
    ].join(" "),
};
