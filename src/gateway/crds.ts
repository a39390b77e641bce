/**
 * CustomResourceDefinitions as evidence of what a cluster accepts. Gateway API tells its release and channel in two
 * annotations; nothing else does (kubernetes-sigs/gateway-api v1.6.1, config/crd).
 */
import type { ApiVersion, Channel } from "../model/config.ts";
import type { Json, KubeObject } from "../model/kube.ts";

/** What one CustomResourceDefinition says about one served version of a kind. */
export interface CrdVersion {
  readonly crd: KubeObject;
  /** `spec.versions[].schema.openAPIV3Schema`, as parsed. */
  readonly schema: Json;
  /** "v1.6.1", where the object says so. */
  readonly release: string | undefined;
  readonly channel: Channel | undefined;
}

/** found: use it. not-served: the kind is defined, this version of it is not. unknown: no definition of the kind. */
export type CrdChoice =
  | { readonly kind: "found"; readonly version: CrdVersion }
  | { readonly kind: "not-served"; readonly served: readonly string[] }
  | { readonly kind: "unknown" };

/**
 * Picks the schema for an object's apiVersion and kind. A folder may hold several releases of a kind where a cluster has one: then
 * the declared release counts, else the next newer one, else the newest; without releases the first.
 */
export function chooseCrd(
  crds: readonly KubeObject[],
  apiVersion: string,
  kind: string,
  declared?: ApiVersion,
): CrdChoice {
  const [group = "", version] = apiVersion.includes("/") ? apiVersion.split("/", 2) : ["", apiVersion];
  const definitions = crds.filter((candidate) => isDefinitionOf(candidate, group, kind));
  const crd = declared === undefined ? definitions[0] : nearestRelease(definitions, declared);
  if (crd === undefined) return { kind: "unknown" };

  const served = versionsOf(crd).filter((one) => one.served !== false);
  const found = served.find((one) => one.name === version);
  const schema = record(found?.schema)?.openAPIV3Schema;
  if (found === undefined || record(schema) === undefined) {
    return {
      kind: "not-served",
      served: served.flatMap(({ name }) => (typeof name === "string" ? [name] : [])),
    };
  }
  return {
    kind: "found",
    version: { crd, schema: schema as Json, release: releaseOf(crd), channel: channelOf(crd) }, // parsed from YAML
  };
}

function nearestRelease(definitions: readonly KubeObject[], declared: ApiVersion): KubeObject | undefined {
  const wanted = rankOf(`${declared.major}.${declared.minor}.0`);
  const ranked = definitions
    .map((crd) => ({ crd, rank: rankOf(releaseOf(crd) ?? "") }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => a.rank - b.rank);
  const newer = ranked.find(({ rank }) => rank >= wanted);
  // of one minor release the latest patch
  const same = ranked.findLast(({ rank }) => Math.floor(rank / 1000) === Math.floor(wanted / 1000));
  return (same ?? newer ?? ranked.at(-1))?.crd ?? definitions[0];
}

/** A number that orders releases; 0 for what is none. */
function rankOf(release: string): number {
  const match = /^v?(\d{1,3})\.(\d{1,3})\.(\d{1,3})/.exec(release);
  if (match === null) return 0;
  return (Number(match[1]) * 1000 + Number(match[2])) * 1000 + Number(match[3]);
}

/** The release in the bundle-version annotation: "v1.6.1". */
export function releaseOf(crd: KubeObject): string | undefined {
  return crd.metadata.annotations?.["gateway.networking.k8s.io/bundle-version"];
}

export function channelOf(crd: KubeObject): Channel | undefined {
  const channel = crd.metadata.annotations?.["gateway.networking.k8s.io/channel"];
  return channel === "standard" || channel === "experimental" ? channel : undefined;
}

export function isCrd(object: KubeObject): boolean {
  return object.kind === "CustomResourceDefinition" && object.apiVersion.startsWith("apiextensions.k8s.io/");
}

function isDefinitionOf(crd: KubeObject, group: string, kind: string): boolean {
  const spec = record(crd.spec);
  return isCrd(crd) && spec?.group === group && record(spec.names)?.kind === kind;
}

function versionsOf(crd: KubeObject): readonly Readonly<Record<string, unknown>>[] {
  const versions = record(crd.spec)?.versions;
  return Array.isArray(versions)
    ? versions.flatMap((one: unknown) => {
        const version = record(one);
        return version === undefined ? [] : [version];
      })
    : [];
}

function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return value as Readonly<Record<string, unknown>>; // an object that is no array
}
