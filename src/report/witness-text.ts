/**
 * Differences between old and new routing as Markdown: each with the request that shows it and both answers.
 */
import type { Proof, Witness } from "../model/proof.ts";
import { bullets, code, count, folded, prose, sentence } from "./markdown.ts";
import { outcomeText, requestText } from "./proof-text.ts";

const shownPerList = 40;

/** Differences nobody has accepted yet: whoever merges accepts these. */
export function openWitnesses(proof: Proof): readonly Witness[] {
  return proof.hosts.flatMap(({ witnesses }) => witnesses).filter(({ accepted }) => !accepted);
}

export function differencesText(proof: Proof): string {
  const open = openWitnesses(proof);
  const known = proof.hosts.flatMap(({ witnesses }) => witnesses).filter(({ accepted }) => accepted);
  const sampled = proof.hosts.filter(({ verdict }) => verdict === "sampled").map(({ host }) => code(host));
  const classes = proof.hosts.reduce((sum, host) => sum + host.classes, 0);
  const parts = ["## What will behave differently"];
  if (open.length === 0)
    parts.push(
      `Nothing that the comparison of old and new routes can see, in ${count(classes, "class", "classes")} of requests to ${count(proof.hosts.length, "host", "hosts")}.`,
    );
  else parts.push("By merging you accept these differences.", witnessList(open));
  if (sampled.length > 0)
    parts.push(
      `Compared by samples only, because not every pattern could be compared whole: ${sampled.join(", ")}.`,
    );
  if (known.length > 0)
    parts.push(folded(`Known small differences of every migration (${known.length})`, knownList(known)));
  if (proof.assumptions.length > 0)
    parts.push(folded("What the comparison leaves out", bullets(proof.assumptions.map(sentence))));
  return parts.join("\n\n");
}

function witnessList(witnesses: readonly Witness[]): string {
  const lines = witnesses.slice(0, shownPerList).map(witnessLine);
  const more = witnesses.length - lines.length;
  if (more > 0) lines.push(`and ${more} more: \`npx tidegate migrate --wave N --json\` lists them`);
  return bullets(lines);
}

function witnessLine(witness: Witness): string {
  return [
    `${code(requestText(witness.request))} (${code(witness.id)}): ${sentence(witness.reason)}`,
    `  - ingress-nginx: ${code(outcomeText(witness.old))}`,
    `  - the new route: ${code(outcomeText(witness.new))}`,
  ].join("\n");
}

/** Known deviations are the same for every host: one example each. */
function knownList(witnesses: readonly Witness[]): string {
  const groups = new Map<string, readonly Witness[]>();
  for (const witness of witnesses) {
    const name = witness.deviation ?? "accepted before";
    groups.set(name, [...(groups.get(name) ?? []), witness]);
  }
  return bullets(
    [...groups].map(([name, [first, ...others]]) => {
      const more = others.length === 0 ? "" : ` (and ${others.length} like it)`;
      return first === undefined ? prose(name) : `**${prose(name)}**${more}: ${witnessLine(first)}`;
    }),
  );
}
