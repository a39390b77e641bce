/**
 * Prove: nginx's answers against the data plane's, for a wave of a repository or for manifests named on the command line.
 */
import { type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import { attachedTo } from "../gateway/attachment.ts";
import type { TargetName } from "../model/config.ts";
import type { ControllerGroup } from "../model/controller.ts";
import type { Ingress } from "../model/ingress.ts";
import type { Inventory } from "../model/inventory.ts";
import type { Service } from "../model/kube.ts";
import type { Proof } from "../model/proof.ts";
import type { ClusterSurvey, Survey } from "../model/survey.ts";
import { nginxWorld } from "../nginx/table/world.ts";
import { diagnoseProof } from "../verify/diagnose.ts";
import { prove } from "../verify/prove.ts";
import { configFor } from "./by-cluster.ts";
import { partition } from "./controllers.ts";
import type { Conversion, ConvertRequest } from "./convert.ts";
import { type ManifestText, readManifestTexts } from "./manifests.ts";
import { deployedHosts, proofAsWritten } from "./prove-substituted.ts";
import { readSubstituted } from "./substituted.ts";

const plainSections = { http: "http", https: "https" } as const;

/** The proof for some hosts of a cluster; "" among them stands for requests no named host takes. */
export function proveCluster(
  survey: Survey,
  after: Inventory,
  cluster: ClusterSurvey,
  hosts: ReadonlySet<string>,
  { accepted, acceptedDoors }: Pick<Parameters<typeof prove>[0], "accepted" | "acceptedDoors">,
): Proof {
  const { name } = cluster.inventory;
  const config = configFor(survey.config, name);
  const now = after.clusters.find((found) => found.name === name);
  const filled = readSubstituted(cluster.inventory, now?.gatewayObjects ?? []);
  const { ingresses, services } = filled?.values ?? cluster.inventory;
  const gatewayObjects = filled?.values.gatewayObjects ?? now?.gatewayObjects ?? [];
  const asked = filled === undefined ? hosts : deployedHosts(hosts, cluster.inventory, filled);
  const ours = ingresses.filter((ingress) => ingress.class.ours);
  const side: Omit<Parameters<typeof prove>[0], "old" | "oldWorld"> = {
    new: attachedTo(
      [config.gateway, ...Object.values(config.gatewayByClass)].flatMap((gateway) => gateway ?? []),
      gatewayObjects.map(({ object }) => object),
    ),
    newWorld: { target: config.target.name, sections: config.gateway?.sections ?? plainSections, services },
    accepted,
    acceptedDoors,
    hosts: asked,
  };
  const controllers = cluster.controllers ?? [];
  const parts = controllers.length === 0 ? [] : partition(controllers, ours);
  const proofs =
    parts.length < 2
      ? [proveUnder(parts[0]?.group ?? { entries: config.nginx, flags: {} }, ours, services, side)]
      : parts.map(({ group, members }) => {
          const served = hostsServed(members);
          const own = new Set([...asked].filter((host) => served.has(host)));
          return proveUnder(group, members, services, { ...side, hosts: own });
        });
  const proof = joinProofs(proofs);
  return filled === undefined ? proof : proofAsWritten(proof, cluster.inventory, filled);
}

/** The old side as the controller with these settings serves it. */
function proveUnder(
  { entries, flags }: Pick<ControllerGroup, "entries" | "flags">,
  old: readonly Ingress[],
  services: readonly Service[],
  side: Omit<Parameters<typeof prove>[0], "old" | "oldWorld">,
): Proof {
  return prove({ ...side, old, oldWorld: nginxWorld({ services, configMap: entries, flags }) });
}

function hostsServed(ingresses: readonly Ingress[]): ReadonlySet<string> {
  return new Set(
    ingresses.flatMap(({ spec }) => [
      ...spec.rules.map(({ host }) => host ?? ""),
      ...(spec.rules.length === 0 ? [""] : []),
    ]),
  );
}

export function joinProofs(proofs: readonly Proof[]): Proof {
  return {
    equivalent: proofs.every(({ equivalent }) => equivalent),
    hosts: proofs.flatMap(({ hosts }) => hosts),
    assumptions: [...new Set(proofs.flatMap(({ assumptions }) => assumptions))],
  };
}

/** What converted routes answer differently, for the hosts of Ingresses that were converted. */
export function proveConversion(
  { objects, emissions, ingresses, services, nginx }: Conversion,
  { target }: Pick<ConvertRequest, "target">,
): Proof {
  const moving = new Set(emissions.filter(({ blocked }) => !blocked).map(({ ingress }) => ingress));
  const moved = ingresses.filter(({ key }) => moving.has(key));
  const hosts = moved.flatMap(({ spec }) => [
    ...spec.rules.map(({ host }) => host ?? ""),
    ...(spec.defaultBackend === undefined ? [] : [""]),
  ]);
  return prove({
    old: ingresses,
    oldWorld: nginxWorld({ services, configMap: nginx }),
    new: objects,
    newWorld: { target, sections: plainSections, services },
    accepted: new Set(),
    hosts: new Set(hosts),
  });
}

export interface ManifestProof {
  readonly old: readonly ManifestText[];
  readonly new: readonly ManifestText[];
  readonly target: TargetName;
  /** Ids of findings somebody accepted. */
  readonly accepted?: ReadonlySet<string>;
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
    accepted: request.accepted ?? new Set(),
  });
  return outcome(proof, [...old.diagnostics, ...next.diagnostics, ...diagnoseProof(proof)]);
}
