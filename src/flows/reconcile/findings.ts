/**
 * Differences people may accept: what the proofs of the proposed waves show, and what keeps services out of them.
 */
import { wordingOf } from "../../diagnostics/diagnostic.ts";
import type { NotMovedService, WaveProposal } from "../../model/survey.ts";
import type { DashboardMarker } from "../../report/markers.ts";
import { requestText } from "../../report/proof-text.ts";

export interface KnownFinding {
  readonly id: string;
  readonly wave: number;
  readonly cluster: string;
  /** True when it is about who may pass: not everybody with write permission may accept that. */
  readonly access: boolean;
  /** False when it has been accepted and that counts. */
  readonly open: boolean;
  /** The request and what differs, as plain text. */
  readonly text: string;
}

export function findingsOf(
  proposal: WaveProposal,
  { wave, cluster }: { readonly wave: number; readonly cluster: string },
): readonly KnownFinding[] {
  const shown = proposal.proof.hosts
    .flatMap(({ witnesses }) => witnesses)
    .filter(({ deviation }) => deviation === undefined)
    .map(({ id, access = false, accepted, request, reason }) => ({
      id,
      wave,
      cluster,
      access,
      open: !accepted,
      text: `${requestText(request)}: ${reason}`,
    }));
  const holding = proposal.notMoved
    .flatMap(({ diagnostics }) => diagnostics)
    .flatMap((diagnostic) => {
      if (diagnostic.code !== "proof-access-difference") return [];
      const { message } = wordingOf(diagnostic);
      return [{ id: diagnostic.params.witness, wave, cluster, access: true, open: true, text: message }];
    });
  return [...new Map([...shown, ...holding].map((one) => [one.id, one])).values()];
}

/** Services that stay because of an open door alone. */
export function keptOut({ notMoved }: WaveProposal): readonly NotMovedService[] {
  return notMoved.filter(({ diagnostics }) =>
    diagnostics.some((diagnostic) => diagnostic.code === "proof-access-difference"),
  );
}

/** Ids of everything somebody accepted. */
export function acceptedIds({ accepted }: DashboardMarker): ReadonlySet<string> {
  return new Set(accepted.map(({ finding }) => finding));
}

/** The acceptances a proposal rests on, in the order of its proof. */
export function acceptancesFor(
  proposal: Pick<WaveProposal, "proof">,
  { accepted }: DashboardMarker,
): DashboardMarker["accepted"] {
  const used = new Set(proposal.proof.hosts.flatMap(({ witnesses }) => witnesses.map(({ id }) => id)));
  return accepted.filter(({ finding }) => used.has(finding));
}
