/** What several steps ask of one cluster: the configuration as it sees it, and what makes two objects the same to it. */
import type { Config } from "../model/config.ts";
import type { PlacedObject } from "../model/inventory.ts";

/** The configuration as one cluster sees it: its own target and Gateway where it has them. */
export function configFor(config: Config, cluster: string): Config {
  const own = config.clusters?.find(({ name }) => name === cluster);
  if (own === undefined) return config;
  return { ...config, target: own.target, gateway: own.gateway ?? config.gateway };
}

/** Kind, namespace and name: what makes two objects the same to a cluster. */
export function identity(object: PlacedObject["object"], fallbackNamespace: string): string {
  const { namespace, name } = object.metadata;
  return `${object.kind} ${namespace ?? fallbackNamespace}/${name ?? ""}`;
}
