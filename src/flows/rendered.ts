/**
 * The front of survey and proposal: runs the pure core with a book of renders, gets what it wanted (side by side; the tools bound how
 * many), and runs it again until nothing is wanted. A survey and all proposals made from it share one book and one memory of parsed
 * files. Without tools every release is read from its values, and one note says so.
 */
import { type Diagnostic, type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import type { RenderBook } from "../model/render.ts";
import type { RepoSnapshot } from "../model/snapshot.ts";
import type { CutoverProposal, ProposeWave, Survey, SurveySnapshot, WaveProposal } from "../model/survey.ts";
import type { RenderTools } from "../ports/helm.ts";
import { takeInventory } from "../sources/inventory.ts";
import type { ReadYaml } from "../sources/reader.ts";
import { type CutoverRequest, proposeCutover } from "./cutover.ts";
import { proposeWave } from "./propose.ts";
import { createBook, type FilledBook } from "./render-book.ts";
import { readSettings, type SurveyOptions } from "./settings.ts";
import { notRendered, type OnRender, settle } from "./settle.ts";
import { concludeSurvey, surveySnapshot } from "./survey.ts";
import { rememberYaml } from "./yaml-memory.ts";

/** SurveySnapshot and ProposeWave with the world between their rounds. */
export type SurveyRepository = (...asked: Parameters<SurveySnapshot>) => Promise<Outcome<Survey>>;
export type ProposeRendered = (...asked: Parameters<ProposeWave>) => Promise<Outcome<WaveProposal>>;

/** `options` are those of the survey: the repository is surveyed again with what the cutover changes. */
export type ProposeCutover = (
  survey: Survey,
  request: CutoverRequest,
  options: SurveyOptions,
) => Promise<Outcome<CutoverProposal>>;

/** What survey and proposals share. */
interface Run {
  readonly book: FilledBook;
  readonly readYaml: ReadYaml;
}

/** By `Survey.renders`; gone with the survey. */
const runs = new WeakMap<RenderBook, Run>();

export async function surveyRendered(
  tools: RenderTools | undefined,
  snapshot: RepoSnapshot,
  options: Omit<Parameters<SurveySnapshot>[1], "renders"> & Pick<SurveyOptions, "isInventoryOnly">,
  onRender?: OnRender,
): Promise<Outcome<Survey>> {
  const readYaml = rememberYaml();
  const settings = readSettings(snapshot, { ...options, readYaml });
  const take = (renders: RenderBook | undefined) =>
    takeInventory(snapshot, settings.config, { readYaml, renders, isRepeated: renders !== undefined });
  const conclude = (
    inventory: ReturnType<typeof take>,
    renders: RenderBook | undefined,
    noted: Diagnostics,
  ) =>
    withNotes(
      concludeSurvey(snapshot, settings, inventory, { ...options, ...(renders && { renders }) }),
      noted,
    );

  if (tools === undefined) {
    const inventory = take(undefined);
    const hasReleases = inventory.value.clusters.some(({ releases = [] }) => releases.length > 0);
    return conclude(inventory, undefined, hasReleases ? [notRendered("no helm was given")] : []);
  }
  const book = createBook();
  const settled = await settle(tools, book, () => take(book), onRender);
  if (settled.value === undefined) return conclude(take(undefined), undefined, settled.noted);
  runs.set(book, { book, readYaml });
  return conclude(settled.value, book, settled.noted);
}

export async function proposeRendered(
  tools: RenderTools | undefined,
  survey: Survey,
  request: Parameters<ProposeWave>[1],
  onRender?: OnRender,
): Promise<Outcome<WaveProposal>> {
  const run = survey.renders === undefined ? undefined : runs.get(survey.renders);
  if (tools === undefined || run === undefined) return proposeWave(survey, request);
  const { book, readYaml } = run;
  const settled = await settle(tools, book, () => proposeWave(survey, request, readYaml), onRender);
  if (settled.value !== undefined) return withDiagnostics(settled.value, settled.noted);
  // What was rendered before is compared with what is read now: where that differs, nothing is written.
  return withDiagnostics(proposeWave({ ...survey, renders: undefined }, request, readYaml), settled.noted);
}

export async function cutoverRendered(
  tools: RenderTools | undefined,
  survey: Survey,
  request: CutoverRequest,
  options: SurveyOptions,
): Promise<Outcome<CutoverProposal>> {
  const { renders } = survey;
  const run = renders === undefined ? undefined : runs.get(renders);
  const readYaml = run?.readYaml;
  const work = () =>
    proposeCutover(
      survey,
      request,
      (changed) =>
        surveySnapshot(changed, {
          ...options,
          ...(readYaml && { readYaml }),
          ...(renders && { renders }),
        }).value,
    );
  if (tools === undefined || run === undefined) return work();
  const settled = await settle(tools, run.book, work, undefined);
  // An unknown render changes what is deployed, which the cutover sees and refuses.
  return withDiagnostics(settled.value ?? work(), settled.noted);
}

type Diagnostics = readonly Diagnostic[];

function withNotes({ value, diagnostics }: Outcome<Survey>, noted: Diagnostics): Outcome<Survey> {
  if (noted.length === 0) return { value, diagnostics };
  const survey = { ...value, inventoryDiagnostics: [...value.inventoryDiagnostics, ...noted] };
  return outcome(survey, [...diagnostics, ...noted]);
}

function withDiagnostics<T>({ value, diagnostics }: Outcome<T>, noted: Diagnostics): Outcome<T> {
  return outcome(value, [...diagnostics, ...noted]);
}
