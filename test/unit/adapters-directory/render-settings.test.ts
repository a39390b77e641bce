/** What the environment says about charts. */
import { homedir } from "node:os";
import { describe, expect, it } from "vitest";
import { readRenderSettings, userCacheDirectory } from "../../../src/adapters/helm/environment.ts";
import { wordingOf } from "../../../src/diagnostics/diagnostic.ts";

describe("the cache", () => {
  it("stands where TIDEGATE_CACHE says, else where the program likes it", () => {
    const stated = readRenderSettings({ TIDEGATE_CACHE: "/var/cache/tg" }, "/data/charts").value;
    const own = readRenderSettings({ TIDEGATE_CACHE: "" }, "/data/charts").value;

    expect([stated.template.cacheDirectory, stated.pull.cacheDirectory]).toEqual([
      "/var/cache/tg/renders",
      "/var/cache/tg/archives",
    ]);
    expect(own.template.cacheDirectory).toBe("/data/charts/renders");
  });

  it("of a person follows the XDG rules, which ignore a relative path", () => {
    expect(userCacheDirectory({ XDG_CACHE_HOME: "/caches" })).toBe("/caches/tidegate");
    expect(userCacheDirectory({ XDG_CACHE_HOME: "caches" })).toBe(`${homedir()}/.cache/tidegate`);
    expect(userCacheDirectory({})).toBe(`${homedir()}/.cache/tidegate`);
  });
});

describe("credentials", () => {
  const credential = { url: "oci://registry.example/charts", username: "bot", password: "hunter2" };

  it("are a JSON list", () => {
    const environment = { TIDEGATE_CHART_CREDENTIALS: JSON.stringify([credential]) };

    expect(readRenderSettings(environment, "/c")).toMatchObject({
      value: { pull: { credentials: [credential], allowPrivate: false } },
      diagnostics: [],
    });
  });

  it.each([
    ["no JSON", "hunter2"],
    ["another shape", JSON.stringify([{ ...credential, token: "hunter2" }])],
    ["no address", JSON.stringify([{ ...credential, url: "hunter2" }])],
  ])("that are %s are named, never shown", (_what, text) => {
    const { value, diagnostics } = readRenderSettings({ TIDEGATE_CHART_CREDENTIALS: text }, "/c");

    expect(value.pull.credentials).toEqual([]);
    expect(diagnostics.map(({ code }) => code)).toEqual(["app-setting-unusable"]);
    expect(JSON.stringify(diagnostics.map(wordingOf))).not.toContain("hunter2");
  });
});

it("private addresses are reached only where the operator says so", () => {
  expect(readRenderSettings({ TIDEGATE_CHARTS_PRIVATE: "true" }, "/c").value.pull.allowPrivate).toBe(true);
  expect(readRenderSettings({ TIDEGATE_CHARTS_PRIVATE: "1" }, "/c").value.pull.allowPrivate).toBe(false);
});
