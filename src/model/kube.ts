/**
 * Kubernetes objects as data. Objects we pass through keep fields we do not know.
 */

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

/** A Service as far as routing needs it. */
export interface Service {
  readonly namespace: string;
  readonly name: string;
  readonly type: string | undefined;
  readonly headless: boolean;
  readonly externalName: string | undefined;
  readonly ports: readonly ServicePort[];
}

export interface ServicePort {
  readonly name: string | undefined;
  readonly port: number;
  /** Number or name; the port itself when the manifest has none. */
  readonly targetPort: number | string;
  readonly protocol: string;
  readonly appProtocol: string | undefined;
}
