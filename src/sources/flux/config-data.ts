/**
 * What ConfigMaps and Secrets of the repository hold, as Flux reads them for variables and values. Encrypted values are known to exist and
 * not known; nothing here decrypts.
 */
import type { KubeObject } from "../../model/kube.ts";
import type { Place } from "../../model/place.ts";
import { mappingOf, type SourceObject, textOf } from "../objects/fields.ts";

export interface ConfigData {
  readonly kind: "ConfigMap" | "Secret";
  readonly name: string;
  readonly namespace: string | undefined;
  readonly place: Place;
  readonly entries: ReadonlyMap<string, ConfigEntry>;
  readonly encrypted: boolean;
}

export interface ConfigEntry {
  /** undefined: encrypted, or no text. */
  readonly value: string | undefined;
  /** Where the key stands; of a generated one, where the file or literal is named. */
  readonly place: Place;
  /** The field that holds it: the text can be edited there unless it is base64. */
  readonly field: "data" | "stringData" | "binaryData";
}

export function isConfigData(object: KubeObject): boolean {
  if (object.kind === "SealedSecret") return object.apiVersion.startsWith("bitnami.com/");
  return object.apiVersion === "v1" && (object.kind === "ConfigMap" || object.kind === "Secret");
}

/** undefined when the object is neither. */
export function readConfigData(source: SourceObject): ConfigData | undefined {
  const { object } = source;
  if (!isConfigData(object)) return undefined;
  if (object.kind === "SealedSecret") return readSealedSecret(source);
  const isSecret = object.kind === "Secret";
  const encrypted = mappingOf(object.sops) !== undefined;
  const entries = new Map<string, ConfigEntry>();
  const add = (field: ConfigEntry["field"], decode: (value: string) => string | undefined) => {
    for (const [key, value] of Object.entries(mappingOf(object[field]) ?? {})) {
      const text = typeof value === "string" ? value : undefined;
      const isHidden = text === undefined || isEncryptedText(text);
      entries.set(key, {
        value: isHidden ? undefined : decode(text),
        place: source.placeOf([field, key]),
        field,
      });
    }
  };
  // stringData wins over data, as in the API server.
  if (isSecret) {
    add("data", fromBase64);
    add("stringData", (value) => value);
  } else {
    add("data", (value) => value);
  }
  return {
    kind: isSecret ? "Secret" : "ConfigMap",
    name: textOf(object.metadata.name) ?? "",
    namespace: textOf(object.metadata.namespace),
    place: source.place,
    entries,
    encrypted,
  };
}

/** A SealedSecret becomes a Secret of its name (or its template's) with the same keys. */
function readSealedSecret(source: SourceObject): ConfigData {
  const { object } = source;
  const spec = mappingOf(object.spec);
  const template = mappingOf(mappingOf(spec?.template)?.metadata);
  const keys = Object.keys(mappingOf(spec?.encryptedData) ?? {});
  return {
    kind: "Secret",
    name: textOf(template?.name) ?? textOf(object.metadata.name) ?? "",
    namespace: textOf(template?.namespace) ?? textOf(object.metadata.namespace),
    place: source.place,
    entries: new Map(
      keys.map((key) => [
        key,
        { value: undefined, place: source.placeOf(["spec", "encryptedData", key]), field: "data" },
      ]),
    ),
    encrypted: true,
  };
}

/** SOPS leaves the key in clear and writes `ENC[AES256_GCM,data:…]` for the value. */
export function isEncryptedText(text: string): boolean {
  return /^\s*ENC\[[A-Z0-9_]{1,40},/.test(text);
}

function fromBase64(text: string): string | undefined {
  const clean = text.replace(/\s/g, "");
  if (clean.length > 1024 * 1024 || !/^[A-Za-z0-9+/]*={0,2}$/.test(clean) || clean.length % 4 !== 0)
    return undefined;
  try {
    const bytes = Uint8Array.from(atob(clean), (character) => character.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Finds the object a reference names. A generator's hash (`name-abc123defg`) counts as the name without it. */
export function findConfigData(
  candidates: readonly ConfigData[],
  reference: { readonly kind: string; readonly name: string; readonly namespace: string | undefined },
): ConfigData | undefined {
  const sameKind = candidates.filter(
    ({ kind, namespace }) =>
      kind === reference.kind &&
      (namespace === undefined || reference.namespace === undefined || namespace === reference.namespace),
  );
  const exact = sameKind.filter(({ name }) => name === reference.name);
  const hashed = sameKind.filter(
    ({ name }) => withoutHash(name) === reference.name || name === withoutHash(reference.name),
  );
  const found = exact.length > 0 ? exact : hashed;
  // A written namespace beats one that is not written.
  return found.find(({ namespace }) => namespace === reference.namespace) ?? found[0];
}

/** kustomize api/hasher: ten characters of a reduced alphabet. */
function withoutHash(name: string): string {
  return name.replace(/-[bcdfghkmt2456789]{10}$/, "");
}
