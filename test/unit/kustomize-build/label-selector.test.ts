import { describe, expect, test } from "vitest";
import { Problem } from "../../../src/sources/kustomize/build/failure.ts";
import { readLabelSelector } from "../../../src/sources/kustomize/build/label-selector.ts";

const labels = new Map([
  ["app", "web"],
  ["tier", "edge"],
  ["example.com/size", "10"],
  ["empty", ""],
]);

describe("a label selector", () => {
  test.each([
    ["", true],
    ["app", true],
    ["!app", false],
    ["!legacy", true],
    ["app=web", true],
    ["app == web , tier!=core", true],
    ["app=api", false],
    ["legacy!=x", true],
    ["app in (api, web)", true],
    ["app in (api)", false],
    ["legacy in (x)", false],
    ["app notin (api)", true],
    ["app notin (web)", false],
    ["legacy notin (x)", true],
    ["example.com/size>9", true],
    ["example.com/size < 10", false],
    ["app > 1", false],
    ["empty=", true],
    ["empty in ()", true],
  ])("%s gives %s", (selector, expected) => {
    expect(readLabelSelector(selector)(labels)).toBe(expected);
  });

  test.each([
    "a in b",
    "a=b c",
    ",a",
    "a,",
    "a in (b",
    "=a",
    "a in (b) c",
    "-a",
    "a=-b",
    "a/b/c",
    "a>x",
    "a,,b",
  ])("%s is none", (selector) => {
    expect(() => readLabelSelector(selector)).toThrow(Problem);
  });
});
