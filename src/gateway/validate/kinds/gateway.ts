/** Gateway v1: fields, limits, defaults, and the release in which each field came. */
import {
  choice,
  fields,
  group,
  hostname,
  kind,
  labelSelector,
  list,
  mapOf,
  namespace,
  objectName,
  opaque,
  port,
  sectionName,
  since,
  text,
  withDefault,
} from "./words.ts";

const secretRef = fields({
  group: withDefault(group, ""),
  kind: withDefault(kind, "Secret"),
  namespace,
  "name!": objectName,
});

const listener = fields({
  "name!": sectionName,
  hostname,
  "port!": port,
  "protocol!": text(1, 255, {
    pattern:
      "^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/[A-Za-z0-9]+$",
  }),
  tls: fields({
    mode: withDefault(choice("Terminate", "Passthrough"), "Terminate"),
    certificateRefs: list(secretRef, 64),
    options: mapOf(text(0, 4096), 16),
    frontendValidation: since(undefined, "1.1", opaque),
  }),
  allowedRoutes: fields(
    {
      namespaces: fields(
        { from: withDefault(choice("All", "Selector", "Same"), "Same"), selector: labelSelector },
        { default: { from: "Same" } },
      ),
      kinds: list(fields({ group: withDefault(group, "gateway.networking.k8s.io"), "kind!": kind }), 8),
    },
    { default: { namespaces: { from: "Same" } } },
  ),
});

/** Client certificates are asked for per port, not per host. */
const frontendTls = fields({
  validation: fields({
    "caCertificateRefs!": list(
      fields({ "group!": group, "kind!": kind, "name!": objectName, namespace }),
      16,
      {
        minItems: 1,
      },
    ),
    mode: withDefault(choice("AllowValidOnly", "AllowInsecureFallback"), "AllowValidOnly"),
  }),
});

const gatewayTls = fields({
  backend: fields({ clientCertificateRef: secretRef }),
  frontend: fields({
    "default!": frontendTls,
    perPort: list(fields({ "port!": port, "tls!": frontendTls }), 64, {
      listType: "map",
      listMapKeys: ["port"],
    }),
  }),
});

const allowedListeners = fields({
  namespaces: fields(
    {
      from: withDefault(choice("All", "Selector", "Same", "None"), "None"),
      selector: labelSelector,
    },
    { default: { from: "None" } },
  ),
});

const labelValue = text(0, 63, { pattern: "^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$" });

export const gatewaySpec = fields({
  "gatewayClassName!": objectName,
  "listeners!": list(listener, 64, { minItems: 1, listType: "map", listMapKeys: ["name"] }),
  addresses: list(fields({ type: withDefault(text(1, 253), "IPAddress"), value: text(0, 253) }), 16),
  infrastructure: since(
    "1.2",
    "1.0",
    fields({
      labels: mapOf(labelValue, 8),
      annotations: mapOf(text(0, 4096), 16),
      parametersRef: fields({ "group!": group, "kind!": kind, "name!": objectName }),
    }),
  ),
  tls: since("1.5", "1.4", gatewayTls),
  backendTLS: since(undefined, "1.1", opaque),
  allowedListeners: since("1.5", "1.3", allowedListeners),
  defaultScope: since(undefined, "1.4", opaque),
});
