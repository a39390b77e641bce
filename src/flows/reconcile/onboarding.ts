/**
 * The onboarding pull request: the configuration file, filled in from what was found, and a preview of the plan.
 */
import { printOnboardingConfig } from "../../config/onboarding.ts";
import type { Outcome } from "../../diagnostics/diagnostic.ts";
import { toRepoPath } from "../../model/brands.ts";
import type { Survey } from "../../model/survey.ts";
import { onboardingText, onboardingTitle } from "../../report/onboarding.ts";
import { configFile } from "./configuration.ts";
import type { DesiredPull } from "./state.ts";
import { type WishContext, wishForOnboarding } from "./wishes.ts";

const markerLength = 400;

export function onboardingWish(survey: Outcome<Survey>, context: WishContext): DesiredPull | undefined {
  const path = toRepoPath(configFile);
  if (path === undefined) return undefined;
  const body = onboardingText(survey.value, {
    configPath: configFile,
    diagnostics: survey.diagnostics,
    markerLength,
  });
  const file = {
    action: "add" as const,
    path,
    after: printOnboardingConfig(survey.value),
    because: "asks for the configuration",
  };
  return wishForOnboarding({ title: onboardingTitle, body, file }, context);
}
