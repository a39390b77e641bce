/**
 * ConfigMaps and Secrets that annotations name, as far as their content stands in plain text. What SOPS or a placeholder hides is not
 * there: an entry of a half-encrypted object would say less than the cluster has.
 */
import { z } from "zod";
import type { KubeObject, SecretContent } from "../../model/kube.ts";
import { isIngress } from "./ingress.ts";

const Texts = z.record(z.string(), z.string()).nullish();

export interface ConfigObjects {
  readonly configMaps: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly secrets: ReadonlyMap<string, SecretContent>;
}

export function isConfigObject(object: KubeObject): boolean {
  return object.apiVersion === "v1" && (object.kind === "ConfigMap" || object.kind === "Secret");
}

/** What annotations of Ingresses name, as `name` or `namespace/name`. */
const naming = [
  "nginx.ingress.kubernetes.io/auth-secret",
  "nginx.ingress.kubernetes.io/custom-headers",
] as const;

/** Names of the ConfigMaps and Secrets that the annotations of Ingresses are read with. */
export function configNames(objects: readonly KubeObject[]): ReadonlySet<string> {
  return new Set(
    // `annotations:` with nothing behind it is null
    objects.filter(isIngress).flatMap(({ metadata: { annotations } }) => configsIn(annotations ?? {})),
  );
}

/** Those that the annotations of one Ingress name. */
export function configsIn(annotations: Readonly<Record<string, unknown>>): readonly string[] {
  return naming
    .flatMap((key) => {
      const value = annotations[key];
      return typeof value === "string" ? [value.trim().split("/").at(-1) ?? ""] : [];
    })
    .filter((name) => name !== "");
}

export function isNamedConfig(object: KubeObject, names: ReadonlySet<string>): boolean {
  return isConfigObject(object) && names.has(object.metadata.name ?? "");
}

/** By namespace/name; the later of two objects of one name counts. */
export function readConfigObjects(objects: readonly KubeObject[]): ConfigObjects {
  const configMaps = new Map<string, Readonly<Record<string, string>>>();
  const secrets = new Map<string, SecretContent>();
  for (const object of objects.filter(isConfigObject)) {
    const { namespace, name } = object.metadata;
    const key = `${namespace === undefined || namespace === "" ? "default" : namespace}/${name ?? ""}`;
    if (object.kind === "ConfigMap") {
      const data = textsOf(object["data"]);
      if (data !== undefined) configMaps.set(key, data);
      continue;
    }
    const content = readSecret(object);
    if (content !== undefined) secrets.set(key, content);
  }
  return { configMaps, secrets };
}

/** stringData wins over data, as in the API server. undefined: part of it is not to be read. */
function readSecret(object: KubeObject): SecretContent | undefined {
  const [encoded, plain] = [textsOf(object["data"]), textsOf(object["stringData"])];
  if (encoded === undefined || plain === undefined) return undefined;
  const data: Record<string, string> = {};
  for (const [key, value] of Object.entries(encoded)) {
    const text = fromBase64(value);
    if (text === undefined) return undefined;
    data[key] = text;
  }
  const type = typeof object["type"] === "string" ? object["type"] : undefined;
  return { type, data: { ...data, ...plain } };
}

function textsOf(value: unknown): Readonly<Record<string, string>> | undefined {
  const texts = Texts.safeParse(value);
  if (!texts.success) return undefined;
  const entries = texts.data ?? {};
  const isHidden = Object.values(entries).some((text) => text.startsWith("ENC[") || text.includes("${"));
  return isHidden ? undefined : entries;
}

function fromBase64(text: string): string | undefined {
  const compact = text.replace(/\s/g, "");
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return undefined;
  try {
    const bytes = Uint8Array.from(atob(compact), (char) => char.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
