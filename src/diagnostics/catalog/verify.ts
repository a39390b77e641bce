/** Diagnostics of `verify`: codes with their parameters, and their wording. */
import type { Catalog } from "../entry.ts";

export interface ProofDifferenceParams {
  readonly host: string;
  readonly scheme: string;
  readonly method: string;
  readonly path: string;
  /** What else of the request matters: " with x-a: 1 from 10.0.0.1"; nothing when absent. */
  readonly conditions?: string;
  /** One sentence: what differs. */
  readonly reason: string;
  /** Id of the witness, to accept it by. */
  readonly witness: string;
}

export interface VerifyParams {
  "proof-difference": ProofDifferenceParams;
  "proof-access-difference": ProofDifferenceParams;
  "proof-sampled": { readonly host: string; readonly classes: number };
}

function requestText(params: ProofDifferenceParams): string {
  return `${params.method} ${params.scheme}://${params.host}${params.path}${params.conditions ?? ""}`;
}

export const verifyCatalog: Catalog<VerifyParams> = {
  "proof-difference": {
    title: "A request is answered differently",
    severity: "warning",
    explain: (params) =>
      `${requestText(params)} behaves differently after the migration. ${params.reason} The Ingress itself is not changed.`,
    remedy: (params) =>
      `Check whether anyone relies on it; then change the Ingress or the route, or accept ${params.witness}.`,
  },
  "proof-access-difference": {
    title: "Who may pass differs",
    severity: "blocker",
    explain: (params) =>
      `${requestText(params)} is not let through by the same rule on both sides. ${params.reason} The Ingress itself is not changed.`,
    remedy: (params) =>
      `Give the new side the same protection before anything moves, or accept ${params.witness} after somebody responsible has looked.`,
  },
  "proof-sampled": {
    title: "A host is compared by samples only",
    severity: "warning",
    explain: (params) =>
      `Some rule of ${params.host} is outside of what can be decided (a lookaround, a snippet, an order the API leaves open), so ${params.classes} sampled requests were compared instead of all classes of requests. No difference was found among them.`,
    remedy: () => "Send the requests that matter to both sides, or simplify the expression.",
  },
};
