/**
 * Services whose translation is fine and which stay all the same, because the comparison found an open door: with the ids that can be
 * accepted, since a wave of which nothing moves has no pull request to say so.
 */
import { wordingOf } from "../diagnostics/diagnostic.ts";
import type { NotMovedService } from "../model/survey.ts";
import { code, sentence } from "./markdown.ts";

const shownServices = 50;
const shownReasons = 5;

export function keptText(kept: readonly NotMovedService[]): string {
  if (kept.length === 0) return "";
  const more = kept.length - shownServices;
  const items = kept.slice(0, shownServices).map((one) => `- ${keptItem(one)}`);
  if (more > 0) items.push(`- and ${more} more`);
  return `## Kept out by the comparison (${kept.length})\n\n${items.join("\n")}`;
}

/** An entry of a list, without its dash. */
export function keptItem({ service, diagnostics }: NotMovedService): string {
  const lines = diagnostics.map((diagnostic) => {
    const { message, remedy } = wordingOf(diagnostic);
    return `${sentence(message)} **What to do:** ${sentence(remedy)}`;
  });
  const shown = [...new Set(lines)];
  const more = shown.length - shownReasons;
  const rest = more > 0 ? [`and ${more} more`] : [];
  const list = [...shown.slice(0, shownReasons), ...rest].map((line) => `  - ${line}`);
  return `${code(service.name)} (${code(service.cluster)})\n${list.join("\n")}`;
}
