/**
 * A proof for a terminal: one line per host, then each witness request with both answers.
 */
import type { HostProof, Proof, RequestSample, RouteOutcome, Witness } from "../model/proof.ts";

export function proofText(proof: Proof): string {
  const lines: string[] = [];
  for (const host of proof.hosts) lines.push(hostLine(host), ...host.witnesses.flatMap(witnessLines));
  for (const assumption of proof.assumptions) lines.push(`assumed: ${assumption}`);
  lines.push(proof.equivalent ? "equivalent" : "NOT equivalent");
  return lines.join("\n");
}

function hostLine(host: HostProof): string {
  return `${host.host}: ${host.verdict} (${host.classes} classes of requests)`;
}

function witnessLines(witness: Witness): readonly string[] {
  const mark =
    witness.deviation !== undefined
      ? `known: ${witness.deviation}`
      : witness.accepted
        ? "accepted"
        : witness.id;
  return [
    `  [${mark}] ${requestText(witness.request)}`,
    `      nginx:   ${outcomeText(witness.old)}`,
    `      gateway: ${outcomeText(witness.new)}`,
    `      ${witness.reason}`,
  ];
}

export function requestText(request: RequestSample): string {
  const headers = Object.entries(request.headers).map(([name, value]) => ` with ${name}: ${value}`);
  return `${request.method} ${request.scheme}://${request.host}${request.path}${headers.join("")}`;
}

export function outcomeText(outcome: RouteOutcome): string {
  switch (outcome.kind) {
    case "backend":
      return `${outcome.backend} as ${outcome.path}`;
    case "redirect":
      return `${outcome.status} to ${outcome.location}`;
    case "status":
      return `${outcome.status}`;
    case "denied":
      return `403, denied by ${outcome.by}`;
  }
}
