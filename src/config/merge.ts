/**
 * The organisation's defaults under a repository's own file: mappings merge key by key, everything else (lists too) is replaced. Two
 * targets merge only when they name the same implementation: a version belongs to one implementation.
 */
import type { Json } from "../model/kube.ts";
import type { ConfigFile } from "./read.ts";
import { ConfigSettings } from "./schema.ts";

type Mapping = { readonly [key: string]: Json };

export function mergeConfigs(
  organisation: ConfigFile | undefined,
  repository: ConfigFile | undefined,
): ConfigFile | undefined {
  if (organisation === undefined) return repository;
  if (repository === undefined) return organisation;
  const merged = mergeMappings(organisation.settings, repository.settings);
  return {
    path: repository.path,
    // both sides passed the schema; merging keeps every part's shape
    settings: ConfigSettings.parse(merged),
    placeOf: (keyPath) => repository.placeOf(keyPath) ?? organisation.placeOf(keyPath),
  };
}

function mergeMappings(below: Mapping, above: Mapping): Mapping {
  const merged: Record<string, Json> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const old = Object.hasOwn(below, key) ? below[key] : undefined;
    if (key === "target" && nameOf(old) !== nameOf(value)) merged[key] = value;
    else if (key === "target" && typeof value === "string" && old !== undefined) merged[key] = old;
    else if (isMapping(old) && isMapping(value)) merged[key] = mergeMappings(old, value);
    else merged[key] = value;
  }
  return merged;
}

function nameOf(target: Json | undefined): Json | undefined {
  return isMapping(target) ? target.name : target;
}

function isMapping(value: Json | undefined): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
