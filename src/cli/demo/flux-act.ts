/**
 * The repository that Flux deploys: hosts hold `${DOMAIN}`, two Ingresses come out of charts nobody has fetched, one out of a chart of the
 * repository itself, and one is patched by an overlay.
 */
import { demand, type Step, viewOf } from "./look.ts";
import { reviewer, type Stage } from "./stage.ts";

const homestead = viewOf("homestead");
const branch = "tidegate/home/wave-1";
const release = "apps/base/grafana/release.yaml";

export const fluxAct: readonly Step[] = [
  {
    title:
      "The Flux repository: `/migrate wave 1` writes routes into the HelmReleases, beside the ingress blocks",
    run: askForHelmReleases,
  },
  { title: "Merge it: the same wave again changes nothing", run: mergeHelmReleases },
];

async function askForHelmReleases(stage: Stage): Promise<readonly string[]> {
  await homestead.command(stage, "/migrate wave 1");
  const pull = homestead.pullOn(stage, branch);
  const body = pull.body ?? "";
  for (const service of ["monitoring/grafana", "docs/wiki", "echo/echo"])
    demand(body.includes(service), `the body lists ${service}`);
  demand(body.includes("unrendered"), "the body says which charts were not rendered");
  const before = (await homestead.read(stage, release, "main")) ?? "";
  const after = (await homestead.read(stage, release, branch)) ?? "";
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what stands in the file
  const host = "- grafana.${DOMAIN}";
  demand(after.includes(host), "the route of grafana holds the variable, not its value");
  const kept = after.split("\n");
  demand(
    before.split("\n").every((line) => kept.includes(line)),
    "every line of grafana's release is still there",
  );
  const own = await homestead.read(stage, "charts/wiki/templates/httproute.yaml", branch);
  demand(own?.includes("kind: HTTPRoute") === true, "the repository's own chart can make routes now");
  return [homestead.link(stage, pull)];
}

async function mergeHelmReleases(stage: Stage): Promise<readonly string[]> {
  const pull = homestead.pullOn(stage, branch);
  await stage.sandbox.merge(homestead.fullName, pull.number, reviewer);
  await stage.settle();
  const count = homestead.issues(stage).length;
  await homestead.command(stage, "/migrate wave 1");
  demand(homestead.issues(stage).length === count, "a merged wave is not proposed again");
  return [homestead.link(stage, homestead.dashboard(stage))];
}
