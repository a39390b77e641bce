/** `rendered` and `unrendered` wherever a service with a chart is shown; nothing where no chart is involved. */
import { describe, expect, it } from "vitest";
import type { WaveProposal } from "../../../src/model/survey.ts";
import { translationCheck } from "../../../src/report/check-run.ts";
import { addWaveText, removalText, type WaveContext } from "../../../src/report/pull-request-body.ts";
import { renderMark } from "../../../src/report/rendered-words.ts";
import { tinyPropose, tinySurvey } from "../app/tiny-world.ts";
import { snapshotOf } from "./snapshot.ts";

const context: WaveContext = {
  repositoryUrl: "https://ghe.example/acme/shop",
  base: "a".repeat(40),
  waveName: "low complexity",
  cluster: "prod",
  namesCluster: false,
  soak: "48 h",
  requiredChecks: [],
  accepted: [],
  diagnostics: [],
  markerLength: 500,
};

const holding = { holds: true, dueAt: undefined, signals: [] };

type Release = WaveProposal["moved"][number]["release"];

/** Two services; the second comes out of the release. */
function proposalWith(release: Release, kind: "add" | "remove" = "add"): WaveProposal {
  const files = { "apps/cart.yaml": "wave=1", "apps/pay.yaml": "wave=1" };
  const routes = { "apps/cart.route.yaml": "x", "apps/pay.route.yaml": "x" };
  const snapshot = snapshotOf(kind === "add" ? files : { ...files, ...routes });
  const survey = tinySurvey(snapshot, {}).value;
  const proposal = tinyPropose(survey, { kind, wave: 1, cluster: "prod", accepted: new Set() }).value;
  const moved = proposal.moved.map((one) => (one.service.endsWith("pay") ? { ...one, release } : one));
  expect(moved.filter((one) => one.release === release).length).toBeGreaterThan(0);
  return { ...proposal, moved };
}

const unrendered = { rendered: false, why: "the chart `pay` was not found" };

describe("pull requests", () => {
  it("have no word about charts where there is none", () => {
    const { text } = addWaveText(proposalWith(undefined), context);

    expect(text).not.toMatch(/rendered|Chart/);
  });

  it("name what was rendered in the table", () => {
    const { text } = addWaveText(proposalWith({ rendered: true, why: undefined }), context);

    expect(text).toContain("| Service | Ingress | Chart | Route | Verdicts |");
    expect(text).toMatch(/^\| `shop\/pay` \| [^|]* \| rendered \|/m);
    expect(text).not.toContain("## Unrendered");
  });

  it.each(["add", "remove"] as const)(
    "say why a service was not rendered and what to look at (%s)",
    (kind) => {
      const proposal = proposalWith(unrendered, kind);

      const { text } =
        kind === "add" ? addWaveText(proposal, context) : removalText(proposal, context, holding);

      expect(text).toMatch(/^\| `shop\/pay` \| [^|]* \| unrendered \|/m);
      expect(text).toContain("- `shop/pay`: the chart `pay` was not found.");
      expect(text).toContain("Check by hand that host, paths, backend and annotations");
    },
  );
});

describe("the check", () => {
  it("is neutral while a chart was not rendered, and counts it", () => {
    const check = translationCheck(proposalWith(unrendered), []);

    expect(check.conclusion).toBe("neutral");
    expect(check.title).toMatch(/^2 Ingresses: no difference .*, 1 unrendered$/);
    expect(check.summary).toContain("`shop/pay`: unrendered");
  });

  it("stays a success where every chart was rendered", () => {
    const check = translationCheck(proposalWith({ rendered: true, why: undefined }), []);

    expect(check.conclusion).toBe("success");
    expect(check.title).not.toContain("rendered");
    expect(check.summary).toContain("`shop/pay`: rendered");
  });
});

it("takes an Ingress without a release for what the cluster gets", () => {
  expect(renderMark({ release: undefined })).toEqual({ rendered: true, why: null });
  expect(renderMark({ release: unrendered })).toEqual({ rendered: false, why: unrendered.why });
});
