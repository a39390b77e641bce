/**
 * The listeners a Gateway of the repository offers to routes, with all that decides whether a route is served there: hostname, namespaces,
 * certificates. Own listeners first, then those of its ListenerSets (gateway-api v1.6.1, apis/v1/gateway_types.go, listenerset_types.go).
 */
import { z } from "zod";
import { compareText } from "../model/brands.ts";
import type { GatewayChoice, GatewayListener, KnownGateway, KnownListener } from "../model/config.ts";
import type { PlacedObject } from "../model/inventory.ts";

const SecretName = z.object({
  name: z.string(),
  namespace: z.string().optional(),
  kind: z.string().optional(),
});

const ListenerFields = z.object({
  name: z.string(),
  hostname: z.string().optional(),
  port: z.number().optional(),
  protocol: z.string(),
  tls: z
    .object({
      mode: z.string().optional(),
      certificateRefs: z.array(SecretName).optional(),
      options: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
  allowedRoutes: z
    .object({
      namespaces: z
        .object({
          from: z.string().optional(),
          selector: z
            .object({
              matchLabels: z.record(z.string(), z.string()).optional(),
              matchExpressions: z.array(z.unknown()).optional(),
            })
            .optional(),
        })
        .optional(),
    })
    .optional(),
});

const Listeners = z.object({ listeners: z.array(z.unknown()) });
const SetParent = z.object({
  parentRef: z.object({ name: z.string(), namespace: z.string().optional(), kind: z.string().optional() }),
});

/** undefined: the Gateway is not among the objects. Listeners of other protocols are left out. */
export function knownGateway(
  choice: Pick<GatewayChoice, "namespace" | "name">,
  objects: readonly PlacedObject[],
): KnownGateway | undefined {
  const gateway = objects.find(
    ({ object }) =>
      object.kind === "Gateway" &&
      object.metadata.name === choice.name &&
      (object.metadata.namespace ?? "default") === choice.namespace,
  );
  if (gateway === undefined) return undefined;
  const sets = objects
    .filter(({ object }) => object.kind === "ListenerSet" && isFor(object, choice))
    .sort((a, b) => compareText(nameOf(a), nameOf(b)));
  const all = (isPassthrough: boolean) => [
    ...readListeners(gateway, "Gateway", isPassthrough),
    ...sets.flatMap((set) => readListeners(set, "ListenerSet", isPassthrough)),
  ];
  return { at: gateway.place, listeners: all(false), passthrough: all(true) };
}

/**
 * The listener that serves a host: on the port of the listener with the stated name, or on any where there is none, the one with the most
 * specific hostname, which a data plane prefers whatever the route says. undefined: none covers the host.
 */
export function listenerFor<L extends GatewayListener>(
  listeners: readonly L[],
  scheme: "http" | "https",
  host: string,
  stated: string,
): L | undefined {
  const ofScheme = listeners.filter((listener) => listener.scheme === scheme);
  const named = ofScheme.find(({ name, parent }) => name === stated && parent.kind === "Gateway");
  return ofScheme
    .filter(({ port }) => named === undefined || port === named.port)
    .filter(({ hostname }) => covers(hostname, host))
    .sort((a, b) => rank(b, stated) - rank(a, stated))[0];
}

/** "" covers all; "*.x" covers everything below x, wildcards included. All hosts ("") need a listener for all. */
export function covers(hostname: string, host: string): boolean {
  if (hostname === "" || hostname === host) return true;
  return hostname.startsWith("*.") && host.endsWith(hostname.slice(1)) && host.length >= hostname.length;
}

/** Longer is more specific; of equal ones the stated name wins. */
function rank({ hostname, name }: GatewayListener, stated: string): number {
  const exact = hostname !== "" && !hostname.startsWith("*.") ? 1000 : 0;
  return exact + hostname.length * 2 + (name === stated ? 1 : 0);
}

function nameOf({ object }: PlacedObject): string {
  return `${object.metadata.namespace ?? "default"}/${object.metadata.name ?? ""}`;
}

function isFor(
  object: PlacedObject["object"],
  { namespace, name }: Pick<GatewayChoice, "namespace" | "name">,
): boolean {
  const parent = SetParent.safeParse(object["spec"]).data?.parentRef;
  return (
    parent !== undefined &&
    parent.name === name &&
    (parent.kind ?? "Gateway") === "Gateway" &&
    (parent.namespace ?? object.metadata.namespace ?? "default") === namespace
  );
}

function readListeners(
  { object, place }: PlacedObject,
  kind: "Gateway" | "ListenerSet",
  isPassthrough: boolean,
): readonly KnownListener[] {
  const own = object.metadata.namespace ?? "default";
  const parent = { kind, namespace: own, name: object.metadata.name ?? "" };
  return (Listeners.safeParse(object["spec"]).data?.listeners ?? []).flatMap((value): KnownListener[] => {
    const fields = ListenerFields.safeParse(value).data;
    if (fields === undefined) return [];
    const scheme = isPassthrough ? passthroughScheme(fields) : schemeOf(fields.protocol);
    if (scheme === undefined) return [];
    const { from = "Same", selector = {} } = fields.allowedRoutes?.namespaces ?? {};
    return [
      {
        parent,
        name: fields.name,
        scheme,
        port: fields.port ?? (scheme === "http" ? 80 : 443),
        hostname: (fields.hostname ?? "").toLowerCase(),
        certificates: (fields.tls?.certificateRefs ?? []).map(({ name, namespace = own }) => ({
          name,
          namespace,
        })),
        hasOtherCertificates: Object.keys(fields.tls?.options ?? {}).length > 0,
        from,
        selector,
        at: place,
      },
    ];
  });
}

function schemeOf(protocol: string): GatewayListener["scheme"] | undefined {
  if (protocol === "HTTP") return "http";
  return protocol === "HTTPS" ? "https" : undefined;
}

function passthroughScheme({ protocol, tls }: z.infer<typeof ListenerFields>): "https" | undefined {
  return protocol === "TLS" && tls?.mode === "Passthrough" ? "https" : undefined;
}
