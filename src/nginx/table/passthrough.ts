/**
 * TLS connections the controller hands on unopened, by exact server name: any Ingress of the host asks for it, and the Service of its
 * Prefix `/` gets them (pkg/tcpproxy, v1.15.1). nginx sees plain HTTP alone of such a host.
 */
import type { Ingress } from "../../model/ingress.ts";
import { goBoolean, viewAnnotations } from "./annotation.ts";
import type { Server } from "./table.ts";
import type { Upstream } from "./upstream.ts";
import type { NginxWorld } from "./world.ts";

/** Host to "namespace/service:port". */
export function passedThrough(
  ingresses: readonly Ingress[],
  servers: ReadonlyMap<string, Server>,
  upstreams: ReadonlyMap<string, Upstream>,
  world: NginxWorld,
): ReadonlyMap<string, string> {
  const passed = new Map<string, string>();
  if (goBoolean(String(world.flags["enable-ssl-passthrough"] ?? "")) !== true) return passed;
  for (const ingress of ingresses) {
    const view = viewAnnotations(ingress.annotations);
    if (view.bool("ssl-passthrough") !== true || view.bool("canary") === true) continue;
    for (const { host } of ingress.spec.rules) {
      const server = host === undefined ? undefined : servers.get(host.toLowerCase());
      if (server === undefined || server.host.startsWith("*")) continue;
      const root = server.locations.find(
        ({ path, pathType, ingressPath }) => pathType === "Prefix" && (ingressPath ?? path) === "/",
      );
      const backend = root === undefined ? undefined : upstreams.get(root.upstream)?.backend;
      if (backend !== undefined) passed.set(server.host, backend);
    }
  }
  return passed;
}
