/**
 * The list of commands, as it stands folded in every body and in the answer to `help`. One list, so that texts cannot disagree.
 */
import { folded, table } from "./markdown.ts";

export interface CommandLine {
  readonly usage: string;
  readonly does: string;
}

export const commandLines: readonly CommandLine[] = [
  { usage: "/migrate plan", does: "shows the waves" },
  { usage: "/migrate wave N", does: "opens the pull request of wave N, also after it was closed" },
  { usage: "/migrate status", does: "says where each wave stands and what it waits for" },
  {
    usage: "/migrate rebuild",
    does: "on a wave's pull request: makes its branch anew and discards other people's commits",
  },
  { usage: "/migrate hold SERVICE [reason]", does: "keeps a service (`namespace/name`) where it is" },
  { usage: "/migrate resume SERVICE", does: "ends a hold" },
  { usage: "/migrate move SERVICE wave N", does: "puts a service into another wave" },
  {
    usage: "/migrate accept FINDING reason",
    does: "accepts a difference by its id; the wave's pull request shows the reason and by whom",
  },
  {
    usage: "/migrate cutover wave N",
    does: "opens the pull request that hands DNS names over to the routes, where external-dns publishes them",
  },
  { usage: "/migrate remove wave N", does: "opens the removal pull request once parity holds" },
  { usage: "/migrate help", does: "shows this list" },
];

export function commandTable(): string {
  return table(
    ["Command", "What it does"],
    commandLines.map(({ usage, does }) => [`\`${usage}\``, does]),
  );
}

export function foldedCommands(): string {
  return folded(
    "Commands",
    `First line of a comment on the dashboard or on a wave's pull request, from people with write permission.\n\n${commandTable()}`,
  );
}
