import { describe, expect, test } from "vitest";
import { greenSince, type Report } from "../../../src/observe/checks.ts";
import { judge, type ParityFacts } from "../../../src/observe/judge.ts";
import { timeLeft, wholeDuration } from "../../../src/observe/time-text.ts";

const hour = 3_600_000;

/** "g1 r2 w3": green at 1 h, red at 2 h, running at 3 h. */
function reports(text: string, name = "ci"): readonly Report[] {
  const states = { g: "green", r: "red", w: "running" } as const;
  return text
    .split(" ")
    .filter((word) => word !== "")
    .map((word) => ({
      name,
      state: states[word[0] as keyof typeof states], // the tables below use these letters only
      at: Number(word.slice(1)) * hour,
    }));
}

describe("a named check", () => {
  const cases: readonly (readonly [string, ReturnType<typeof greenSince>])[] = [
    ["", { kind: "missing" }],
    ["g1", { kind: "green", since: hour }],
    ["g1 g5", { kind: "green", since: hour }],
    ["g5 g1", { kind: "green", since: hour }],
    ["g1 r2", { kind: "red" }],
    ["g1 r2 g3", { kind: "green", since: 3 * hour }],
    ["g1 r2 g3 g4", { kind: "green", since: 3 * hour }],
    ["w1", { kind: "running" }],
    ["g1 w2", { kind: "running" }],
    ["r1 w2", { kind: "running" }],
    ["w1 g2", { kind: "green", since: 2 * hour }],
    ["g1 w2 g3", { kind: "green", since: hour }],
    ["g1 r2 w3 g4", { kind: "green", since: 4 * hour }],
    ["g1 r1", { kind: "red" }],
  ];

  test("is green since its first success after the last failure", () => {
    expect(cases.length).toBeGreaterThan(10);
    for (const [history, answer] of cases)
      expect(greenSince("ci", reports(history)), history).toEqual(answer);
  });

  test("is not answered by a check of another name", () => {
    expect(greenSince("ci", reports("g1", "other"))).toEqual({ kind: "missing" });
  });
});

const facts: ParityFacts = {
  now: 100 * hour,
  mergedAt: 10 * hour,
  soak: 48 * hour,
  ingresses: [{ key: "shop/cart", before: "a", now: "a" }],
  routeProblems: [],
  unshown: [],
  recordReadable: true,
  requiredChecks: ["ci"],
  reports: reports("g20"),
  dns: undefined,
};

describe("parity", () => {
  test("holds when every signal held for the soak time", () => {
    expect(judge(facts)).toMatchObject({ holds: true, dueAt: 68 * hour });
    expect(judge({ ...facts, now: 68 * hour }).holds).toBe(true);
    expect(judge({ ...facts, now: 68 * hour - 1 }).holds).toBe(false);
  });

  test("soaks from the merge when the checks were green before", () => {
    expect(judge({ ...facts, reports: reports("g1") }).dueAt).toBe(58 * hour);
  });

  test("soaks from the last of several checks", () => {
    const two = {
      ...facts,
      requiredChecks: ["ci", "argocd"],
      reports: [...reports("g20"), ...reports("g30", "argocd")],
    };
    expect(judge(two).dueAt).toBe(78 * hour);
  });

  test("without required checks only time and files are watched, and that is said", () => {
    const verdict = judge({ ...facts, requiredChecks: [], reports: [] });
    expect(verdict.holds).toBe(true);
    expect(verdict.signals.find(({ name }) => name === "checks")?.text).toBe(
      "no check is required (`parity.requiredChecks` is empty)",
    );
  });

  const broken: readonly (readonly [string, Partial<ParityFacts>, string, string])[] = [
    [
      "a changed Ingress",
      { ingresses: [{ key: "shop/cart", before: "a", now: "b" }] },
      "render",
      "`shop/cart`",
    ],
    ["a lost record", { recordReadable: false }, "render", "cannot be read"],
    ["routes that are gone", { routeProblems: ["the routes of `shop/cart` are gone"] }, "routes", "are gone"],
    ["a difference nobody saw", { unshown: ["abc"] }, "proof", "`abc`"],
    ["a failed check", { reports: reports("g20 r30") }, "checks", "failed on the merge commit: `ci`"],
  ];

  test("is broken by anything that was seen and bad", () => {
    expect(broken.length).toBe(5);
    for (const [what, change, name, text] of broken) {
      const verdict = judge({ ...facts, ...change });
      const signal = verdict.signals.find((one) => one.name === name);
      expect(verdict.holds, what).toBe(false);
      expect(signal?.state, what).toBe("broken");
      expect(signal?.text, what).toContain(text);
    }
  });

  test("an Ingress that somebody removed by hand breaks nothing", () => {
    expect(judge({ ...facts, ingresses: [{ key: "shop/cart", before: "a", now: undefined }] }).holds).toBe(
      true,
    );
  });

  test("a missing check keeps the soak from starting", () => {
    const verdict = judge({ ...facts, reports: [] });
    expect(verdict.dueAt).toBeUndefined();
    expect(verdict.signals.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "render holds",
      "routes holds",
      "proof holds",
      "checks waiting",
      "soak waiting",
    ]);
  });
});

test("times are told in whole hours, so that a text does not change with every minute", () => {
  const end = Date.parse("2026-03-03T14:00:00Z");
  expect(timeLeft(end, end - 34 * hour)).toBe("34 h left (until 2026-03-03 14:00 UTC)");
  expect(timeLeft(end, end - 33.5 * hour)).toBe("34 h left (until 2026-03-03 14:00 UTC)");
  expect(timeLeft(end, end - 1000)).toBe("less than an hour left (until 2026-03-03 14:00 UTC)");
  expect([48 * hour, 90 * 60_000, 20_000, 1500, 0].map(wholeDuration)).toEqual([
    "48 h",
    "90 min",
    "20 s",
    "2 s",
    "0 s",
  ]);
});
