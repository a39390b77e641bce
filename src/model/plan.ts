/**
 * Services and waves.
 */
import type { IngressKey } from "./brands.ts";

export type Complexity = "low" | "medium" | "high";

/**
 * planned: nothing done yet. held: a person said wait. blocked: some Ingress of it has a blocker.
 * migrated: its routes are in the repository beside the Ingresses. The App adds proposed, merged, parity, removed.
 */
export type ServiceStatus = "planned" | "held" | "blocked" | "migrated";

/** The Ingresses of one cluster that share hosts, directly or through a chain; they never part. */
export interface PlannedService {
  /** "namespace/name" of its first Ingress in key order; config and commands name it so. */
  readonly name: string;
  readonly cluster: string;
  /** Sorted. */
  readonly ingresses: readonly IngressKey[];
  /** Sorted; "" stands for a host-less rule. */
  readonly hosts: readonly string[];
  readonly complexity: Complexity;
  readonly exposure: "internal" | "public";
  /** True for apex, catch-all and host-less services, which come last. */
  readonly isCatchAll: boolean;
  readonly status: ServiceStatus;
  readonly holdReason: string | undefined;
  /** Finding ids. */
  readonly blockers: readonly string[];
}

export interface Wave {
  readonly number: number;
  /** For people: "low complexity", "catch-all hosts". */
  readonly name: string;
  readonly services: readonly PlannedService[];
}
