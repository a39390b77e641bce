/**
 * What Argo CD writes into its copy of a kustomization before it builds (util/kustomize/kustomize.go Build, argo-cd 37ee0097): the same as
 * `kustomize edit`. Images and replicas decide nothing about routing and are left out.
 */
import type { Json } from "../../model/kube.ts";
import type { Mapping } from "../objects/fields.ts";
import type { ArgoKustomize } from "./application.ts";

export interface KustomizationFields {
  readonly set: Mapping;
  readonly append: { readonly [field: string]: readonly Json[] };
  readonly merge: { readonly [field: string]: Mapping };
}

export function kustomizeFields(overlay: ArgoKustomize): KustomizationFields {
  const { namePrefix, nameSuffix, namespace, commonLabels, commonAnnotations, patches, components } = overlay;
  const set = Object.entries({ namePrefix, nameSuffix, namespace }).flatMap(
    ([key, value]): [string, Json][] => (value === undefined ? [] : [[key, value]]),
  );
  const labels: readonly Json[] =
    overlay.labelWithoutSelector && Object.keys(commonLabels).length > 0 ? [{ pairs: commonLabels }] : [];
  return {
    set: Object.fromEntries(set),
    append: { patches, components, labels },
    merge: { commonAnnotations, commonLabels: overlay.labelWithoutSelector ? {} : commonLabels },
  };
}
