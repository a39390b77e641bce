/**
 * Finds ingress blocks in values, and is not fooled by what only shares the name: lists of a NetworkPolicy, tunnel configurations,
 * `ingress: true`, switches of a controller sub-chart (`nginx-ingress: {enabled}`), Traefik's `kubernetesIngress`.
 */
import type { Json } from "../../../model/kube.ts";
import type { KeyPath } from "../../../yaml/file.ts";
import { isMapping } from "../../objects/parse.ts";
import type { IngressBlock } from "./block.ts";
import { readBlock } from "./read.ts";

const mostDepth = 16;
const mostBlocks = 1_000;

/** `ingress`, `ingresses`, `internalIngress`, `thanosIngresses`, Jenkins' `secondaryingress`. */
const blockKey = /^(?:ingress(?:es)?|[A-Za-z0-9]{1,60}Ingress(?:es)?|secondaryingress)$/;
const otherMeaning =
  /^(?:kubernetesIngress|defaultIngress|allowIngress|denyIngress|disableIngress|enableIngress)$/;
/** Below these keys `ingress` is a direction of traffic. */
const policyKey =
  /^(?:networkpolic(?:y|ies)|ciliumnetworkpolic(?:y|ies)|securitygroups?|firewall|calico|netpol)$/i;
const tunnelKey = /^(?:cloudflared?|tunnels?|cloudflareTunnel)$/i;

/** Blocks in the order of the values. */
export function readIngressBlocks(values: Json): readonly IngressBlock[] {
  const found: IngressBlock[] = [];
  walk(values, [], found);
  return found;
}

function walk(node: Json, keyPath: KeyPath, found: IngressBlock[]): void {
  if (keyPath.length > mostDepth || found.length >= mostBlocks) return;
  if (Array.isArray(node)) {
    node.forEach((item: Json, index) => {
      walk(item, [...keyPath, index], found);
    });
    return;
  }
  if (!isMapping(node)) return;
  for (const [key, value] of Object.entries(node)) {
    const at = [...keyPath, key];
    if (policyKey.test(key) || tunnelKey.test(key)) continue;
    if (blockKey.test(key) && !otherMeaning.test(key)) addBlocks(value, at, found);
    else walk(value, at, found);
  }
}

function addBlocks(value: Json, keyPath: KeyPath, found: IngressBlock[]): void {
  if (Array.isArray(value)) {
    value.forEach((item: Json, index) => {
      if (isListItem(item)) found.push(readBlock(item, [...keyPath, index]));
    });
    return;
  }
  if (!isMapping(value)) return;
  if (isBlock(value)) {
    found.push(readBlock(value, keyPath));
    return;
  }
  const byName = Object.entries(value).filter(
    (entry): entry is [string, { readonly [key: string]: Json }] => {
      const [, inner] = entry;
      return isMapping(inner) && isBlock(inner);
    },
  );
  for (const [name, inner] of byName) found.push(readBlock(inner, [...keyPath, name]));
  if (byName.length > 0) return;
  for (const [key, inner] of Object.entries(value)) walk(inner, [...keyPath, key], found);
}

const tellingKeys = [
  "hosts",
  "host",
  "hostname",
  "hostName",
  "hostnames",
  "rules",
  "className",
  "ingressClassName",
  "ingressClass",
  "pathType",
  "annotations",
  "tls",
  "extraHosts",
];

/** A map that says something only an Ingress has, or nothing but a switch. */
function isBlock(value: { readonly [key: string]: Json }): boolean {
  const keys = Object.keys(value);
  if (isTunnel(value)) return false;
  if (Array.isArray(value.service))
    return value.service.some((item: Json) => isMapping(item) && "baseaddr" in item);
  if (keys.some((key) => tellingKeys.includes(key))) return !holdsBlocks(value);
  return "enabled" in value && !keys.some((key) => isMapping(value[key]) && isBlock(value[key]));
}

/** A map of ingresses may carry keys of all of them beside them (`annotations`, `enabled`). */
function holdsBlocks(value: { readonly [key: string]: Json }): boolean {
  const hasOwnHost = ["hosts", "host", "hostname", "hostName", "rules"].some((key) => key in value);
  if (hasOwnHost) return false;
  return Object.entries(value).some(
    ([key, inner]) =>
      !tellingKeys.includes(key) &&
      isMapping(inner) &&
      ["hosts", "host", "hostname", "hostName", "rules"].some((name) => name in inner),
  );
}

/** Items of a NetworkPolicy have from and ports, those of a tunnel a `service` that is an address. */
function isListItem(item: Json): item is { readonly [key: string]: Json } {
  if (!isMapping(item) || isTunnel(item)) return false;
  if ("from" in item || "fromEndpoints" in item || "fromEntities" in item || "ports" in item) return false;
  return ["hosts", "host", "hostname", "hostName", "rules", "tls", "className", "ingressClassName"].some(
    (key) => key in item,
  );
}

function isTunnel(value: { readonly [key: string]: Json }): boolean {
  return typeof value.service === "string" && /^(?:[a-z_]+:|http_status)/.test(value.service);
}
