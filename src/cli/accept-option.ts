/** `--accept ID`: differences the caller wants, as `/migrate accept` takes them. */
import { InvalidArgumentError } from "commander";
import { nearestName } from "../model/nearest.ts";
import type { Proof } from "../model/proof.ts";
import type { Terminal } from "./terminal.ts";

export function acceptOption(text: string, earlier: readonly string[]): readonly string[] {
  const ids = text.toLowerCase().split(",");
  if (!ids.every((id) => /^[0-9a-f]{10}$/.test(id)))
    throw new InvalidArgumentError("an id is ten hexadecimal digits, as shown beside a difference.");
  return [...earlier, ...ids];
}

/** An id that names nothing accepts nothing: said, since the caller may have mistyped it. */
export function noteUnknown(terminal: Terminal, proof: Proof, accepted: readonly string[]): void {
  const known = proof.hosts.flatMap(({ witnesses }) => witnesses.map(({ id }) => id));
  for (const id of accepted) {
    if (known.includes(id)) continue;
    const nearest = nearestName(id, known);
    const hint = nearest === undefined ? "" : ` Did you mean ${nearest}?`;
    terminal.err(`tidegate: no difference has the id ${id}.${hint}\n`);
  }
}
