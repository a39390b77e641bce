/** TLSRoute v1: fields, limits and defaults (config/crd/standard of v1.5.0 to v1.6.1). */
import {
  fields,
  group,
  hostname,
  integer,
  kind,
  list,
  namespace,
  objectName,
  port,
  sectionName,
  withDefault,
} from "./words.ts";

const parentRef = fields({
  group: withDefault(group, "gateway.networking.k8s.io"),
  kind: withDefault(kind, "Gateway"),
  namespace,
  "name!": objectName,
  sectionName,
  port,
});

const backendRef = fields({
  group: withDefault(group, ""),
  kind: withDefault(kind, "Service"),
  namespace,
  "name!": objectName,
  port,
  weight: withDefault(integer(0, 1_000_000), 1),
});

export const tlsRouteSpec = fields({
  parentRefs: list(parentRef, 32),
  "hostnames!": list(hostname, 1024, { minItems: 1 }),
  "rules!": list(fields({ name: sectionName, "backendRefs!": list(backendRef, 16, { minItems: 1 }) }), 1, {
    minItems: 1,
  }),
});
