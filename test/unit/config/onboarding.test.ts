import { Ajv } from "ajv";
import fc from "fast-check";
import { load } from "js-yaml";
import { expect, test } from "vitest";
import { configJsonSchema } from "../../../src/config/json-schema.ts";
import { type OnboardingChoices, printOnboardingConfig } from "../../../src/config/onboarding.ts";
import { readConfigText } from "../../../src/config/read.ts";
import { resolveConfig } from "../../../src/config/resolve.ts";
import type { RepoPath } from "../../../src/model/brands.ts";
import type { TargetChoice } from "../../../src/model/config.ts";

const path = ".github/tidegate.yml" as RepoPath;
const target: TargetChoice = {
  name: "cilium",
  version: "1.18",
  gatewayApi: { major: 1, minor: 3 },
  channel: "standard",
};

const choices: OnboardingChoices = {
  classes: ["nginx", "nginx-internal"],
  gateway: { name: "edge", namespace: "infra", sections: { http: "web", https: "websecure" } },
  target,
  clusters: [{ name: "prod", paths: ["clusters/prod", ""] }],
  pins: { "monitoring/grafana": 1, "argocd/argocd-server": 3 },
};

test("what is printed reads back as what was chosen", () => {
  const read = readConfigText(path, printOnboardingConfig(choices));
  const resolved = resolveConfig(read.value, { gateways: [] });

  expect(read.diagnostics).toEqual([]);
  expect(resolved.diagnostics).toEqual([]);
  expect(resolved.value.assumptions).toEqual([]);
  expect(resolved.value.config).toMatchObject({
    ingressClasses: choices.classes,
    defaultClass: "nginx",
    target,
    gateway: choices.gateway,
    waves: { maxPerWave: 20, pin: choices.pins, hold: [] },
    parity: { soak: 172_800_000 },
  });
  expect(resolved.value.config.clusters?.map(({ name, paths }) => ({ name, paths }))).toEqual([
    { name: "prod", paths: ["clusters/prod", "."] },
  ]);
});

test("an unknown Gateway becomes a commented placeholder", () => {
  const text = printOnboardingConfig({
    classes: [],
    gateway: undefined,
    target,
    pins: {},
    schemaUrl: "https://x.example/s.json",
  });

  expect(readConfigText(path, text).diagnostics).toEqual([]);
  expect(text).toContain("# gateway: {name: my-gateway, namespace: my-namespace");
  expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=https://x.example/s.json");
});

test("names from a repository cannot break out of the file", () => {
  const word = fc.oneof(
    fc.string({ minLength: 1, maxLength: 20 }),
    fc.constantFrom("null", "1.5", "a: b", "x\ny: z", "#", "off"),
  );
  fc.assert(
    fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 4 }), (classes) => {
      const read = readConfigText(path, printOnboardingConfig({ ...choices, classes }));

      expect(read.diagnostics).toEqual([]);
      expect(read.value?.settings.ingressClasses).toEqual(classes);
      expect(read.value?.settings.gateway).toEqual(choices.gateway);
    }),
  );
});

test("the JSON schema takes what is printed and refuses what the reader refuses", () => {
  const validate = new Ajv({ strict: false }).compile(JSON.parse(JSON.stringify(configJsonSchema())));

  expect(validate(load(printOnboardingConfig(choices)))).toBe(true);
  for (const wrong of [
    { targt: "cilium" },
    { target: "contour" },
    { waves: { maxPerWave: "2" } },
    { gateway: { name: "a" } },
  ]) {
    expect(validate(wrong)).toBe(false);
  }
});
