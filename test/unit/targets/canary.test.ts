import { describe, expect, test } from "vitest";
import { cookieExpression } from "../../../src/targets/canary.ts";
import { simple } from "../translate/given.ts";
import { type AnswerCase, compareAnswers } from "./answers.ts";

const main = simple({}, ["/ main:80"]).replace('"name":"web"', '"name":"main"');
const canary = { canary: "true" };
const regexless = { standard: "blocked", gke: "blocked" };

const cases: readonly AnswerCase[] = [
  { annotation: ["canary", "true"], beside: main, every: "approximate" },
  { annotation: ["canary", "true"], every: "inert" },
  { annotation: ["canary", "false"], every: "inert" },
  { annotation: ["canary", "yes"], every: "inert" },
  { annotation: ["canary-weight", "20"], every: "inert" },
  { annotation: ["canary-weight", "20"], further: canary, beside: main, every: "approximate" },
  { annotation: ["canary-weight", "20%"], further: canary, beside: main, every: "inert" },
  { annotation: ["canary-by-header", "X-Canary"], further: canary, beside: main, every: "approximate" },
  { annotation: ["canary-by-header", "X_Canary"], further: canary, beside: main, every: "blocked" },
  {
    annotation: ["canary-by-header-value", "v2"],
    further: { ...canary, "canary-by-header": "X-Canary" },
    beside: main,
    every: "approximate",
  },
  { annotation: ["canary-by-header-value", "v2"], further: canary, beside: main, every: "inert" },
  {
    annotation: ["canary-by-header-pattern", "^v[0-9]"],
    further: { ...canary, "canary-by-header": "X-Canary" },
    beside: main,
    every: "approximate",
    but: regexless,
  },
  {
    annotation: ["canary-by-cookie", "beta"],
    further: canary,
    beside: main,
    every: "approximate",
    but: regexless,
  },
  { annotation: ["permanent-redirect", "https://x.test"], further: canary, beside: main, every: "inert" },
  { annotation: ["auth-url", "https://x.test"], further: canary, beside: main, every: "inert" },
  { annotation: ["auth-tls-secret", "default/ca"], further: canary, beside: main, every: "blocked" },
  { annotation: ["upstream-hash-by", "$remote_addr"], further: canary, beside: main, every: "blocked" },
  { annotation: ["configuration-snippet", ""], further: canary, beside: main, every: "blocked" },
  { annotation: ["affinity-canary-behavior", "legacy"], further: canary, beside: main, every: "blocked" },
  { annotation: ["affinity-canary-behavior", "sticky"], further: canary, beside: main, every: "inert" },
];

describe("what each target makes of a canary", () => {
  test.each(cases)("$annotation $further $beside", (given) => {
    const { found, expected } = compareAnswers(given);

    expect(found).toEqual(expected);
  });
});

describe("a cookie as a part of the Cookie header", () => {
  const always = new RegExp(cookieExpression("my-c.1", "always"));

  test.each([
    ["my-c.1=always", true],
    ["a=b; my-c.1=always; x=y", true],
    ["MY-C.1=always", true],
    ["my-c.1 = always", true],
    ["my-c.12=x; my-c.1=always", true],
    ["my-c.1=never; my-c.1=always", false],
    ["my-cx1=always", false],
    ["x-my-c.1=always", false],
    ["my-c.1=alwaysnot", false],
    ["a=my-c.1=always", false],
    ["my-c.1=never", false],
  ])("%s: %s", (header, expected) => {
    expect(always.test(header)).toBe(expected);
  });

  test("does not hang on a hostile header", () => {
    const started = performance.now();
    always.test(`${"my-c.1 ; ".repeat(5000)}x`);

    expect(performance.now() - started).toBeLessThan(1000);
  });
});
