/**
 * The repository that Argo CD deploys: one chart in two environments by an ApplicationSet, and an Application with its values in a string.
 */
import { demand, type Step, viewOf } from "./look.ts";
import { reviewer, type Stage } from "./stage.ts";

const storefront = viewOf("storefront");
const branchOf = (wave: number) => `tidegate/default/wave-${wave}`;

export const argocdAct: readonly Step[] = [
  {
    title:
      "The Argo CD repository: `/migrate wave 1` edits values files, and YAML inside an Application's string",
    run: askForValues,
  },
  { title: "Merge it, and `/migrate wave 2`: production follows staging", run: askForProduction },
];

async function askForValues(stage: Stage): Promise<readonly string[]> {
  await storefront.command(stage, "/migrate wave 1");
  const pull = storefront.pullOn(stage, branchOf(1));
  const application = (await storefront.read(stage, "argocd/search.yaml", branchOf(1))) ?? "";
  demand(application.includes("        httpRoutes:\n"), "the route is inside the string of values");
  const staging = (await storefront.read(stage, "environments/staging/values.yaml", branchOf(1))) ?? "";
  demand(staging.includes("- shop.staging.storefront.example"), "staging's values have a route");
  const production = "environments/production/values.yaml";
  demand(
    (await storefront.read(stage, production, branchOf(1))) ===
      (await storefront.read(stage, production, "main")),
    "production's values are untouched",
  );
  return [storefront.link(stage, pull)];
}

async function askForProduction(stage: Stage): Promise<readonly string[]> {
  await stage.sandbox.merge(storefront.fullName, storefront.pullOn(stage, branchOf(1)).number, reviewer);
  await stage.settle();
  await storefront.command(stage, "/migrate wave 2");
  const pull = storefront.pullOn(stage, branchOf(2));
  const values = (await storefront.read(stage, "environments/production/values.yaml", branchOf(2))) ?? "";
  demand(values.includes("httpRoutes:"), "production's values have a route");
  return [storefront.link(stage, pull)];
}
