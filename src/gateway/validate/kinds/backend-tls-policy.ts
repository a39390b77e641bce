/** BackendTLSPolicy v1: fields and limits. */
import {
  choice,
  fields,
  group,
  hostname,
  kind,
  list,
  mapOf,
  objectName,
  preciseHostname,
  sectionName,
  text,
} from "./words.ts";

const subjectAltName = fields({
  "type!": choice("Hostname", "URI"),
  hostname,
  uri: text(1, 253, { pattern: "^[^:/?#]+://[^/?#]*" }),
});

export const backendTlsPolicySpec = fields({
  "targetRefs!": list(fields({ "group!": group, "kind!": kind, "name!": objectName, sectionName }), 16, {
    minItems: 1,
  }),
  "validation!": fields({
    "hostname!": preciseHostname,
    caCertificateRefs: list(fields({ "group!": group, "kind!": kind, "name!": objectName }), 8),
    wellKnownCACertificates: text(1, 253, {
      pattern:
        "^(System|([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]))$",
    }),
    subjectAltNames: list(subjectAltName, 5),
  }),
  options: mapOf(text(0, 4096), 16),
});
