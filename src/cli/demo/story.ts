/**
 * The story of the demo, step by step: each step does what a person or a webhook would do, then checks what came of it.
 */
import { argocdAct } from "./argocd-act.ts";
import { fluxAct } from "./flux-act.ts";
import { demand, type Step, viewOf } from "./look.ts";
import { reviewer, type Stage } from "./stage.ts";

const { fullName: repository, issues, hasPull, pullOn, dashboard, link, command } = viewOf("platform");
/** The real soak is 48 hours. */
const soakSeconds = 6;

export const story: readonly Step[] = [
  {
    title: "Install the App on the organisation: an onboarding pull request appears, nothing else",
    run: install,
  },
  { title: "Review and merge the configuration; the soak time is shortened for this demo", run: configure },
  { title: "The dashboard issue lists three waves", run: readDashboard },
  { title: "Comment `/migrate wave 1` on the dashboard: one pull request, with proof", run: askForWaveOne },
  { title: "Merge it; a failed check of the deployment resets the soak", run: mergeWaveOne },
  { title: "Ask for the removal too early: refused, with what is missing", run: askTooEarly },
  {
    title: "The check turns green and stays so: the removal pull request opens by itself",
    run: waitForRemoval,
  },
  { title: "Merge the removal: wave 1 is done", run: mergeRemoval },
  { title: "Comment `/migrate wave 2`: llm-gateway moves, qdrant waits for a decision", run: askForWaveTwo },
  {
    title: "Comment `/migrate wave 3`: nothing may move, and the answer says what to decide",
    run: askForWaveThree,
  },
  { title: "Mistype a command: the nearest one is named", run: mistype },
  ...fluxAct,
  ...argocdAct,
  { title: "Look again at an unchanged world: not one write", run: lookAgain },
];

async function install(stage: Stage): Promise<readonly string[]> {
  stage.sandbox.installApp("tidegate", "metalkube", "all", reviewer);
  await stage.settle();
  const pull = pullOn(stage, "tidegate/configure");
  demand(issues(stage).length === 1, "the onboarding pull request is all there is");
  demand((pull.body ?? "").includes("grafana"), "the onboarding pull request previews the plan");
  const config = await stage.sandbox.read(repository, ".github/tidegate.yml", "tidegate/configure");
  demand(
    config?.includes("metalkube-gateway") === true,
    "the configuration names the Gateway of the repository",
  );
  demand(config.includes("cilium"), "the configuration names the data plane of the repository");
  return [link(stage, pull)];
}

async function configure(stage: Stage): Promise<readonly string[]> {
  const { sandbox } = stage;
  await sandbox.merge(repository, pullOn(stage, "tidegate/configure").number, reviewer);
  await stage.settle();
  const path = ".github/tidegate.yml";
  const config = await sandbox.read(repository, path, "main");
  demand(config !== undefined, "the configuration is on main");
  const parity = `parity: {soak: ${soakSeconds}s, requiredChecks: [argocd/prod]}\n`;
  await sandbox.push(
    repository,
    reviewer,
    "main",
    { [path]: config.replace(/^parity:[\s\S]*?(?=^\S|$(?![\s\S]))/m, "") + parity },
    "Shorten the soak for the demo",
  );
  await stage.settle();
  return [`${stage.url}/blob/main/${path}`];
}

async function readDashboard(stage: Stage): Promise<readonly string[]> {
  const issue = dashboard(stage);
  const body = issue.body ?? "";
  for (const service of ["monitoring/grafana", "inference/llm-gateway", "argocd/argocd-server"]) {
    demand(body.includes(service), `the dashboard lists ${service}`);
  }
  return [link(stage, issue)];
}

async function askForWaveOne(stage: Stage): Promise<readonly string[]> {
  await command(stage, "/migrate wave 1");
  const pull = pullOn(stage, "tidegate/default/wave-1");
  const body = pull.body ?? "";
  for (const service of ["grafana", "mlflow", "ml-serving"])
    demand(body.includes(service), `the body lists ${service}`);
  const route = await stage.sandbox.read(
    repository,
    "apps/monitoring/grafana/grafana.httproute.yaml",
    "tidegate/default/wave-1",
  );
  demand(route?.includes("kind: HTTPRoute") === true, "the branch adds grafana's route");
  const ingress = "apps/monitoring/grafana/ingress.yaml";
  const before = await stage.sandbox.read(repository, ingress, "main");
  demand(
    (await stage.sandbox.read(repository, ingress, "tidegate/default/wave-1")) === before,
    "the Ingress is untouched",
  );
  return [link(stage, pull)];
}

