/**
 * Ingresses that stand in the repository as values for something that no release takes in: values files nobody uses, values of releases
 * that are not deployed, operator resources with an ingress block. They are listed, so that nobody believes they moved.
 */
import type { Config } from "../../model/config.ts";
import type { Json } from "../../model/kube.ts";
import type { YamlDocument } from "../../yaml/file.ts";
import { isMapping } from "../objects/parse.ts";

export interface FoundValues {
  readonly line: number;
  readonly reason: string;
}

type KeyPath = readonly (string | number)[];

const mostDepth = 14;
/** `providers.kubernetesIngress` is Traefik's own switch. */
const blockKey = /^(ingress(es)?|(?!kubernetesIngress)[A-Za-z0-9]{1,60}Ingress(es)?|secondaryingress)$/;
/** Below these keys `ingress` is a direction of traffic, or the configuration of a tunnel. */
const otherKey =
  /^(?:networkpolic(?:y|ies)|ciliumnetworkpolic(?:y|ies)|securitygroups?|firewall|calico|netpol|cloudflared?|tunnels?|cloudflareTunnel)$/i;
const hostKeys = ["hosts", "host", "hostname", "hostName", "rules"];
const classKeys = ["className", "ingressClassName", "class", "ingressClass"];

/** Kinds that have an `ingress` of another meaning, or hold schemas. */
const otherMeaning = /(NetworkPolicy|CustomResourceDefinition|^Ingress$|^IngressController$|SecurityGroup)/;

export function findIngressValues(
  document: YamlDocument,
  config: Pick<Config, "ingressClasses">,
  /** Kind of generator of an ApplicationSet in this file whose answers are not in the repository. */
  generator?: string,
): readonly FoundValues[] {
  const { value } = document;
  if (!isMapping(value)) return [];
  const kind =
    typeof value.apiVersion === "string" && typeof value.kind === "string" ? value.kind : undefined;
  if (kind !== undefined && otherMeaning.test(kind)) return [];
  const found: FoundValues[] = [];
  walk(value, [], (keyPath) => {
    found.push({ line: document.place(keyPath).line, reason: reasonFor(kind, keyPath, generator) });
  });
  return found;

  function walk(node: Json, keyPath: KeyPath, report: (keyPath: KeyPath) => void): void {
    if (keyPath.length > mostDepth) return;
    if (Array.isArray(node)) {
      node.forEach((entry: Json, index) => {
        walk(entry, [...keyPath, index], report);
      });
      return;
    }
    if (!isMapping(node)) return;
    for (const [key, entry] of Object.entries(node)) {
      const at = [...keyPath, key];
      if (otherKey.test(key)) continue;
      if (typeof entry === "string") {
        if (holdsValuesText(key, entry)) report(at);
      } else if (blockKey.test(key)) {
        if (isLive(entry, config.ingressClasses)) report(at);
      } else {
        walk(entry, at, report);
      }
    }
  }
}

function reasonFor(kind: string | undefined, keyPath: KeyPath, generator: string | undefined): string {
  const where = keyPath.join(".");
  if (kind === undefined || kind === "Kustomization" || kind === "Component") {
    return `Helm values that no release of this repository uses: \`${where}\` looks enabled.`;
  }
  if (kind === "ApplicationSet" && generator !== undefined)
    return `\`${where}\` of this ApplicationSet looks enabled, but the answers of its generator \`${generator}\` are not in the repository, so what it deploys is not known.`;
  if (/^(HelmRelease|Application|ApplicationSet)$/.test(kind))
    return `\`${where}\` of this ${kind} looks enabled, but as far as the repository tells nothing deploys it.`;
  return /^(HelmChart|HelmChartConfig)$/.test(kind)
    ? `Helm values of a ${kind} are not migrated: \`${where}\` looks enabled.`
    : `Ingress settings of other resources are not migrated by this release: \`${where}\` of this ${kind} looks enabled.`;
}

/** A block that is switched on, or that has a host and no switch; one that names another controller's class is not ours. */
function isLive(block: Json, classes: readonly string[]): boolean {
  if (Array.isArray(block)) return block.some((entry: Json) => isLiveItem(entry, classes));
  if (!isMapping(block) || block.enabled === false) return false;
  const className = classOf(block);
  if (className !== undefined && !classes.includes(className)) return false;
  if (block.enabled === true || hasHost(block)) return true;
  // a map of ingresses by name
  return Object.values(block).some(
    (entry) => isMapping(entry) && entry.enabled !== false && isLive(entry, classes),
  );
}

/** Tunnels have lists of `{hostname, service: http://…}` under this key. */
function isLiveItem(entry: Json, classes: readonly string[]): boolean {
  return isMapping(entry) && typeof entry.service !== "string" && hasHost(entry) && isLive(entry, classes);
}

function hasHost(block: { readonly [key: string]: Json }): boolean {
  return hostKeys.some((key) => {
    const host = block[key];
    if (host === undefined || host === null || host === "") return false;
    return Array.isArray(host) ? host.length > 0 : true;
  });
}

function classOf(block: { readonly [key: string]: Json }): string | undefined {
  for (const key of classKeys) {
    const name = block[key];
    if (typeof name === "string" && name !== "" && !/[${<]/.test(name)) return name;
  }
  const name = isMapping(block.annotations) ? block.annotations["kubernetes.io/ingress.class"] : undefined;
  return typeof name === "string" && !/[${<]/.test(name) ? name : undefined;
}

/** Values given as one text: `values: |`, `valuesContent: |`, a values.yaml in a ConfigMap. */
function holdsValuesText(key: string, text: string): boolean {
  return /values/i.test(key) && enabledBlockLine(text) !== undefined;
}

/** Number, from 0, of the first line of an ingress block that looks enabled; read by its lines, so that broken YAML may hold it. */
export function enabledBlockLine(text: string): number | undefined {
  if (!text.includes("ngress")) return undefined;
  const lines = text.split("\n");
  const found = lines.findIndex((line, index) => {
    const start = /^(\s*)([A-Za-z0-9]{0,60}[iI]ngress(?:es)?):\s*$/.exec(line);
    if (start === null || !blockKey.test(start[2] ?? "")) return false;
    const indent = (start[1] ?? "").length;
    const inside = lines.slice(index + 1, index + 40);
    const end = inside.findIndex((next) => next.trim() !== "" && next.search(/\S/) <= indent);
    const block = end < 0 ? inside : inside.slice(0, end);
    if (block.some((next) => /^\s*enabled:\s*false\b/.test(next))) return false;
    return block.some((next) => /^\s*(enabled:\s*true\b|hosts?:|hostname:)/i.test(next));
  });
  return found < 0 ? undefined : found;
}
