/**
 * What can decide a request and is not in the table: a firewall, raw configuration. Such a host is never
 * called proved.
 */
import type { Ingress } from "../../model/ingress.ts";
import { viewAnnotations } from "./annotation.ts";
import { defaultHost } from "./draft.ts";
import { configBool } from "./settings.ts";
import { readServerSnippet } from "./snippet-locations.ts";
import type { NginxWorld } from "./world.ts";

export interface Doubt {
  /** "" for every host. */
  readonly host: string;
  readonly reason: string;
}

const rawConfig = ["http-snippet", "server-snippet", "location-snippet"];
const blockLists = ["block-cidrs", "block-user-agents", "block-referers"];

/** Doubts of the whole controller. */
export function controllerDoubts(world: NginxWorld): readonly Doubt[] {
  const { configMap } = world;
  const keys = [...rawConfig, ...blockLists].filter((key) => (configMap[key] ?? "").trim() !== "");
  if (configBool(configMap, "enable-modsecurity", false)) keys.push("enable-modsecurity");
  return keys.map((key) => ({ host: "", reason: `the controller sets ${key}` }));
}

/** Doubts one Ingress brings to all of its hosts. */
export function ingressDoubts(ingress: Ingress, world: NginxWorld): readonly Doubt[] {
  const view = viewAnnotations(ingress.annotations);
  const reasons: string[] = [];
  if (configBool(world.configMap, "allow-snippet-annotations", false)) {
    for (const name of ["server-snippet", "auth-snippet", "modsecurity-snippet"]) {
      if (name === "server-snippet" && readServerSnippet(ingress, world) !== "opaque") continue;
      if (view.text(name) !== undefined) reasons.push(`${name} of ${ingress.key} runs`);
    }
  }
  if (view.bool("enable-modsecurity") === true) reasons.push(`${ingress.key} turns a firewall on`);
  const aliases = view.text("server-alias") ?? "";
  if (aliases.includes("~")) reasons.push(`server-alias of ${ingress.key} names hosts by an expression`);
  const hosts = new Set(ingress.spec.rules.map(({ host }) => host ?? defaultHost));
  return [...hosts].flatMap((host) => reasons.map((reason) => ({ host, reason })));
}
