/**
 * A proof as diagnostics, for the places that list findings: one per unaccepted witness, one per host that was only sampled.
 */
import { type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import type { Proof, RouteOutcome, Witness } from "../model/proof.ts";

export function diagnoseProof(proof: Proof): readonly Diagnostic[] {
  return proof.hosts.flatMap(({ host, verdict, classes, witnesses }) => [
    ...witnesses.filter(({ accepted }) => !accepted).map(diagnoseWitness),
    ...(verdict === "sampled" ? [diagnose("proof-sampled", { host, classes })] : []),
  ]);
}

function diagnoseWitness(witness: Witness): Diagnostic {
  const { scheme, host, method, path } = witness.request;
  const isAccess = witness.old.kind === "denied" && letsThrough(witness.new);
  const params = { host, scheme, method, path, reason: witness.reason, witness: witness.id };
  return isAccess ? diagnose("proof-access-difference", params) : diagnose("proof-difference", params);
}

/** An answer of 400 or more gives nothing away; refusing what nginx served is a difference, no open door. */
function letsThrough(outcome: RouteOutcome): boolean {
  if (outcome.kind === "denied") return false;
  return outcome.kind !== "status" || outcome.status < 400;
}
