/**
 * How sure it is what an Ingress is: text of the repository and rendered charts are what the cluster gets; an unrendered release was read
 * from its values, and its chart may add to it or change it.
 */
import type { MovedIngress } from "../model/survey.ts";
import { bullets, code, sentence } from "./markdown.ts";

export interface RenderMark {
  readonly rendered: boolean;
  /** A clause: why not. */
  readonly why: string | null;
}

export function renderMark({ release }: Pick<MovedIngress, "release">): RenderMark {
  if (release === undefined || release.rendered) return { rendered: true, why: null };
  return { rendered: false, why: release.why ?? "the chart was not at hand" };
}

/** For a column; empty where no chart is involved. */
export function chartWord({ release }: Pick<MovedIngress, "release">): "rendered" | "unrendered" | "" {
  if (release === undefined) return "";
  return release.rendered ? "rendered" : "unrendered";
}

export function hasCharts(moved: readonly Pick<MovedIngress, "release">[]): boolean {
  return moved.some(({ release }) => release !== undefined);
}

export function unrenderedOf<T extends Pick<MovedIngress, "release">>(moved: readonly T[]): readonly T[] {
  return moved.filter((one) => !renderMark(one).rendered);
}

/** Each service with charts and how it was read; nothing where no chart is involved. */
export function chartsText(moved: readonly MovedIngress[]): string {
  const words = new Map<string, "rendered" | "unrendered">();
  for (const one of moved) {
    const word = chartWord(one);
    if (word !== "" && words.get(one.service) !== "unrendered") words.set(one.service, word);
  }
  return words.size === 0
    ? ""
    : `## Charts\n\n${bullets([...words].map(([service, word]) => `${code(service)}: ${word}`))}`;
}

/** A section about the services whose charts were not rendered, or nothing. */
export function unrenderedText(moved: readonly MovedIngress[]): string {
  const byService = new Map<string, string[]>();
  for (const one of unrenderedOf(moved)) {
    const reasons = byService.get(one.service) ?? [];
    const { why } = renderMark(one);
    if (why !== null && !reasons.includes(why)) reasons.push(why);
    byService.set(one.service, reasons);
  }
  if (byService.size === 0) return "";
  const lines = [...byService].map(
    ([service, reasons]) => `${code(service)}: ${sentence(reasons.join("; "))}.`,
  );
  return [
    "## Unrendered",
    "These were read from Helm values alone, because their charts were not rendered:",
    bullets(lines),
    "Check by hand that host, paths, backend and annotations of the Ingress in the cluster are the ones this pull request speaks of, and that the route's backend is a Service that is there.",
  ].join("\n\n");
}
