/**
 * Requests, outcomes and proofs: the JSON shapes of the command line, as types.
 */

export interface RequestSample {
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly method: string;
  /** Raw request target: path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Checks that find for this client: "external-auth" (the service answers 2xx), "basic-auth" (the password is right),
   * "client-certificate" (it is valid), ... Absent: a client without credentials, whom each of them refuses.
   */
  readonly credentials?: readonly string[];
}

export type RouteOutcome =
  | {
      readonly kind: "backend";
      /** "namespace/service:port". */
      readonly backend: string;
      /** The request target the backend sees. */
      readonly path: string;
      /** Headers set for the backend beyond the client's, lower-case names. */
      readonly headers: Readonly<Record<string, string>>;
      /** Milliseconds by name; empty when none is stated. */
      readonly timeouts: Readonly<Record<string, number>>;
    }
  | { readonly kind: "redirect"; readonly status: number; readonly location: string }
  | { readonly kind: "status"; readonly status: number }
  | {
      readonly kind: "denied";
      /** "allow-list", "deny-list", "basic-auth", "digest-auth", "external-auth", "client-certificate", ... */
      readonly by: string;
      /** What the client sees. */
      readonly status?: number;
    };

/** Which rule decided, on the nginx side. */
export interface NginxReason {
  readonly ingress: string | undefined;
  readonly path: string | undefined;
  readonly location: string;
}

/** Which rule decided, on the Gateway side. */
export interface GatewayReason {
  readonly route: string | undefined;
  /** Rule index from 0. */
  readonly rule: number | undefined;
}

/** A finding: the shortest request that shows it stands for all that differ between the same two rules in the same way. */
export interface Witness {
  /** What `/migrate accept` takes; another answer to the request gives another id. */
  readonly id: string;
  readonly request: RequestSample;
  readonly old: RouteOutcome;
  readonly new: RouteOutcome;
  /** One sentence: what differs. */
  readonly reason: string;
  /** Permanent name of a known, harmless difference that every migration has (`verify/deviations.ts`), else undefined. */
  readonly deviation: string | undefined;
  /** True for a known deviation or a difference somebody accepted. */
  readonly accepted: boolean;
  /** True when it is about who may pass; undefined in proofs made by hand. */
  readonly access?: boolean;
  /** How many further classes of requests differ like this one. */
  readonly alike?: number;
}

export interface HostProof {
  /** The host; "*" for requests that no named host takes. */
  readonly host: string;
  readonly verdict: "equivalent" | "different" | "sampled";
  /** Number of request classes compared. */
  readonly classes: number;
  readonly witnesses: readonly Witness[];
}

export interface Proof {
  /** True when no host is "different" (unaccepted witnesses) and none is merely sampled. */
  readonly equivalent: boolean;
  readonly hosts: readonly HostProof[];
  /** What the models leave out, in sentences: stated, never silent. */
  readonly assumptions: readonly string[];
}
