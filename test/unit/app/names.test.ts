import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { isWaveBranch, waveBranch } from "../../../src/flows/reconcile/names.ts";

const clusters = [
  "prod",
  "prod-eu.1",
  "configure",
  "",
  "a/b",
  "a b",
  "..",
  "x.lock",
  ".hidden",
  "ümlaut",
  "a..b",
  "@{",
  "a~^:?*[\\",
];

test("every cluster gets branches of its own that git allows", () => {
  const names = clusters.flatMap((cluster) => [
    waveBranch(cluster, 1, "add"),
    waveBranch(cluster, 1, "cutover"),
    waveBranch(cluster, 1, "remove"),
  ]);

  expect(new Set(names).size).toBe(clusters.length * 3);
  for (const name of names) {
    expect(isWaveBranch(name), name).toBe(true);
    expect(() => execFileSync("git", ["check-ref-format", `refs/heads/${name}`]), name).not.toThrow();
  }
});

test("plain names stay as they are", () => {
  expect(waveBranch("prod", 2, "add")).toBe("tidegate/prod/wave-2");
  expect(waveBranch("prod", 2, "cutover")).toBe("tidegate/prod/wave-2-cutover");
  expect(waveBranch("prod", 2, "remove")).toBe("tidegate/prod/wave-2-removal");
});

test("the branch of the onboarding pull request is no wave, and no wave stands below it", () => {
  expect(isWaveBranch("tidegate/configure")).toBe(false);
  expect(waveBranch("configure", 1, "add").startsWith("tidegate/configure/")).toBe(false);
});
