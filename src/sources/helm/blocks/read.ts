/** One ingress block: its switch, class, TLS and annotations. Hosts have a file of their own. */
import type { Json } from "../../../model/kube.ts";
import type { KeyPath } from "../../../yaml/file.ts";
import { isMapping } from "../../objects/parse.ts";
import type { BlockTls, BlockTlsEntry, IngressBlock } from "./block.ts";
import { readHosts } from "./hosts.ts";

type Block = { readonly [key: string]: Json };

const classKeys = ["className", "ingressClassName", "ingressClass", "class"];
const classAnnotation = "kubernetes.io/ingress.class";

export function readBlock(block: Block, keyPath: KeyPath): IngressBlock {
  const annotations = { ...annotationsOf(block.annotations), ...annotationsOf(block.additionalAnnotations) };
  return {
    keyPath,
    enabled: enabledOf(block.enabled),
    ...readHosts(block, keyPath),
    tls: tlsOf(block),
    className: classOf(block, keyPath, annotations),
    unread: chartsOwnKeys.filter((key) => holdsSomething(block[key])),
    annotations,
  };
}

const chartsOwnKeys = [
  "additionalPaths",
  "additionalRules",
  "customPaths",
  "defaultBackend",
  "extraPaths",
  "extraRules",
  "pathSuffix",
  "resourceRootUrl",
  "serviceName",
  "servicePort",
];

function holdsSomething(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === "" || value === false) return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

function enabledOf(value: Json | undefined): IngressBlock["enabled"] {
  if (value === undefined || value === null) return "absent";
  if (typeof value === "boolean") return value;
  return { text: typeof value === "string" ? value : JSON.stringify(value) };
}

function classOf(
  block: Block,
  keyPath: KeyPath,
  annotations: Readonly<Record<string, string>>,
): IngressBlock["className"] {
  for (const key of classKeys) {
    const name = block[key];
    if (typeof name === "string" && name !== "") return { name, keyPath: [...keyPath, key] };
  }
  const name = annotations[classAnnotation];
  if (name === undefined || name === "") return undefined;
  return { name, keyPath: [...keyPath, "annotations", classAnnotation] };
}

function annotationsOf(value: Json | undefined): Readonly<Record<string, string>> {
  if (!isMapping(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      inner === null || typeof inner === "object" ? [] : [[key, String(inner)]],
    ),
  );
}

function tlsOf(block: Block): BlockTls {
  const { tls } = block;
  const secretName = textOf(block.secretName) ?? textOf(block.tlsSecretName) ?? textOf(block.tlsSecret);
  if (tls === undefined || tls === null) {
    const extra = entriesOf(block.extraTls);
    return extra.length === 0 ? { kind: "absent" } : { kind: "list", entries: extra };
  }
  if (typeof tls === "boolean") {
    const extra = entriesOf(block.extraTls);
    return extra.length > 0 && !tls
      ? { kind: "list", entries: extra }
      : { kind: "switch", enabled: tls, secretName };
  }
  if (Array.isArray(tls)) return { kind: "list", entries: [...entriesOf(tls), ...entriesOf(block.extraTls)] };
  if (isMapping(tls)) {
    const named = textOf(tls.secretName) ?? textOf(tls.secret) ?? secretName;
    const enabled = typeof tls.enabled === "boolean" ? tls.enabled : named !== undefined;
    return { kind: "switch", enabled, secretName: named };
  }
  return { kind: "text", text: typeof tls === "string" ? tls : JSON.stringify(tls) };
}

function entriesOf(value: Json | undefined): readonly BlockTlsEntry[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: Json) => {
    if (!isMapping(entry)) return [];
    const hosts = Array.isArray(entry.hosts) ? entry.hosts.flatMap((host: Json) => textOf(host) ?? []) : [];
    return [{ hosts, secretName: textOf(entry.secretName) }];
  });
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
