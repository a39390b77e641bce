import { expect, test } from "vitest";
import { mergeConfigs } from "../../../src/config/merge.ts";
import { readConfigText } from "../../../src/config/read.ts";
import type { RepoPath } from "../../../src/model/brands.ts";

const read = (path: string, text: string) => readConfigText(path as RepoPath, text).value;

function merged(organisation: string, repository: string) {
  return mergeConfigs(read("org.yml", organisation), read("repo.yml", repository));
}

test.each([
  ["ingressClasses: [a, b]", "ingressClasses: [c]", { ingressClasses: ["c"] }],
  [
    "waves: {maxPerWave: 5, pin: {a/b: 1}}",
    "waves: {pin: {c/d: 2}}",
    { waves: { maxPerWave: 5, pin: { "a/b": 1, "c/d": 2 } } },
  ],
  ["defaultClass: nginx", "defaultClass: null", { defaultClass: null }],
  [
    'target: {name: cilium, version: "1.18"}',
    "target: cilium",
    { target: { name: "cilium", version: "1.18" } },
  ],
  [
    'target: {name: cilium, version: "1.18"}',
    "target: {name: cilium, channel: experimental}",
    { target: { name: "cilium", version: "1.18", channel: "experimental" } },
  ],
  ['target: {name: cilium, version: "1.18"}', "target: envoy-gateway", { target: "envoy-gateway" }],
  [
    'target: {name: cilium, version: "1.18"}',
    "target: {name: envoy-gateway}",
    { target: { name: "envoy-gateway" } },
  ],
  [
    "target: cilium",
    'target: {name: cilium, version: "1.18"}',
    { target: { name: "cilium", version: "1.18" } },
  ],
  [
    "gateway: {name: a, namespace: n, sections: {http: web}}",
    "gateway: {name: b, namespace: n}",
    { gateway: { name: "b", namespace: "n", sections: { http: "web" } } },
  ],
])("%s under %s", (organisation, repository, settings) => {
  expect(merged(organisation, repository)?.settings).toEqual(settings);
});

test("a key stands where it was stated last", () => {
  const file = merged("place: beside\nignore: [a]\n", "\nplace: same-file\n");

  expect(file?.placeOf(["place"])).toEqual({ path: "repo.yml", line: 2, column: 1 });
  expect(file?.placeOf(["ignore"])).toEqual({ path: "org.yml", line: 2, column: 1 });
  expect(file?.placeOf(["target"])).toBeUndefined();
});

test("one side alone stays as it is", () => {
  const only = read("a.yml", "place: beside");

  expect(mergeConfigs(only, undefined)).toBe(only);
  expect(mergeConfigs(undefined, only)).toBe(only);
  expect(mergeConfigs(undefined, undefined)).toBeUndefined();
});
