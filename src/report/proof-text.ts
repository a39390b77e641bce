/**
 * A proof for a terminal: one line per host, then each witness request with both answers.
 */

import type { HostProof, Proof, RequestSample, RouteOutcome, Witness } from "../model/proof.ts";
import { count } from "./markdown.ts";

export function proofText(proof: Proof): string {
  const lines: string[] = [];
  for (const host of proof.hosts) lines.push(hostLine(host), ...host.witnesses.flatMap(witnessLines));
  for (const assumption of proof.assumptions) lines.push(`assumed: ${assumption}`);
  lines.push(proof.equivalent ? "equivalent" : `NOT equivalent: ${verdictText(proof)}`);
  return lines.join("\n");
}

/** What would break, counted: differences people have to decide about, and hosts that could only be sampled. */
function verdictText({ hosts }: Proof): string {
  const open = hosts.flatMap((host) => host.witnesses.filter(({ accepted }) => !accepted));
  const guarded = open.filter(({ access }) => access === true).length;
  const differing = hosts.filter(({ verdict }) => verdict === "different");
  const sampled = hosts.filter(({ verdict }) => verdict === "sampled");
  return [
    ...(differing.length === 0
      ? []
      : [`${count(open.length, "difference", "differences")} on ${namesOf(differing)}`]),
    ...(guarded === 0 ? [] : [`${guarded} of them about who may pass`]),
    ...(sampled.length === 0 ? [] : [`${namesOf(sampled)} compared by samples only`]),
  ].join("; ");
}

function namesOf(hosts: readonly HostProof[]): string {
  const names = hosts.slice(0, 5).map(({ host }) => host);
  return names.length === hosts.length
    ? names.join(", ")
    : `${names.join(", ")} and ${hosts.length - names.length} more`;
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
    `      ${witness.reason}${alikeText(witness)}`,
  ];
}

function alikeText({ alike = 0 }: Witness): string {
  return alike === 0 ? "" : ` (and ${count(alike, "class", "classes")} of requests like it)`;
}

export function requestText(request: RequestSample): string {
  // The pseudo header of a proof that names the client's address.
  const headers = Object.entries(request.headers).map(([name, value]) =>
    name === ":source" ? ` from ${value}` : ` with ${name}: ${value}`,
  );
  const { credentials = [] } = request;
  const who = credentials.length === 0 ? "" : `, signed in (${credentials.join(", ")})`;
  return `${request.method} ${request.scheme}://${request.host}${request.path}${headers.join("")}${who}`;
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
      return `${outcome.status ?? 403}, denied by ${outcome.by}`;
  }
}
