/**
 * Flux Kustomizations and Argo CD Applications that deploy a directory of this repository and change its objects on the way. Where the
 * configuration names the clusters, or a deployer's build fails, they are not built: an Ingress they may change is refused by name. What
 * deploys a directory unchanged has no effect here.
 */
import type { RepoPath } from "../model/brands.ts";
import { toRepoPath } from "../model/brands.ts";
import type { Json, KubeObject } from "../model/kube.ts";
import type { Place } from "../model/place.ts";
import { isAtOrBelow } from "./clusters.ts";
import { groupOf, isMapping, type ParsedObject } from "./objects/parse.ts";
import type { Rendered } from "./rendered.ts";

export interface Deployer {
  /** For people: "The Flux Kustomization flux-system/apps". */
  readonly title: string;
  readonly directory: RepoPath;
  readonly changes: readonly DeployerChange[];
}

export interface DeployerChange {
  readonly field: string;
  readonly at: Place;
  touches(object: KubeObject): boolean;
}

type Mapping = { readonly [key: string]: Json };

export function readDeployers(parsed: ParsedObject): readonly Deployer[] {
  const group = groupOf(parsed.object);
  const { spec } = parsed.object;
  if (!isMapping(spec)) return [];
  const name = `${parsed.object.metadata.namespace ?? ""}/${parsed.object.metadata.name ?? ""}`.replace(
    /^\//,
    "",
  );
  if (group === "kustomize.toolkit.fluxcd.io" && parsed.object.kind === "Kustomization") {
    const changes = fluxFields.flatMap((field) => changesBy(field, spec[field], ["spec", field], parsed));
    return deployer(`The Flux Kustomization ${name}`, spec.path ?? "", changes);
  }
  if (group === "argoproj.io" && parsed.object.kind === "Application") {
    const sources: readonly (readonly [keyPath: readonly (string | number)[], source: Json | undefined])[] = [
      [["spec", "source"], spec.source],
      ...(Array.isArray(spec.sources) ? spec.sources : []).map(
        (source: Json, index) => [["spec", "sources", index], source] as const,
      ),
    ];
    return sources.flatMap(([keyPath, source]) => {
      if (!isMapping(source) || !isMapping(source.kustomize)) return [];
      const { kustomize } = source;
      const changes = argoFields.flatMap((field) =>
        changesBy(field, kustomize[field], [...keyPath, "kustomize", field], parsed),
      );
      return deployer(`The Argo CD Application ${name}`, source.path, changes);
    });
  }
  return [];
}

/** The changes that a deployer makes to a rendered object, if it deploys it. */
export function changesTo(
  rendered: Rendered,
  deployers: readonly Deployer[],
): readonly (DeployerChange & { readonly title: string })[] {
  const paths = [rendered.source.path, ...rendered.hops.map((hop) => hop.path)];
  return deployers
    .filter(({ directory }) => paths.some((path) => isAtOrBelow(path, directory)))
    .flatMap(({ title, changes }) =>
      changes.filter((change) => change.touches(rendered.object)).map((change) => ({ ...change, title })),
    );
}

/** Flux kustomize-controller v1 API, KustomizationSpec: the fields that change objects. Substitution is seen by its `${…}` marks. */
const fluxFields = [
  "targetNamespace",
  "patches",
  "patchesStrategicMerge",
  "patchesJson6902",
  "namePrefix",
  "nameSuffix",
  "components",
  "commonMetadata",
];
/** Argo CD v1alpha1 API, ApplicationSourceKustomize. */
const argoFields = ["namespace", "patches", "namePrefix", "nameSuffix", "components", "commonAnnotations"];

function deployer(
  title: string,
  path: Json | undefined,
  changes: readonly DeployerChange[],
): readonly Deployer[] {
  const directory = typeof path === "string" ? toRepoPath(path.replace(/^\/+/, "")) : undefined;
  return directory === undefined || changes.length === 0 ? [] : [{ title, directory, changes }];
}

function changesBy(
  field: string,
  value: Json | undefined,
  keyPath: readonly (string | number)[],
  parsed: ParsedObject,
): readonly DeployerChange[] {
  if (value === undefined || value === null || value === "") return [];
  if (Array.isArray(value) && value.length === 0) return [];
  const at = parsed.placeOf(keyPath);
  if (field === "targetNamespace" || field === "namespace") {
    return [{ field, at, touches: (object) => object.metadata.namespace !== value }];
  }
  if (field === "patches" && Array.isArray(value)) {
    const kinds = value.map((patch: Json) =>
      isMapping(patch) && isMapping(patch.target) ? patch.target.kind : undefined,
    );
    return [{ field, at, touches: (object) => kinds.some((kind) => mayBe(kind, object.kind)) }];
  }
  if (field === "commonMetadata" || field === "commonAnnotations") {
    const annotations = field === "commonMetadata" && isMapping(value) ? value.annotations : value;
    const decides = isMapping(annotations) && Object.keys(annotations).some((key) => key.includes("ingress"));
    return decides ? [{ field, at, touches: () => true }] : [];
  }
  return [{ field, at, touches: () => true }];
}

function mayBe(kind: Mapping[string] | undefined, actual: string): boolean {
  return typeof kind !== "string" || !/^[A-Za-z]+$/.test(kind) || kind === actual;
}
