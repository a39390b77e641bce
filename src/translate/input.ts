/**
 * What a translation is handed: the Ingresses of one cluster, the Services beside them, and the choices of the configuration.
 */
import type { IngressKey } from "../model/brands.ts";
import type { Config } from "../model/config.ts";
import type { Ingress } from "../model/ingress.ts";
import type { SecretContent, Service } from "../model/kube.ts";

export interface TranslationInput {
  /** Ours, of one cluster. */
  readonly ingresses: readonly Ingress[];
  readonly services: readonly Service[];
  readonly config: Pick<Config, "target" | "gateway" | "gatewayByClass" | "nginx" | "dns"> &
    Partial<Pick<Config, "accept">>;
  /** True when the text of the Ingress writes metadata.namespace. */
  readonly hasNamespace: (key: IngressKey) => boolean;
  readonly classOf: (key: IngressKey) => string | undefined;
  /** Data of the cluster's ConfigMaps that the repository holds, by namespace/name. */
  readonly configMaps?: ReadonlyMap<string, Readonly<Record<string, string>>> | undefined;
  /** Flags of the controller without dashes; undefined: not known. */
  readonly flags?: Readonly<Record<string, string | boolean>> | undefined;
  /** Annotations whose value is not known, with their text, by Ingress. */
  readonly unknownValues?: ((key: IngressKey) => ReadonlyMap<string, string>) | undefined;
  /** Content of the cluster's Secrets that the repository holds in plain text, by namespace/name. */
  readonly secrets?: ReadonlyMap<string, SecretContent> | undefined;
  /** Ingresses that must not move for reasons found earlier; those that share their hosts stay with them. */
  readonly blocked?: ReadonlySet<IngressKey>;
}
