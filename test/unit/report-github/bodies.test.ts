import { expect, test } from "vitest";
import type { PlannedService } from "../../../src/model/plan.ts";
import type { WaveProposal } from "../../../src/model/survey.ts";
import { parityCheck, translationCheck } from "../../../src/report/check-run.ts";
import { dashboardText } from "../../../src/report/dashboard.ts";
import {
  addWaveText,
  commitMessage,
  planOfCommit,
  removalText,
  type WaveContext,
} from "../../../src/report/pull-request-body.ts";
import { tinyPropose, tinySurvey } from "../app/tiny-world.ts";
import { snapshotOf } from "./snapshot.ts";

const context: WaveContext = {
  repositoryUrl: "https://ghe.example/acme/shop",
  base: "a".repeat(40),
  waveName: "low complexity",
  cluster: "prod",
  namesCluster: false,
  soak: "48 h",
  requiredChecks: ["argocd/prod"],
  accepted: [],
  diagnostics: [],
  markerLength: 500,
};

function propose(files: Readonly<Record<string, string>>, kind: "add" | "remove" = "add"): WaveProposal {
  const survey = tinySurvey(snapshotOf(files), {}).value;
  return tinyPropose(survey, { kind, wave: 1, cluster: "prod", accepted: new Set() }).value;
}

test("the body of a wave reads from what moves to how to undo it", () => {
  const proposal = propose({ "apps/cart.yaml": "wave=1 differs=d1", "apps/old.yaml": "wave=1 blocked" });

  const { title, text } = addWaveText(proposal, context);

  expect(title).toBe("feat(gateway): wave 1: routes for shop/cart");
  expect(text).toMatchInlineSnapshot(`
    "Adds Gateway API routes beside 1 Ingress of wave 1 (low complexity) in cluster \`prod\`.
    The Ingresses stay exactly as they are; ingress-nginx keeps serving until traffic is pointed at the Gateway.
    **Some requests will be answered differently: see below.**

    ## What moves

    | Service | Ingress | Route | Verdicts |
    | --- | --- | --- | --- |
    | \`shop/cart\` | [\`shop/cart\`](https://ghe.example/acme/shop/blob/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/apps/cart.yaml#L1) | \`HTTPRoute cart\` in \`apps/cart.route.yaml\` | 1 approximate |

    ## What will behave differently

    By merging you accept these differences, or accept one by its id: \`/migrate accept ID reason\`.

    - \`GET https://a.example.com/\` (\`d1\`): nginx answers 404.

    ## Settings that do not carry over exactly

    - Say which certificate the backend has. (all)

    ## What is not moved, and why

    These wait for a decision. Nothing of them was changed.

    - \`shop/old\`
      - it is blocked

    <details><summary>Every setting and what becomes of it (1)</summary>

    | Ingress | Setting | Value | Verdict | What happens |
    | --- | --- | --- | --- | --- |
    | \`shop/cart\` | \`nginx.ingress.kubernetes.io/backend-protocol\` | \`HTTPS\` | approximate | Say which certificate the backend has. |

    </details>

    ## How to check

    - The \`tidegate / translation\` check of this pull request marks each Ingress with what was concluded.
    - After the merge the routes must be Accepted and ResolvedRefs: \`kubectl get httproute --all-namespaces\`.
    - Ask the Gateway itself before any DNS changes, with its address in \`GATEWAY\`:

    \`\`\`sh
    curl --include --resolve cart.example.com:80:$GATEWAY http://cart.example.com/
    \`\`\`

    ## After the merge

    The wave soaks for 48 h; these checks have to be green on the merge commit: \`argocd/prod\`. Then a second pull request removes the Ingresses.

    ## How to roll back

    Revert this pull request: the routes go, the Ingresses were never touched.

    <details><summary>Commands</summary>

    First line of a comment on the dashboard or on a wave's pull request, from people with write permission.

    | Command | What it does |
    | --- | --- |
    | \`/migrate plan\` | shows the waves |
    | \`/migrate wave N\` | opens the pull request of wave N, also after it was closed |
    | \`/migrate status\` | says where each wave stands and what it waits for |
    | \`/migrate rebuild\` | on a wave's pull request: makes its branch anew and discards other people's commits |
    | \`/migrate hold SERVICE [reason]\` | keeps a service (\`namespace/name\`) where it is |
    | \`/migrate resume SERVICE\` | ends a hold |
    | \`/migrate move SERVICE wave N\` | puts a service into another wave |
    | \`/migrate accept FINDING reason\` | accepts a difference by its id; the wave's pull request shows the reason and by whom |
    | \`/migrate cutover wave N\` | opens the pull request that hands DNS names over to the routes, where external-dns publishes them |
    | \`/migrate remove wave N\` | opens the removal pull request once parity holds |
    | \`/migrate help\` | shows this list |

    </details>"
  `);
});

