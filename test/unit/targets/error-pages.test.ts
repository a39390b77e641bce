/** Error pages of another Service: dropped with a word where the controller's own made them, decided where somebody chose the Service. */
import { describe, expect, test } from "vitest";
import { severityOf } from "../../../src/diagnostics/diagnostic.ts";
import { simple, translated } from "../translate/given.ts";
import { type AnswerCase, compareAnswers } from "./answers.ts";

const cases: readonly AnswerCase[] = [
  { annotation: ["custom-http-errors", "404,503"], every: "approximate" },
  { annotation: ["custom-http-errors", "404,200"], every: "blocked" },
  { annotation: ["custom-http-errors", ""], every: "inert" },
  { annotation: ["default-backend", "standby"], every: "approximate" },
  { annotation: ["default-backend", "app"], further: { "custom-http-errors": "404" }, every: "blocked" },
  {
    annotation: ["default-backend", "app"],
    setting: { nginx: { "custom-http-errors": "404" } },
    every: "blocked",
  },
  {
    annotation: ["default-backend", "app"],
    further: { "custom-http-errors": "404", "disable-proxy-intercept-errors": "true" },
    every: "approximate",
  },
  { annotation: ["disable-proxy-intercept-errors", "true"], every: "inert" },
  {
    annotation: ["disable-proxy-intercept-errors", "true"],
    setting: { nginx: { "custom-http-errors": "502" } },
    every: "approximate",
  },
];

describe("what each target makes of error pages", () => {
  test.each(cases)("$annotation $further $setting", (given) => {
    const { found, expected } = compareAnswers(given);

    expect(found).toEqual(expected);
  });
});

test("the controller's list moves with a word about what clients see, for it guards nothing", () => {
  const setting = { target: "envoy-gateway", nginx: { "custom-http-errors": "404,oops,503" } } as const;
  const { value, diagnostics } = translated(simple({}), setting);
  const verdict = value[0]?.verdicts.find(({ key }) => key === "(default) custom-http-errors");

  expect(value[0]?.blocked).toBe(false);
  expect(verdict).toMatchObject({ value: "404,503", verdict: "approximate" });
  expect(verdict?.note).toContain("the application's own status and page");
  expect(diagnostics.filter(({ code }) => code === "controller-setting-differs").map(severityOf)).toEqual([
    "warning",
  ]);
});

test("an annotation replaces the controller's list", () => {
  const setting = { nginx: { "custom-http-errors": "404" } };
  const { value } = translated(simple({ "custom-http-errors": "502" }), setting);
  const lines = value
    .flatMap(({ verdicts }) => verdicts)
    .filter(({ key }) => key.includes("custom-http-errors"));

  expect(lines.map(({ key, note }) => [key, note.includes("answers 502,")])).toEqual([
    ["nginx.ingress.kubernetes.io/custom-http-errors", true],
  ]);
});

test.each([
  ["traefik", "Middleware (errors"],
  ["envoy-gateway", "responseOverride"],
  ["nginx-gateway-fabric", "SnippetsFilter with error_page"],
  ["cilium", "Answer these errors in the application"],
] as const)("%s names its own way to show them", (target, words) => {
  const { value } = translated(simple({ "default-backend": "app", "custom-http-errors": "404" }), { target });

  expect(value[0]?.verdicts.map(({ note }) => note).join("\n")).toContain(words);
});
