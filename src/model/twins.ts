/**
 * Twins: where overlays patch an Ingress of a base, its route stands in the base too, and every patch gets a patch of the route beside it
 * that does the same to the route.
 */
import type { RepoPath } from "./brands.ts";
import type { InventoryIngress } from "./ingress.ts";
import type { Json } from "./kube.ts";

export interface JsonOperation {
  readonly op: "add" | "replace" | "remove";
  readonly path: string;
  readonly value?: Json;
}

/** What a kustomization does to one object of ours; the name is that which patches see there. */
export interface RouteChange {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** As the object's own text has it. */
  readonly namespace: string | undefined;
  /** undefined: the object is taken away. */
  readonly operations: readonly JsonOperation[] | undefined;
  /** The same as a partial object whose lists replace lists; undefined where a merge cannot say it. */
  readonly merge: Json | undefined;
}

export type TwinField = "patches" | "patchesStrategicMerge" | "patchesJson6902";

export interface Twin {
  readonly kustomization: RepoPath;
  readonly field: TwinField;
  /** The entry of that list it stands below. */
  readonly entry: Json;
  /** The file the patch of that entry stands in; undefined when it stands in the kustomization. */
  readonly file: RepoPath | undefined;
  readonly changes: readonly RouteChange[];
}

/** For one text of an Ingress. */
export interface TwinPlan {
  /** The Ingress as it is before the first patch. */
  readonly ingress: InventoryIngress;
  /** Its translation, as it belongs beside the text. */
  readonly objects: readonly Json[];
  readonly twins: readonly Twin[];
}

/** By the place of the Ingress's text. */
export type TwinPlans = ReadonlyMap<string, TwinPlan>;
