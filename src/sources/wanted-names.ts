/**
 * Names of the objects that Ingresses refer to: only files that hold one of them are parsed for Services, ConfigMaps and Secrets. What
 * Ingresses of charts refer to is known when the charts are read, and looked for then.
 */
import type { RepoPath } from "../model/brands.ts";
import type { IngressBackend, IngressSpec } from "../model/ingress.ts";
import type { ClusterInventory } from "../model/inventory.ts";
import { configNames, configsIn } from "./objects/config-object.ts";
import { toIngress } from "./objects/ingress.ts";
import type { ParsedObject } from "./objects/parse.ts";
import { mayHoldConfig, mayHoldService } from "./prefilter.ts";
import type { FileReader } from "./reader.ts";

export interface WantedNames {
  readonly services: ReadonlySet<string>;
  readonly configs: ReadonlySet<string>;
}

/** Of Ingresses as they stand in files. */
export function wantedByFiles(objects: readonly ParsedObject[]): WantedNames {
  const services = objects.flatMap(({ object }) => {
    const spec = toIngress(object).value?.spec;
    return spec === undefined ? [] : servicesIn(spec);
  });
  return { services: new Set(services), configs: configNames(objects.map(({ object }) => object)) };
}

/** Of Ingresses that charts make, as far as nothing that was read has the name. */
export function wantedByReleases(clusters: readonly ClusterInventory[]): WantedNames {
  const services = new Set<string>();
  const configs = new Set<string>();
  for (const { ingresses, services: known, configMaps, secrets } of clusters) {
    const there = new Set(known.map(({ namespace, name }) => `${namespace}/${name}`));
    for (const { namespace, spec, annotations, release } of ingresses) {
      if (release === undefined || release.backendStandsIn === true) continue;
      for (const name of servicesIn(spec)) if (!there.has(`${namespace}/${name}`)) services.add(name);
      for (const name of configsIn(annotations)) {
        const key = `${namespace}/${name}`;
        if (configMaps?.has(key) !== true && secrets?.has(key) !== true) configs.add(name);
      }
    }
  }
  return { services, configs };
}

/** Files that may define one of them. */
export function filesWith(
  { services, configs }: WantedNames,
  files: readonly RepoPath[],
  reader: FileReader,
): readonly RepoPath[] {
  if (services.size + configs.size === 0) return [];
  return files.filter((path) => {
    const bytes = reader.bytes(path);
    return bytes !== undefined && (mayHoldService(bytes, services) || mayHoldConfig(bytes, configs));
  });
}

export function bothWanted(one: WantedNames, other: WantedNames): WantedNames {
  return {
    services: new Set([...one.services, ...other.services]),
    configs: new Set([...one.configs, ...other.configs]),
  };
}

function servicesIn({ defaultBackend, rules }: IngressSpec): readonly string[] {
  const paths = rules.flatMap((rule) => rule.paths.map(({ backend }) => backend));
  return [defaultBackend, ...paths].flatMap((backend: IngressBackend | undefined) =>
    backend?.kind === "service" ? [backend.name] : [],
  );
}
