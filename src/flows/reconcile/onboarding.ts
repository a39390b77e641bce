/**
 * The onboarding pull request: the configuration file, filled in from what was found, and a preview of the plan under that very file.
 */
import { printOnboardingConfig } from "../../config/onboarding.ts";
import type { Outcome } from "../../diagnostics/diagnostic.ts";
import { compareText, type RepoPath, toRepoPath } from "../../model/brands.ts";
import type { RepoSnapshot } from "../../model/snapshot.ts";
import type { Survey } from "../../model/survey.ts";
import { onboardingText, onboardingTitle } from "../../report/onboarding.ts";
import type { SurveyRepository } from "../rendered.ts";
import { configFile } from "./configuration.ts";
import { onboardingBranch } from "./names.ts";
import type { Actual, DesiredPull } from "./state.ts";
import { type WishContext, wishForOnboarding } from "./wishes.ts";

const markerLength = 400;

export async function onboardingWish(
  found: Survey,
  snapshot: RepoSnapshot,
  survey: SurveyRepository,
  contextOf: (preview: Survey) => WishContext,
): Promise<DesiredPull | undefined> {
  const path: RepoPath | undefined = toRepoPath(configFile);
  if (path === undefined) return undefined;
  const text = printOnboardingConfig({
    classes: movingClasses(found),
    gateway: found.config.gateway,
    target: found.config.target,
    pins: Object.fromEntries(
      found.waves.flatMap(({ number, services }) => services.map(({ name }) => [name, number] as const)),
    ),
  });
  const preview: Outcome<Survey> = await survey(snapshot, { configText: { path, text } });
  const body = onboardingText(preview.value, {
    configPath: configFile,
    diagnostics: preview.diagnostics,
    assumptions: found.assumptions,
    markerLength,
  });
  const file = { action: "add" as const, path, after: text, because: "asks for the configuration" };
  return wishForOnboarding({ title: onboardingTitle, body, file }, contextOf(preview.value));
}

/** Classes that look like ingress-nginx: the configured ones, and others people name after it ("nginx-internal"). */
export function movingClasses(survey: Survey): readonly string[] {
  const classes = survey.inventory.clusters
    .flatMap(({ ingresses }) => ingresses)
    .flatMap((ingress) =>
      ingress.class.ours || isNginxName(ingress.class.name) ? (ingress.class.name ?? []) : [],
    );
  return [...new Set(classes)].sort(compareText);
}

function isNginxName(name: string | undefined): boolean {
  return name !== undefined && /(^|[^a-z])nginx([^a-z]|$)/i.test(name);
}

/** Where the configuration has come another way, its pull request has nothing left to ask. */
export function settledOnboarding(
  actual: Actual,
): readonly { readonly pull: number; readonly because: string }[] {
  return actual.pulls
    .filter(({ branch, state }) => branch === onboardingBranch && state === "open")
    .map(({ number }) => ({ pull: number, because: "The default branch has a configuration now." }));
}
