import { describe, expect, it } from "vitest";
import { type RepoPath, toRepoPath } from "../../../src/model/brands.ts";
import { memorySnapshot } from "../../../src/model/memory-snapshot.ts";
import { assembleChart, dependencyKey } from "../../../src/sources/helm/chart-files.ts";
import { findCharts } from "../../../src/sources/helm/discover.ts";
import { isDependencyEnabled } from "../../../src/sources/helm/enabled.ts";
import { readIgnoreRules } from "../../../src/sources/helm/ignore-rules.ts";

function at(text: string): RepoPath {
  const path = toRepoPath(text);
  if (path === undefined) throw new Error("no path");
  return path;
}

const chart = (name: string, more = "") => `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n${more}`;

describe("the charts of a repository", () => {
  it("are found with their dependencies; sub-charts belong to their parent", () => {
    const snapshot = memorySnapshot({
      "charts/shop/Chart.yaml": chart(
        "shop",
        "dependencies:\n  - {name: cart, version: 1.x, repository: 'file://../cart', alias: basket, condition: 'basket.enabled,cart.enabled', tags: [web]}\n",
      ),
      "charts/shop/charts/redis/Chart.yaml": chart("redis"),
      "charts/cart/Chart.yaml": chart("cart", "type: library\n"),
      "old/Chart.yaml": "name: old\nversion: 0.1\n",
      "old/requirements.yaml":
        "dependencies: [{name: redis, version: 1.0.0, repository: 'https://x.example'}]\n",
      "broken/Chart.yaml": "name: [\n",
      "nameless/Chart.yaml": "version: 1.0.0\n",
    });

    const { value, diagnostics } = findCharts(snapshot);

    expect(
      value.map(({ directory, description, parent, isVendored }) => [
        directory,
        description.name,
        parent,
        isVendored,
      ]),
    ).toEqual([
      ["charts/cart", "cart", undefined, false],
      ["charts/shop", "shop", undefined, false],
      ["charts/shop/charts/redis", "redis", "charts/shop", true],
      ["old", "old", undefined, false],
    ]);
    expect(value[0]?.description.isLibrary).toBe(true);
    expect(value[1]?.description.dependencies[0]).toMatchObject({
      name: "cart",
      repository: "file://../cart",
      alias: "basket",
      condition: "basket.enabled,cart.enabled",
      tags: ["web"],
      place: { path: "charts/shop/Chart.yaml", line: 5 },
    });
    expect(value[3]?.description).toMatchObject({
      apiVersion: "v1",
      version: "0.1",
      dependencies: [{ name: "redis" }],
    });
    expect(diagnostics.map(({ code, at: place }) => `${code} ${place?.path}`)).toEqual([
      "helm-chart-unreadable broken/Chart.yaml",
      "helm-chart-unreadable nameless/Chart.yaml",
    ]);
  });

  it("leave a dependency on by default, and let its condition win over its tags", () => {
    const dependency = {
      name: "a",
      version: "",
      repository: "",
      alias: undefined,
      condition: "a.on, b.on",
      tags: ["web", "db"],
      place: { path: at("Chart.yaml"), line: 1, column: 1 },
    };

    expect(isDependencyEnabled(dependency, {})).toBe(true);
    expect(isDependencyEnabled(dependency, { b: { on: false } })).toBe(false);
    expect(isDependencyEnabled(dependency, { a: { on: "yes" }, b: { on: false }, tags: { web: true } })).toBe(
      false,
    );
    expect(isDependencyEnabled(dependency, { a: { on: true }, tags: { web: false, db: false } })).toBe(true);
    expect(isDependencyEnabled(dependency, { tags: { web: false } })).toBe(false);
    expect(isDependencyEnabled(dependency, { tags: { web: false, db: true } })).toBe(true);
  });
});

