/**
 * Prove: nginx's answers against the data plane's, for a wave of a repository or for manifests named on the command line.
 */
import { z } from "zod";
import { type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import type { Config, TargetName } from "../model/config.ts";
import type { KubeObject } from "../model/kube.ts";
import type { Proof } from "../model/proof.ts";
import type { RepoSnapshot } from "../model/snapshot.ts";
import type { ClusterSurvey, Survey } from "../model/survey.ts";
import { nginxWorld } from "../nginx/table/world.ts";
import { takeInventory } from "../sources/inventory.ts";
import { diagnoseProof } from "../verify/diagnose.ts";
import { prove } from "../verify/prove.ts";
import { type ManifestText, readManifestTexts } from "./manifests.ts";
import { configFor } from "./survey.ts";

const plainSections = { http: "http", https: "https" } as const;

/** The proof for some hosts of a cluster; "" among them stands for requests no named host takes. */
export function proveCluster(
  survey: Survey,
  after: RepoSnapshot,
  cluster: ClusterSurvey,
  hosts: ReadonlySet<string>,
  accepted: ReadonlySet<string>,
): Proof {
  const { name } = cluster.inventory;
  const config = configFor(survey.config, name);
  const now = takeInventory(after, survey.config).value.clusters.find((found) => found.name === name);
  const services = cluster.inventory.services;
  return prove({
    old: cluster.inventory.ingresses.filter((ingress) => ingress.class.ours),
    oldWorld: nginxWorld({ services, configMap: config.nginx }),
    new: onlyAttached(
      (now?.gatewayObjects ?? []).map(({ object }) => object),
      config,
    ),
    newWorld: { target: config.target.name, sections: config.gateway?.sections ?? plainSections, services },
    accepted,
    hosts,
  });
}

const ParentRefs = z.object({
  spec: z.object({
    parentRefs: z.array(
      z.object({ name: z.string(), namespace: z.string().optional(), kind: z.string().optional() }),
    ),
  }),
});

/** Gateways that are none of ours, and routes that attach to such alone, serve other addresses: they are no part of the new side. */
function onlyAttached(objects: readonly KubeObject[], config: Config): readonly KubeObject[] {
  const chosen = [config.gateway, ...Object.values(config.gatewayByClass)].flatMap(
    (gateway) => gateway ?? [],
  );
  const isOurs = (namespace: string, name: string) =>
    chosen.some((gateway) => gateway.namespace === namespace && gateway.name === name);
  return objects.filter((object) => {
    const namespace = object.metadata.namespace ?? "default";
    if (object.kind === "Gateway") return isOurs(namespace, object.metadata.name ?? "");
    if (!object.kind.endsWith("Route")) return true;
    const parsed = ParentRefs.safeParse(object);
    if (!parsed.success) return true;
    return parsed.data.spec.parentRefs.some(
      (parent) =>
        (parent.kind ?? "Gateway") !== "Gateway" || isOurs(parent.namespace ?? namespace, parent.name),
    );
  });
}

export function joinProofs(proofs: readonly Proof[]): Proof {
  return {
    equivalent: proofs.every(({ equivalent }) => equivalent),
    hosts: proofs.flatMap(({ hosts }) => hosts),
    assumptions: [...new Set(proofs.flatMap(({ assumptions }) => assumptions))],
  };
}

export interface ManifestProof {
  readonly old: readonly ManifestText[];
  readonly new: readonly ManifestText[];
  readonly target: TargetName;
}

/** Both sides given as manifests; Services may stand on either side. */
export function proveManifests(request: ManifestProof): Outcome<Proof> {
  const old = readManifestTexts(request.old);
  const next = readManifestTexts(request.new);
  const services = [...old.services, ...next.services];
  const proof = prove({
    old: old.ingresses.map(({ ingress }) => ingress),
    oldWorld: nginxWorld({ services }),
    new: next.others,
    newWorld: { target: request.target, sections: plainSections, services },
    accepted: new Set(),
  });
  return outcome(proof, [...old.diagnostics, ...next.diagnostics, ...diagnoseProof(proof)]);
}