async function mergeWaveOne(stage: Stage): Promise<readonly string[]> {
  const merged = await stage.sandbox.merge(
    repository,
    pullOn(stage, "tidegate/default/wave-1").number,
    reviewer,
  );
  await stage.settle();
  demand(
    (dashboard(stage).body ?? "").includes("argocd/prod"),
    "the dashboard says which check it waits for",
  );
  const report = {
    context: "argocd/prod",
    state: "failure",
    description: "grafana is not healthy yet",
  } as const;
  await stage.sandbox.status(repository, reviewer, merged, report);
  await stage.settle();
  return [link(stage, dashboard(stage))];
}

async function askTooEarly(stage: Stage): Promise<readonly string[]> {
  const answer = await command(stage, "/migrate remove wave 1");
  demand(answer.includes("argocd/prod"), "the refusal names the missing evidence");
  demand(!hasPull(stage, "tidegate/default/wave-1-removal"), "no removal is proposed");
  return [link(stage, dashboard(stage))];
}

async function waitForRemoval(stage: Stage): Promise<readonly string[]> {
  const merged = pullOn(stage, "tidegate/default/wave-1").pull?.merged?.sha;
  demand(typeof merged === "string", "wave 1 has a merge commit");
  await stage.sandbox.status(repository, reviewer, merged, { context: "argocd/prod", state: "success" });
  const deadline = Date.now() + (soakSeconds + 30) * 1000;
  while (!hasPull(stage, "tidegate/default/wave-1-removal") && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await stage.settle();
  }
  return [link(stage, pullOn(stage, "tidegate/default/wave-1-removal"))];
}

async function mergeRemoval(stage: Stage): Promise<readonly string[]> {
  await stage.sandbox.merge(repository, pullOn(stage, "tidegate/default/wave-1-removal").number, reviewer);
  await stage.settle();
  demand(
    (await stage.sandbox.read(repository, "apps/monitoring/grafana/ingress.yaml", "main")) === undefined,
    "grafana's Ingress is gone",
  );
  const mixed = await stage.sandbox.read(repository, "apps/monitoring/mlflow/mlflow.yaml", "main");
  demand(
    mixed?.includes("kind: Ingress") === false && mixed.includes("kind: Deployment"),
    "only the Ingress left the mixed file",
  );
  return [link(stage, dashboard(stage))];
}

async function askForWaveTwo(stage: Stage): Promise<readonly string[]> {
  await command(stage, "/migrate wave 2");
  const pull = pullOn(stage, "tidegate/default/wave-2");
  const route = await stage.sandbox.read(
    repository,
    "apps/inference/llm-gateway.httproute.yaml",
    "tidegate/default/wave-2",
  );
  demand(route?.includes("timeouts:") === true, "llm-gateway's route states its timeouts");
  demand((pull.body ?? "").includes("qdrant"), "the body says why qdrant does not move");
  return [link(stage, pull)];
}

async function askForWaveThree(stage: Stage): Promise<readonly string[]> {
  const answer = await command(stage, "/migrate wave 3");
  demand(
    answer.includes("BackendTLSPolicy") && answer.includes("server.insecure"),
    "both ways out are named",
  );
  demand(!hasPull(stage, "tidegate/default/wave-3"), "no pull request is opened for it");
  return [link(stage, dashboard(stage))];
}

async function mistype(stage: Stage): Promise<readonly string[]> {
  const answer = await command(stage, "/migrate statsu");
  demand(answer.includes("status"), "the nearest command is named");
  return [link(stage, dashboard(stage))];
}

async function lookAgain(stage: Stage): Promise<readonly string[]> {
  const before = stage.sandbox.writes().length;
  await stage.app.sweep();
  await stage.settle();
  demand(stage.sandbox.writes().length === before, "an unchanged world is not written to");
  return [`${stage.sandbox.requests.length} requests so far, ${before} of them writes`];
}
