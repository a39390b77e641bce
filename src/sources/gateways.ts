/**
 * The Gateways of a snapshot, for the configuration's default: asked before there is a configuration, so it follows no clusters. A
 * Gateway without a namespace takes that of a kustomization that lists its file.
 */
import { directoryOf, type RepoPath, resolveRepoPath } from "../model/brands.ts";
import type { KubeObject } from "../model/kube.ts";
import type { RepoSnapshot } from "../model/snapshot.ts";
import { sortCandidates } from "./candidates.ts";
import { groupOf, isMapping } from "./objects/parse.ts";
import { containsAscii } from "./prefilter.ts";
import { type FileReader, type ReadYaml, readerFor } from "./reader.ts";

export function findGateways(
  snapshot: RepoSnapshot,
  ignore: readonly string[],
  readYaml?: ReadYaml,
): readonly KubeObject[] {
  const reader = readerFor(snapshot, ignore, readYaml);
  const candidates = sortCandidates(reader);
  const found = candidates.gatewayFiles
    .filter((path) => {
      const bytes = reader.bytes(path);
      const isCrd = candidates.crdFiles.includes(path);
      return bytes !== undefined && !isCrd && containsAscii(bytes, "listeners");
    })
    .flatMap((path) => (reader.parse(path)?.objects ?? []).map(({ object }) => ({ path, object })))
    .filter(({ object }) => object.kind === "Gateway" && groupOf(object) === "gateway.networking.k8s.io");
  return found.flatMap(({ path, object }) => {
    const namespaces = namespacesOf(path, candidates.kustomizationFiles, reader);
    if (namespaces.length === 0) return [object];
    return namespaces.map((namespace) => ({ ...object, metadata: { ...object.metadata, namespace } }));
  });
}

/** The GatewayClasses of a snapshot: they tell which implementation serves a Gateway. */
export function findGatewayClasses(
  snapshot: RepoSnapshot,
  ignore: readonly string[],
  readYaml?: ReadYaml,
): readonly KubeObject[] {
  const reader = readerFor(snapshot, ignore, readYaml);
  const candidates = sortCandidates(reader);
  return candidates.gatewayFiles
    .filter((path) => {
      const bytes = reader.bytes(path);
      return (
        bytes !== undefined && !candidates.crdFiles.includes(path) && containsAscii(bytes, "controllerName")
      );
    })
    .flatMap((path) => (reader.parse(path)?.objects ?? []).map(({ object }) => object))
    .filter((object) => object.kind === "GatewayClass" && groupOf(object) === "gateway.networking.k8s.io");
}

/** Namespaces that kustomizations above a file give its objects, each once. */
function namespacesOf(
  path: RepoPath,
  kustomizationFiles: readonly RepoPath[],
  reader: FileReader,
): readonly string[] {
  const namespaces = new Set<string>();
  for (const file of kustomizationFiles) {
    const bytes = reader.bytes(file);
    if (bytes === undefined || !containsAscii(bytes, "namespace")) continue;
    const value = reader.parse(file)?.yaml.documents[0]?.value;
    if (!isMapping(value) || typeof value.namespace !== "string" || !Array.isArray(value.resources)) continue;
    const { namespace } = value;
    for (const entry of value.resources) {
      const target = typeof entry === "string" ? resolveRepoPath(directoryOf(file), entry) : undefined;
      if (target === path || (target !== undefined && target === directoryOf(path)))
        namespaces.add(namespace);
    }
  }
  return [...namespaces];
}
