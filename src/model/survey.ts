/**
 * A survey is everything the core concludes from one snapshot; a proposal is what one wave would change. The command line
 * prints them, the App publishes them.
 */
import type { Diagnostic, Outcome } from "../diagnostics/diagnostic.ts";
import type { IngressKey, RepoPath } from "./brands.ts";
import type { Collateral } from "./collateral.ts";
import type { Config, GatewayChoice, KnownGateway } from "./config.ts";
import type { ControllerGroup } from "./controller.ts";
import type { ChangeSet } from "./edits.ts";
import type { ClusterInventory, Inventory } from "./inventory.ts";
import type { KubeObject } from "./kube.ts";
import type { Complexity, PlannedService, Wave } from "./plan.ts";
import type { Proof } from "./proof.ts";
import type { ReleaseOrigin } from "./release.ts";
import type { RenderBook } from "./render.ts";
import type { RepoSnapshot } from "./snapshot.ts";
import type { Emission } from "./translation.ts";

/** A Gateway that Ingresses of ours attach to. */
export interface ClusterGateway {
  readonly choice: GatewayChoice;
  /** Classes whose routes attach here; undefined: all that have no Gateway of their own. */
  readonly className: string | undefined;
  /** undefined: not in the repository, and not written by wave 0. */
  readonly known: KnownGateway | undefined;
  /** What wave 0 writes for it; empty when the Gateway stands already. */
  readonly planned: readonly KubeObject[];
}

export interface ClusterSurvey {
  readonly inventory: ClusterInventory;
  /** The same with every `${…}` filled in as far as the repository tells; for grouping and proving, never for writing. undefined: nothing is. */
  readonly asDeployed?: ClusterInventory | undefined;
  /** One per Ingress of ours, in key order. */
  readonly emissions: readonly Emission[];
  /** Settings of the controllers that serve its Ingresses, by class; undefined: what the configuration states. */
  readonly controllers?: readonly ControllerGroup[] | undefined;
  /** The Gateways its routes attach to. */
  readonly gateways?: readonly ClusterGateway[] | undefined;
  /** How heavy the annotations of each Ingress of ours are. */
  readonly complexity: ReadonlyMap<IngressKey, Complexity>;
}

export interface Survey {
  readonly snapshot: RepoSnapshot;
  readonly config: Config;
  /** Path of the configuration file, undefined when the repository has none. */
  readonly configPath: RepoPath | undefined;
  /** False when the configuration has a blocker: then nothing may be written. */
  readonly configIsValid: boolean;
  /** Sentences: what was assumed where neither config nor repository tells. */
  readonly assumptions: readonly string[];
  readonly inventory: Inventory;
  /** What else names ingress-nginx and has to be changed by somebody; undefined stands for nothing. */
  readonly collateral?: readonly Collateral[] | undefined;
  readonly clusters: readonly ClusterSurvey[];
  readonly waves: readonly Wave[];
  /** Every finding that keeps an Ingress from moving, by "cluster\u0000namespace/name". */
  readonly blockers: ReadonlyMap<string, readonly Diagnostic[]>;
  /** What was rendered for it; undefined: every release was read from its values. */
  readonly renders: RenderBook | undefined;
  /** What reading configuration and repository found, before anything was translated. */
  readonly inventoryDiagnostics: readonly Diagnostic[];
}

/** One line of a wave's table: what became of an Ingress. */
export interface MovedIngress {
  readonly ingress: IngressKey;
  readonly service: string;
  readonly cluster: string;
  readonly emission: Emission;
  /** Where the Ingress stands and where its routes go. */
  readonly ingressPath: RepoPath;
  readonly ingressLine: number;
  readonly routePath: RepoPath | undefined;
  /** undefined for an Ingress that no Helm release makes. */
  readonly release?: Pick<ReleaseOrigin, "rendered" | "why"> | undefined;
}

export interface NotMovedService {
  readonly service: PlannedService;
  /** Sentences: why, and what to decide. */
  readonly reasons: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export type WaveKind = "add" | "remove";

/** What an add wave or a removal wave would do to one cluster (or to all, on the command line). */
export interface WaveProposal {
  readonly kind: "add" | "remove";
  readonly wave: number;
  /** undefined: every cluster. */
  readonly cluster: string | undefined;
  readonly changes: ChangeSet;
  readonly moved: readonly MovedIngress[];
  readonly notMoved: readonly NotMovedService[];
  /** Of the hosts that move. */
  readonly proof: Proof;
  /** Hash of everything the pull request would say and change: equal hash, nothing to do. */
  readonly planHash: string;
}

/** What hands the names of a wave over to its routes. */
export interface CutoverProposal {
  readonly changes: ChangeSet;
  /** "cluster: namespace/name" of the Ingresses whose names are handed over. */
  readonly handedOver: readonly string[];
  /** The same for people: which names go from where to where. */
  readonly names: readonly HandedOverName[];
}

export interface HandedOverName {
  readonly cluster: string;
  readonly ingress: IngressKey;
  readonly path: RepoPath;
  readonly line: number;
  /** Hosts of its rules and those its annotations name. */
  readonly hosts: readonly string[];
  /** "HTTPRoute cart". */
  readonly routes: readonly string[];
}

/** Decisions that live outside the configuration file (the dashboard's marker): they add to `config.waves`. */
export interface WaveDecisions {
  readonly pin: Readonly<Record<string, number>>;
  readonly hold: readonly { readonly service: string; readonly reason: string }[];
}

/** The signatures of src/flows/survey.ts and src/flows/propose.ts. */
export type SurveySnapshot = (
  snapshot: RepoSnapshot,
  options: {
    /** Text that replaces the repository's own configuration file. */
    readonly configText?: { readonly path: RepoPath; readonly text: string };
    readonly decisions?: WaveDecisions;
    /** Defaults of the organisation, under the repository's own file. */
    readonly ownerConfig?: { readonly path: RepoPath; readonly text: string };
    /** CustomResourceDefinitions to validate against, beside those of the repository. */
    readonly crds?: readonly KubeObject[];
    /** Renders of charts; without it releases are read from their values. */
    readonly renders?: RenderBook;
  },
) => Outcome<Survey>;

export type ProposeWave = (
  survey: Survey,
  request: {
    readonly kind: "add" | "remove";
    readonly wave: number;
    readonly cluster: string | undefined;
    readonly accepted: ReadonlySet<string>;
    /** Those among them that count for open doors too; undefined: all. */
    readonly acceptedDoors?: ReadonlySet<string>;
  },
) => Outcome<WaveProposal>;
