/**
 * Prove: nginx's answers against the data plane's, for a wave of a repository or for manifests named on the command line.
 */
import { type Diagnostic, outcome, type Outcome } from "../diagnostics/diagnostic.ts";
import type { RepoPath } from "../model/brands.ts";
import type { TargetName } from "../model/config.ts";
import type { Ingress } from "../model/ingress.ts";
import type { KubeObject, Service } from "../model/kube.ts";
import type { Proof } from "../model/proof.ts";
import type { RepoSnapshot } from "../model/snapshot.ts";
import type { ClusterSurvey, Survey } from "../model/survey.ts";
import { readManifestTexts } from "./manifests.ts";
import { takeInventory } from "../sources/inventory.ts";
import { nginxWorld } from "../nginx/table/world.ts";
import { prove } from "../verify/prove.ts";

export function proveCluster(
  survey: Survey,
  after: RepoSnapshot,
  cluster: ClusterSurvey,
  hosts: ReadonlySet<string>,
  accepted: ReadonlySet<string>,
): Proof {
  const name = cluster.inventory.name;
  const now = takeInventory(after, survey.config).value.clusters.find((found) => found.name === name);
  const chosen = survey.config.clusters?.find((choice) => choice.name === name);
  const target = (chosen?.target ?? survey.config.target).name;
  const sections = (chosen?.gateway ?? survey.config.gateway)?.sections ?? { http: "http", https: "https" };
  const services = now?.services ?? cluster.inventory.services;
  return prove({
    old: cluster.inventory.ingresses.filter((ingress) => ingress.class.ours),
    oldWorld: nginxWorld({ services, configMap: survey.config.nginx }),
    new: (now?.gatewayObjects ?? []).map(({ object }) => object),
    newWorld: { target, sections, services },
    hosts,
    accepted,
  });
}

export function joinProofs(proofs: readonly Proof[]): Proof {
  return {
    equivalent: proofs.every(({ equivalent }) => equivalent),
    hosts: proofs.flatMap(({ hosts }) => hosts),
    assumptions: [...new Set(proofs.flatMap(({ assumptions }) => assumptions))],
  };
}

export interface ManifestText {
  readonly path: RepoPath;
  readonly text: string;
}
