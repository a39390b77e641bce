/**
 * Prove: nginx's answers against the data plane's, for a wave of a repository or for manifests named on the command line.
 */
import { type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import { attachedTo } from "../gateway/attachment.ts";
import type { TargetName } from "../model/config.ts";
import type { Inventory } from "../model/inventory.ts";
import type { Proof } from "../model/proof.ts";
import type { ClusterSurvey, Survey } from "../model/survey.ts";
import { nginxWorld } from "../nginx/table/world.ts";
import { diagnoseProof } from "../verify/diagnose.ts";
import { prove } from "../verify/prove.ts";
import { type ManifestText, readManifestTexts } from "./manifests.ts";
import { configFor } from "./survey.ts";

const plainSections = { http: "http", https: "https" } as const;

/** The proof for some hosts of a cluster; "" among them stands for requests no named host takes. */
export function proveCluster(
  survey: Survey,
  after: Inventory,
  cluster: ClusterSurvey,
  hosts: ReadonlySet<string>,
  accepted: ReadonlySet<string>,
): Proof {
  const { name } = cluster.inventory;
  const config = configFor(survey.config, name);
  const now = after.clusters.find((found) => found.name === name);
  const services = cluster.inventory.services;
  return prove({
    old: cluster.inventory.ingresses.filter((ingress) => ingress.class.ours),
    oldWorld: nginxWorld({ services, configMap: config.nginx }),
    new: attachedTo(
      [config.gateway, ...Object.values(config.gatewayByClass)].flatMap((gateway) => gateway ?? []),
      (now?.gatewayObjects ?? []).map(({ object }) => object),
    ),
    newWorld: { target: config.target.name, sections: config.gateway?.sections ?? plainSections, services },
    accepted,
    hosts,
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
