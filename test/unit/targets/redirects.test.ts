import { describe, expect, test } from "vitest";
import { type AnswerCase, compareAnswers } from "./answers.ts";

const older = { api: "1.4" } as const;

const cases: readonly AnswerCase[] = [
  { annotation: ["permanent-redirect", "https://new.test/x"], every: "approximate" },
  { annotation: ["permanent-redirect", "/elsewhere"], every: "approximate" },
  {
    annotation: ["permanent-redirect", "https://new.test:8443/x"],
    every: "approximate",
    but: { kong: "blocked", gke: "blocked" },
  },
  { annotation: ["permanent-redirect", "https://new.test/x?a=1"], every: "blocked" },
  { annotation: ["permanent-redirect", "https://new.test$request_uri"], every: "blocked" },
  { annotation: ["permanent-redirect", "new.test/x"], every: "blocked" },
  {
    annotation: ["permanent-redirect-code", "308"],
    further: { "permanent-redirect": "https://new.test/x" },
    setting: older,
    every: "approximate",
  },
  {
    annotation: ["permanent-redirect-code", "300"],
    further: { "permanent-redirect": "https://new.test/x" },
    every: "blocked",
  },
  {
    annotation: ["permanent-redirect-code", "418"],
    further: { "permanent-redirect": "https://new.test/x" },
    every: "inert",
  },
  {
    annotation: ["permanent-redirect-code", "301x"],
    further: { "permanent-redirect": "https://new.test/x" },
    every: "blocked",
  },
  { annotation: ["permanent-redirect-code", "308"], every: "inert" },
  { annotation: ["temporal-redirect", "https://new.test/"], every: "approximate" },
  { annotation: ["temporal-redirect", "/path"], every: "inert" },
  {
    annotation: ["permanent-redirect", "https://old.test/"],
    further: { "temporal-redirect": "https://new.test/" },
    every: "inert",
  },
  { annotation: ["app-root", "/ui"], every: "approximate" },
  { annotation: ["app-root", "/$host"], every: "blocked" },
  { annotation: ["app-root", "ui"], every: "inert" },
  { annotation: ["from-to-www-redirect", "true"], every: "approximate" },
  { annotation: ["from-to-www-redirect", "false"], every: "inert" },
  { annotation: ["from-to-www-redirect", "yes"], every: "blocked" },
  { annotation: ["server-alias", "b.test, *.c.test"], every: "exact" },
  { annotation: ["server-alias", "~^x"], every: "blocked" },
  { annotation: ["server-alias", "www.x.*"], every: "blocked" },
  { annotation: ["server-alias", "a.test"], every: "inert" },
];

describe("what each target makes of redirects and further names", () => {
  test.each(cases)("$annotation $further", (given) => {
    const { found, expected } = compareAnswers(given);

    expect(found).toEqual(expected);
  });
});
