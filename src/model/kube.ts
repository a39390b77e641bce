/**
 * Kubernetes objects as data. Objects we pass through keep fields we do not know.
 */

import type { Substitution } from "./substitution.ts";

/** JSON data, as a Kubernetes object holds it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface KubeMetadata {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/** Any object with apiVersion and kind. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: KubeMetadata;
  readonly [key: string]: unknown;
}

/** An object as its files make it, before anything is filled in. */
export interface Written {
  readonly object: KubeObject;
  readonly substitution: Substitution;
}

/** A Service as far as routing needs it. */
export interface Service {
  readonly namespace: string;
  readonly name: string;
  readonly type: string | undefined;
  readonly headless: boolean;
  readonly externalName: string | undefined;
  readonly ports: readonly ServicePort[];
  /** Set where `${…}` is filled in after the files are built; the fields above are those of the files. */
  readonly written?: Written | undefined;
}

export interface ServicePort {
  readonly name: string | undefined;
  readonly port: number;
  /** Number or name; the port itself when the manifest has none. */
  readonly targetPort: number | string;
  readonly protocol: string;
  readonly appProtocol: string | undefined;
}

/** A Secret whose content stands in plain text. */
export interface SecretContent {
  readonly type: string | undefined;
  /** Decoded. */
  readonly data: Readonly<Record<string, string>>;
}

/** An object as the data a file holds: fields that are undefined do not exist there. */
export function toData(object: KubeObject): Json {
  return JSON.parse(JSON.stringify(object)) as Json; // printed one line above
}
