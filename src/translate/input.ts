/**
 * What a translation is handed: the Ingresses of one cluster, the Services beside them, and the choices of the configuration.
 */
import type { IngressKey } from "../model/brands.ts";
import type { Config } from "../model/config.ts";
import type { Ingress } from "../model/ingress.ts";
import type { Service } from "../model/kube.ts";

export interface TranslationInput {
  /** Ours, of one cluster. */
  readonly ingresses: readonly Ingress[];
  readonly services: readonly Service[];
  readonly config: Pick<Config, "target" | "gateway" | "gatewayByClass" | "nginx" | "dns">;
  /** True when the text of the Ingress writes metadata.namespace. */
  readonly hasNamespace: (key: IngressKey) => boolean;
  readonly classOf: (key: IngressKey) => string | undefined;
  /** Data of the cluster's ConfigMaps that the repository holds, by namespace/name. */
  readonly configMaps?: ReadonlyMap<string, Readonly<Record<string, string>>> | undefined;
  /** Ingresses that must not move for reasons found earlier; those that share their hosts stay with them. */
  readonly blocked?: ReadonlySet<IngressKey>;
}
