/**
 * Differences between old and new routing as Markdown: each with the request that shows it, in a sentence. As many as a reviewer
 * reads in a minute; the command line lists the rest.
 */
import type { Proof, Witness } from "../model/proof.ts";
import { bullets, code, count, folded, prose, sentence } from "./markdown.ts";
import type { Acceptance } from "./markers.ts";
import { requestText } from "./proof-text.ts";

const shownInFull = 10;

/** Differences nobody has accepted yet: whoever merges accepts these. */
export function openWitnesses(proof: Proof): readonly Witness[] {
  return proof.hosts.flatMap(({ witnesses }) => witnesses).filter(({ accepted }) => !accepted);
}

export function differencesText(proof: Proof, acceptances: readonly Acceptance[] = []): string {
  const all = proof.hosts.flatMap(({ witnesses }) => witnesses);
  const open = all.filter(({ accepted }) => !accepted);
  const known = all.filter(({ deviation }) => deviation !== undefined);
  const agreed = all.filter(({ accepted, deviation }) => accepted && deviation === undefined);
  const sampled = proof.hosts.filter(({ verdict }) => verdict === "sampled").map(({ host }) => code(host));
  const parts = ["## What will behave differently"];
  if (open.length === 0) parts.push(nothingText(proof, all.length > 0));
  else
    parts.push(
      "By merging you accept these differences, or accept one by its id: `/migrate accept ID reason`.",
      witnessList(open),
    );
  if (sampled.length > 0)
    parts.push(
      `Compared by samples only, because not every pattern could be compared whole: ${sampled.join(", ")}.`,
    );
  if (agreed.length > 0) parts.push("Accepted before:", acceptedList(agreed, acceptances));
  if (known.length > 0)
    parts.push(folded(`Small differences that are known and do no harm (${known.length})`, knownList(known)));
  if (proof.assumptions.length > 0)
    parts.push(folded("What the comparison leaves out", bullets(proof.assumptions.map(sentence))));
  return parts.join("\n\n");
}

/** "Nothing" would be untrue where something differs that is known or accepted. */
function nothingText(proof: Proof, isListed: boolean): string {
  const classes = proof.hosts.reduce((sum, host) => sum + host.classes, 0);
  const compared = `${count(classes, "class", "classes")} of requests to ${count(proof.hosts.length, "host", "hosts")}`;
  const what = isListed ? "Nothing besides what is listed below" : "Nothing that the comparison can see";
  return `${what}, in ${compared}.`;
}

function witnessList(witnesses: readonly Witness[]): string {
  const lines = witnesses.slice(0, shownInFull).map(witnessLine);
  const more = witnesses.length - lines.length;
  if (more > 0) lines.push(`and ${more} more: \`npx tidegate migrate --wave N --json\` lists them`);
  return bullets(lines);
}

function witnessLine(witness: Witness): string {
  const { id, request, reason, alike = 0 } = witness;
  const others = alike === 0 ? "" : ` (and ${count(alike, "class", "classes")} of requests like it)`;
  return `${code(requestText(request))} (${code(id)}): ${sentence(reason)}${others}`;
}

function acceptedList(witnesses: readonly Witness[], acceptances: readonly Acceptance[]): string {
  const lines = witnesses.slice(0, shownInFull).map((witness) => {
    const by = acceptances.find(({ finding }) => finding === witness.id);
    const whose = by === undefined ? "" : ` Accepted by ${code(by.by)}: ${prose(by.reason)}`;
    return `${witnessLine(witness)}${whose}`;
  });
  const more = witnesses.length - lines.length;
  return bullets(more > 0 ? [...lines, `and ${more} more`] : lines);
}

/** Known deviations are the same for every host: one example each. */
function knownList(witnesses: readonly Witness[]): string {
  const groups = new Map<string, readonly Witness[]>();
  for (const witness of witnesses) {
    const name = witness.deviation ?? "";
    groups.set(name, [...(groups.get(name) ?? []), witness]);
  }
  return bullets(
    [...groups].map(([name, [first, ...others]]) => {
      const more =
        others.length === 0 ? "" : ` (and on ${count(others.length, "other host", "other hosts")})`;
      return first === undefined ? prose(name) : `**${prose(name)}**${more}: ${witnessLine(first)}`;
    }),
  );
}
