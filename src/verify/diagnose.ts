/**
 * A proof as diagnostics, for the places that list findings: one per unaccepted witness, one per host that was only sampled.
 */
import { type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import type { Proof, Witness } from "../model/proof.ts";
import { sourceHeader } from "../nginx/table/world.ts";
import { letsThrough } from "./compare.ts";

export function diagnoseProof(proof: Proof): readonly Diagnostic[] {
  return proof.hosts.flatMap(({ host, verdict, classes, witnesses }) => [
    ...witnesses.filter(({ accepted }) => !accepted).map(diagnoseWitness),
    ...(verdict === "sampled" ? [diagnose("proof-sampled", { host, classes })] : []),
  ]);
}

function diagnoseWitness(witness: Witness): Diagnostic {
  const { scheme, host, method, path, headers, credentials = [] } = witness.request;
  const parts = Object.entries(headers).map(([name, value]) =>
    name === sourceHeader ? ` from ${value}` : ` with ${name}: ${value}`,
  );
  if (credentials.length > 0) parts.push(`, signed in (${credentials.join(", ")})`);
  const conditions = parts.join("");
  // Refusing what nginx served is a difference, no open door.
  const isAccess = (witness.access ?? witness.old.kind === "denied") && letsThrough(witness.new);
  const shown = conditions === "" ? {} : { conditions };
  const params = { host, scheme, method, path, ...shown, reason: witness.reason, witness: witness.id };
  return isAccess ? diagnose("proof-access-difference", params) : diagnose("proof-difference", params);
}
