/**
 * An ingress block of values, read as it stands: which hosts, paths, TLS and class it asks for, whatever form the chart gives it. Key
 * paths are from the root of the values, so that every fact can be traced to its line.
 */
import type { KeyPath } from "../../../yaml/file.ts";

/** How a block writes its hosts; the names follow the charts that use them. */
export type HostForm =
  | "none"
  /** hosts: [a] */
  | "strings"
  /** hosts: [{host: a, paths: [{path: /}]}] */
  | "host-paths"
  /** hosts: [{name: a, path: /}] */
  | "name-path"
  /** hosts: {core: a} */
  | "map"
  /** hostname: a, with extraHosts */
  | "hostname"
  /** host: a, or host: {name: a, path: /} */
  | "host"
  /** rules: [{host: a, http: {paths: […]}}] */
  | "rules"
  /** service: [{baseaddr: a, name: s, port: 80}] : the host is a part of the name the chart makes */
  | "baseaddr";

export type BlockBackend =
  /** `service: {name, port}` in the chart's own form: the name of a Service, or in older charts an identifier. */
  | { readonly kind: "named"; readonly name: string; readonly port: string | number | undefined }
  /** A name of the values' own services, which the chart turns into a Service name. */
  | { readonly kind: "identifier"; readonly identifier: string; readonly port: string | number | undefined }
  | { readonly kind: "service"; readonly name: string; readonly port: string | number | undefined };

export interface BlockPath {
  readonly path: string;
  readonly pathType: string | undefined;
  /** undefined: the chart's own service. */
  readonly backend: BlockBackend | undefined;
  readonly keyPath: KeyPath;
}

export interface BlockHost {
  /** As written: it may hold `{{ }}` or `${VAR}`. */
  readonly host: string;
  readonly keyPath: KeyPath;
  /** Empty: the block's own path, else the chart's default. */
  readonly paths: readonly BlockPath[];
}

export interface BlockTlsEntry {
  readonly hosts: readonly string[];
  readonly secretName: string | undefined;
}

export type BlockTls =
  | { readonly kind: "absent" }
  /** Entries without secretName use the controller's default certificate. */
  | { readonly kind: "list"; readonly entries: readonly BlockTlsEntry[] }
  /** `true` means a secret name the chart makes, unless `secretName` says otherwise. */
  | { readonly kind: "switch"; readonly enabled: boolean; readonly secretName: string | undefined }
  /** tls: name-of-the-secret, or a template. */
  | { readonly kind: "text"; readonly text: string };

export interface IngressBlock {
  readonly keyPath: KeyPath;
  /** Absent: on by default, or a partial layer. Text: a template or variable decides. */
  readonly enabled: boolean | "absent" | { readonly text: string };
  readonly form: HostForm;
  readonly hosts: readonly BlockHost[];
  /** Path of the whole block, where the chart has one. */
  readonly defaultPath: BlockPath | undefined;
  readonly tls: BlockTls;
  readonly className: { readonly name: string; readonly keyPath: KeyPath } | undefined;
  /** Keys that hold something and change the routing in a way only the chart knows (`extraPaths`, `defaultBackend`). */
  readonly unread: readonly string[];
  /** Values as text, as Helm's `quote` prints them. */
  readonly annotations: Readonly<Record<string, string>>;
}
