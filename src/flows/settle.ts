/**
 * Runs pure work with a book of renders until it wants nothing more: what it wanted is got side by side (the tools bound how many run at
 * once), then it is run again. A broken tool is a diagnostic, never an exception.
 */
import { type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import type { ChartPullResult, HelmRender } from "../model/render.ts";
import type { RenderTools } from "../ports/helm.ts";
import type { FilledBook } from "./render-book.ts";

/** A chart is pulled, its dependencies are, it is rendered; a change renders it again. More rounds than this are a circle. */
export const mostRounds = 8;

export interface RenderProgress {
  readonly doing: "rendering" | "fetching";
  readonly done: number;
  readonly of: number;
}

export type OnRender = (progress: RenderProgress) => void;

export interface Settled<T> {
  /** undefined: every round wanted something new. */
  readonly value: T | undefined;
  readonly noted: readonly Diagnostic[];
}

export async function settle<T>(
  tools: RenderTools,
  book: FilledBook,
  work: () => T,
  onRender: OnRender | undefined,
): Promise<Settled<T>> {
  const noted = new Map<string, Diagnostic>();
  for (let round = 1; round <= mostRounds; round += 1) {
    const value = work();
    const { templates, pulls } = book.wanted();
    if (templates.length === 0 && pulls.length === 0) return { value, noted: [...noted.values()] };
    const fetched = counted("fetching", pulls.length, onRender);
    const rendered = counted("rendering", templates.length, onRender);
    await Promise.all([
      ...pulls.map(async (pull) => {
        const result = await safely(() => tools.pull(pull), refusedBecause, noted);
        book.filePull(pull, result);
        fetched();
      }),
      ...templates.map(async (template) => {
        const render = await safely(() => tools.template(template), failedBecause, noted);
        if (isHelmMissing(render)) noted.set("helm", notRendered(render.failure.message));
        book.fileTemplate(template, render);
        rendered();
      }),
    ]);
  }
  const unsettled = diagnose("renders-do-not-settle", { rounds: mostRounds }, {});
  return { value: undefined, noted: [...noted.values(), unsettled] };
}

/** A broken machine is no fault of a chart: said once, and the release is read from its values. */
async function safely<T>(
  work: () => Promise<T>,
  otherwise: (message: string) => T,
  noted: Map<string, Diagnostic>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : "unknown";
    noted.set(`tool ${message}`, diagnose("render-tool-failed", { message }, {}));
    return otherwise(message);
  }
}

function failedBecause(message: string): HelmRender {
  return { kind: "failed", failure: { code: "helm-missing", message } };
}

function refusedBecause(message: string): ChartPullResult {
  return { kind: "refused", refusal: { code: "unreachable", message } };
}

type Missing = Extract<HelmRender, { kind: "failed" }>;

function isHelmMissing(render: HelmRender): render is Missing {
  return render.kind === "failed" && render.failure.code === "helm-missing";
}

export function notRendered(why: string): Diagnostic {
  return diagnose("charts-not-rendered", { why }, {});
}

function counted(doing: RenderProgress["doing"], of: number, onRender: OnRender | undefined): () => void {
  let done = 0;
  return () => {
    done += 1;
    onRender?.({ doing, done, of });
  };
}
