/**
 * What a Gateway in the repository tells: its name and, where it is unambiguous, which listener is for http and which for https.
 */
import { compareText } from "../model/brands.ts";
import type { KubeObject } from "../model/kube.ts";

/** "namespace/name" of every Gateway that states both, each once, sorted. */
export function gatewayNames(gateways: readonly KubeObject[]): readonly string[] {
  const names = gateways.flatMap(({ metadata: { namespace, name } }) =>
    namespace === undefined || name === undefined ? [] : [`${namespace}/${name}`],
  );
  return [...new Set(names)].sort(compareText);
}

export function findGateway(
  gateways: readonly KubeObject[],
  namespace: string,
  name: string,
): KubeObject | undefined {
  const found = gateways.filter(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
  const [first, ...others] = found;
  if (first === undefined) return undefined;
  // several overlays of one Gateway: only listener names they agree on are worth anything
  const wanted = JSON.stringify(sectionsOf(first));
  return others.every((other) => JSON.stringify(sectionsOf(other)) === wanted) ? first : undefined;
}

/** Listener names by protocol; a protocol with none or several listeners is left out. */
export function sectionsOf(gateway: KubeObject): { readonly http?: string; readonly https?: string } {
  const http = onlyListener(gateway, "HTTP");
  const https = onlyListener(gateway, "HTTPS");
  return { ...(http === undefined ? {} : { http }), ...(https === undefined ? {} : { https }) };
}

function onlyListener(gateway: KubeObject, protocol: string): string | undefined {
  const spec = asMapping(gateway.spec);
  const listeners: readonly unknown[] = Array.isArray(spec.listeners) ? spec.listeners : [];
  const matching = listeners.map(asMapping).filter((listener) => listener.protocol === protocol);
  const name = matching.length === 1 ? matching[0]?.name : undefined;
  return typeof name === "string" && name !== "" ? name : undefined;
}

function asMapping(value: unknown): Readonly<Record<string, unknown>> {
  // any non-null object can be read key by key; its values stay unknown
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