describe("the files a chart is rendered from", () => {
  const remote =
    "dependencies:\n  - {name: redis, version: 1.x, repository: 'https://x.example', condition: redis.enabled}\n";

  it("are its own without the ignored ones, and file:// dependencies in charts/", () => {
    const snapshot = memorySnapshot({
      "shop/Chart.yaml": chart(
        "shop",
        "dependencies: [{name: lib, version: 1.x, repository: 'file://../lib'}]\n",
      ),
      "shop/.helmignore": "# notes\n*.md\n/ci/\n",
      "shop/README.md": "x",
      "shop/ci/test.yaml": "x",
      "shop/templates/a.yaml": "a",
      "shop/charts/lib-0.9.0.tgz": "old",
      "lib/Chart.yaml": chart("lib", "type: library\n"),
      "lib/templates/_h.tpl": "h",
      "other/x.yaml": "x",
    });

    const { value, diagnostics } = assembleChart({ snapshot, directory: at("shop") });

    expect(diagnostics).toEqual([]);
    expect([...(value?.files.keys() ?? [])].sort()).toEqual([
      ".helmignore",
      "Chart.yaml",
      "charts/lib/Chart.yaml",
      "charts/lib/templates/_h.tpl",
      "templates/a.yaml",
    ]);
    expect(value?.missing).toEqual([]);
  });

  it("name what is missing, take what was pulled, and keep what is vendored", () => {
    const files = { "shop/Chart.yaml": chart("shop", remote) };
    const key = dependencyKey({ repository: "https://x.example", name: "redis", version: "1.x" });
    const pulled = new Map([[key, new Map([["Chart.yaml", new TextEncoder().encode(chart("redis"))]])]]);
    const assemble = (more: Record<string, string>, rest = {}) =>
      assembleChart({ snapshot: memorySnapshot({ ...files, ...more }), directory: at("shop"), ...rest })
        .value;

    expect(assemble({})?.missing.map(({ name }) => name)).toEqual(["redis"]);
    expect(assemble({}, { pulled })?.missing).toEqual([]);
    expect([...(assemble({}, { pulled })?.files.keys() ?? [])]).toContain("charts/redis/Chart.yaml");
    expect(assemble({ "shop/charts/redis/Chart.yaml": chart("redis") })?.missing).toEqual([]);
    expect(assemble({ "shop/charts/redis-1.2.3.tgz": "x" })?.missing).toEqual([]);
    expect(assemble({ "shop/charts/redis-cluster-1.2.3.tgz": "x" })?.missing).toHaveLength(1);
  });

  it("may leave a dependency out of the rendered copy", () => {
    const snapshot = memorySnapshot({
      "shop/Chart.yaml": chart("shop", `${remote}  - {name: b, version: 1.x, repository: ''}\n`),
      "shop/Chart.lock": "x",
    });

    const { value } = assembleChart({ snapshot, directory: at("shop"), leaveOut: new Set(["redis"]) });

    const text = new TextDecoder().decode(value?.files.get("Chart.yaml"));
    expect(text).not.toContain("redis");
    expect(text).toContain("name: b");
    expect(value?.files.has("Chart.lock")).toBe(false);
    expect(value?.missing.map(({ name }) => name)).toEqual(["b"]);
  });

  it.each([
    ["a symbolic link", { "shop/templates/x.yaml": { kind: "symlink" as const } }, /symbolic link/],
    [
      "a dependency outside the repository",
      {
        "shop/Chart.yaml": chart(
          "shop",
          "dependencies: [{name: a, version: 1.x, repository: 'file://../../a'}]\n",
        ),
      },
      /outside the repository/,
    ],
    [
      "dependencies in a circle",
      {
        "shop/Chart.yaml": chart(
          "shop",
          "dependencies: [{name: a, version: 1.x, repository: 'file://../shop'}]\n",
        ),
      },
      /nested more than/,
    ],
  ])("are refused for %s", (_, files, words) => {
    const snapshot = memorySnapshot({ "shop/Chart.yaml": chart("shop"), ...files });

    const { diagnostics } = assembleChart({ snapshot, directory: at("shop") });

    expect(diagnostics.map(({ code }) => code)).toEqual(["helm-chart-refused"]);
    expect(JSON.stringify(diagnostics[0]?.params)).toMatch(words);
  });

  it("are those of a chart at the top of the repository too", () => {
    const snapshot = memorySnapshot({ "Chart.yaml": chart("top"), "templates/a.yaml": "a" });

    expect([...(assembleChart({ snapshot, directory: at("") }).value?.files.keys() ?? [])]).toEqual([
      "Chart.yaml",
      "templates/a.yaml",
    ]);
  });
});

describe(".helmignore", () => {
  it.each([
    ["*.md", "README.md", true],
    ["*.md", "docs/a.md", true],
    ["/docs", "docs/a.md", true],
    ["docs/", "docs/a.md", true],
    ["docs/", "docs", false],
    ["ci/*.yaml", "ci/a.yaml", true],
    ["ci/*.yaml", "ci/b/a.yaml", false],
    ["ci/*.yaml", "x/ci/a.yaml", false],
    ["?.txt", "a.txt", true],
    ["[a-c].txt", "b.txt", true],
    ["[^a-c].txt", "b.txt", false],
    ["**/x", "a/x", false],
    ["# x", "# x", false],
    ["", "templates/.hidden", true],
    ["", "templates/a.yaml", false],
    ["*.tmp\n!keep", "a", true],
    ["\\*.md", "a.md", false],
  ])("%j leaves out %s: %s", (rules, path, expected) => {
    expect(readIgnoreRules(rules)(path)).toBe(expected);
  });

  it("answers hostile patterns quickly", () => {
    const start = performance.now();
    const ignored = readIgnoreRules(`${"*a".repeat(200)}b\n`)(`${"a".repeat(900)}`);

    expect(ignored).toBe(false);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
