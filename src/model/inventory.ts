/**
 * What a snapshot deploys, per cluster.
 */
import type { RepoPath } from "./brands.ts";
import type { FoundController } from "./controller.ts";
import type { InventoryIngress } from "./ingress.ts";
import type { KubeObject, SecretContent, Service } from "./kube.ts";
import type { Place } from "./place.ts";
import type { Release } from "./release.ts";
import type { Substitution } from "./substitution.ts";

/** A routing object that is already in the repository (Gateway, HTTPRoute, ReferenceGrant, policies, CRDs are kept apart). */
export interface PlacedObject {
  readonly object: KubeObject;
  readonly place: Place;
  /** Index among the documents of the file, from 0. */
  readonly document: number;
  /** What fills in `${…}` after this. */
  readonly substitution?: Substitution | undefined;
  /** `Release.id` of the Helm release whose chart printed it: such an object has the name the chart gives it. */
  readonly release?: string | undefined;
}

export interface ClusterInventory {
  readonly name: string;
  /** Directories (or kustomization directories) this cluster is made of. */
  readonly paths: readonly RepoPath[];
  /** Every Ingress, ours or not, sorted by key, then place. */
  readonly ingresses: readonly InventoryIngress[];
  readonly services: readonly Service[];
  /** Data of ConfigMaps that annotations name, by namespace/name; undefined stands for none. */
  readonly configMaps?: ReadonlyMap<string, Readonly<Record<string, string>>> | undefined;
  /** Content of Secrets that annotations name, where it stands in plain text. */
  readonly secrets?: ReadonlyMap<string, SecretContent> | undefined;
  /** Objects of gateway.networking.k8s.io and of the targets' policy groups. */
  readonly gatewayObjects: readonly PlacedObject[];
  /** Helm releases with an Ingress in play, sorted by id; undefined stands for none. */
  readonly releases?: readonly Release[] | undefined;
  /** Controllers of ingress-nginx, as far as the repository tells; undefined stands for none. */
  readonly controllers?: readonly FoundController[] | undefined;
}

/** A file that speaks of an Ingress and cannot be read or must not be touched. */
export interface Unsupported {
  readonly path: RepoPath;
  readonly line: number;
  /** A sentence for people: what was found and why it is left alone. */
  readonly reason: string;
}

export interface InventoryStats {
  readonly files: number;
  readonly bytes: number;
  readonly ingresses: number;
}

export interface Inventory {
  /** Sorted by name. */
  readonly clusters: readonly ClusterInventory[];
  /** Sentences: what was assumed about deployers where the repository does not say. */
  readonly assumptions: readonly string[];
  /** Sorted by path, line. */
  readonly unsupported: readonly Unsupported[];
  readonly stats: InventoryStats;
  /** Gateway API CustomResourceDefinitions found in the snapshot (bundle-version annotation tells which release). */
  readonly crds: readonly PlacedObject[];
}