test("a removal shows its evidence and warns about DNS", () => {
  const proposal = propose({ "apps/cart.yaml": "wave=1", "apps/cart.route.yaml": "route" }, "remove");
  const verdict = {
    holds: true,
    dueAt: undefined,
    signals: [{ name: "soak", state: "holds", text: "everything has held for 48 h" }],
  } as const;

  const { title, text } = removalText(proposal, context, verdict);

  expect(title).toBe("chore(gateway): wave 1: remove the Ingresses of shop/cart");
  expect(text).toMatchInlineSnapshot(`
    "Removes 1 Ingress of wave 1 in cluster \`prod\`. Their routes stay.

    ## What goes

    | Service | Ingress | Route | Verdicts |
    | --- | --- | --- | --- |
    | \`shop/cart\` | [\`shop/cart\`](https://ghe.example/acme/shop/blob/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/apps/cart.yaml#L1) | \`HTTPRoute cart\` in \`apps/cart.route.yaml\` | 1 approximate |

    ## Evidence

    | Signal | State | What was seen |
    | --- | --- | --- |
    | soak | holds | everything has held for 48 h |

    ## Before you merge

    ingress-nginx answers requests for these hosts with 404 once the Ingresses are gone. Whether clients already reach the Gateway is not visible from this repository: check that DNS points at it.

    ## How to roll back

    Revert this pull request: the Ingresses come back as they were, the routes were never touched.

    <details><summary>Commands</summary>

    First line of a comment on the dashboard or on a wave's pull request, from people with write permission.

    | Command | What it does |
    | --- | --- |
    | \`/migrate plan\` | shows the waves |
    | \`/migrate wave N\` | opens the pull request of wave N, also after it was closed |
    | \`/migrate status\` | says where each wave stands and what it waits for |
    | \`/migrate rebuild\` | on a wave's pull request: makes its branch anew and discards other people's commits |
    | \`/migrate hold SERVICE [reason]\` | keeps a service (\`namespace/name\`) where it is |
    | \`/migrate resume SERVICE\` | ends a hold |
    | \`/migrate move SERVICE wave N\` | puts a service into another wave |
    | \`/migrate accept FINDING reason\` | accepts a difference by its id; the wave's pull request shows the reason and by whom |
    | \`/migrate cutover wave N\` | opens the pull request that hands DNS names over to the routes, where external-dns publishes them |
    | \`/migrate remove wave N\` | opens the removal pull request once parity holds |
    | \`/migrate help\` | shows this list |

    </details>"
  `);
});

test("a removal whose parity broke says so on top", () => {
  const proposal = propose({ "apps/cart.yaml": "wave=1", "apps/cart.route.yaml": "route" }, "remove");
  const verdict = { holds: false, dueAt: undefined, signals: [] };

  expect(removalText(proposal, context, verdict).text).toContain("> Parity no longer holds. Do not merge");
  expect(parityCheck(verdict).conclusion).toBe("failure");
});

test("links go to the repository's own host, at the commit the wave was made from", () => {
  const { text } = addWaveText(propose({ "apps/cart.yaml": "wave=1" }), context);

  expect(text).toContain(`(https://ghe.example/acme/shop/blob/${context.base}/apps/cart.yaml#L1)`);
  expect(text).not.toContain("github.com");
});

test("a commit carries its plan and gives it back", () => {
  expect(planOfCommit(commitMessage("title", "0123456789"))).toBe("0123456789");
  expect(planOfCommit("title")).toBeUndefined();
});

test("a check never blocks a merge: differences are neutral", () => {
  const same = translationCheck(propose({ "apps/cart.yaml": "wave=1" }), []);
  const other = translationCheck(propose({ "apps/cart.yaml": "wave=1 differs=d1" }), []);

  expect([same.conclusion, same.title]).toEqual(["success", "1 Ingress: no difference to accept"]);
  expect([other.conclusion, other.title]).toEqual(["neutral", "1 Ingress: 1 difference to accept"]);
  expect(other.annotations).toEqual([
    {
      path: "apps/cart.yaml",
      line: 1,
      level: "warning",
      title: "shop/cart: nginx.ingress.kubernetes.io/backend-protocol: approximate",
      message: "Say which certificate the backend has.",
    },
  ]);
});

test("bodies of very large waves and dashboards stay below GitHub's limit", () => {
  const files: Record<string, string> = {};
  for (let index = 0; index < 900; index++) {
    const name = `${"abcdefghij"[index % 10]}${"abcdefghij"[Math.floor(index / 10) % 10]}${"abcdefghij"[Math.floor(index / 100)]}`;
    files[`apps/${name}.yaml`] = `wave=1 ${index % 2 === 0 ? "blocked" : `differs=d${index}`}`;
  }
  const survey = tinySurvey(snapshotOf(files), {}).value;
  const services: readonly PlannedService[] = survey.waves.flatMap((wave) => wave.services);
  const rows = services.map(({ name }) => ({
    wave: 1,
    name: "",
    cluster: "prod",
    services: [name],
    stage: { kind: "planned" } as const,
  }));

  const body = addWaveText(propose(files), { ...context, markerLength: 40_000 }).text;
  const dashboard = dashboardText({
    survey,
    diagnostics: [],
    rows,
    removed: 0,
    commands: [],
    configProblems: [],
    markerLength: 30_000,
  });

  expect(services.length).toBe(900);
  expect(body.length).toBeLessThanOrEqual(20_000);
  expect(body).toContain("How to roll back");
  expect(body).toContain("left out");
  expect(dashboard.length).toBeLessThanOrEqual(30_000);
  expect(dashboard).toContain("left out");
});
