import { describe, expect, it } from "vitest";
import { chartFacts } from "../../../src/sources/helm/release/chart-facts.ts";
import {
  readRelease,
  renderRelease,
  templateRequest,
} from "../../../src/sources/helm/release/render-release.ts";
import { bookOf, ingressText, pathOf, pulled, releaseOf, rendered, worldOf } from "./releases-for-tests.ts";

const own = { kind: "own", directory: pathOf("charts/web") } as const;
const chartYaml = "apiVersion: v2\nname: web\nversion: 1.0.0\n";
const gated =
  "{{- if .Values.ingress.enabled }}\nkind: Ingress\nhost: {{ .Values.ingress.host }}\n{{- end }}\n";

function dependencies(...lines: readonly string[]): string {
  return `${chartYaml}dependencies:\n${lines.map((line) => `  - {${line}}\n`).join("")}`;
}

function keysOf(files: ReadonlyMap<string, Uint8Array> | undefined): readonly string[] {
  return [...(files?.keys() ?? [])].sort();
}

describe("a chart of the repository", () => {
  it.each([
    ["is not rendered while its switch is off", gated, "ingress: {enabled: false}\n", 0],
    ["is rendered when its switch is on", gated, "ingress: {enabled: true, host: a.example.com}\n", 1],
    ["is rendered when nothing gates its Ingress", "kind: Ingress\n", "{}\n", 1],
    ["is rendered when a library makes its Ingress", '{{ include "common.ingress" . }}\n', "{}\n", 1],
    ["is not rendered for labels of a library", 'x: {{ include "common.labels" . }}\n', "{}\n", 0],
    ["is not rendered for a comment", "# kind: Ingress\n", "{}\n", 0],
    ["is rendered for its route", "kind: HTTPRoute\n", "{}\n", 1],
  ])("%s", (_, template, values, times) => {
    const files = {
      "charts/web/Chart.yaml": chartYaml,
      "charts/web/values.yaml": values,
      "charts/web/templates/a.yaml": template,
    };
    const { book, templates } = bookOf({ template: rendered({}) });

    readRelease(releaseOf({}, { chart: own }), worldOf(book, { files }));

    expect(templates).toHaveLength(times);
  });

  it("gives an Ingress that no block explains the place of its template", () => {
    const files = { "charts/web/Chart.yaml": chartYaml, "charts/web/templates/i.yaml": "kind: Ingress\n" };
    const { book } = bookOf({
      template: rendered({ "templates/i.yaml": ingressText("fixed", "f.example.com") }),
    });

    const { value } = renderRelease(releaseOf({}, { chart: own }), worldOf(book, { files }));

    expect(value[0]?.origin.block).toBeUndefined();
    expect(value[0]?.site).toMatchObject({ path: "charts/web/templates/i.yaml", place: { line: 1 } });
  });

  it("stands in the chart's own values where no layer has the block", () => {
    const files = {
      "charts/web/Chart.yaml": chartYaml,
      "charts/web/values.yaml": "a: 1\ningress: {enabled: true, host: a.example.com}\n",
      "charts/web/templates/i.yaml": gated,
    };
    const { book } = bookOf({
      template: rendered({ "templates/i.yaml": ingressText("web", "a.example.com") }),
    });

    const { value } = renderRelease(releaseOf({}, { chart: own }), worldOf(book, { files }));

    expect(value[0]?.origin.block).toBeUndefined();
    expect(value[0]?.site).toMatchObject({ path: "charts/web/values.yaml", place: { line: 2 } });
  });

  it("tells where its template fails", () => {
    const files = {
      "charts/web/Chart.yaml": chartYaml,
      "charts/web/values.yaml": "ingress: {enabled: true, host: a.example.com}\n",
    };
    const failure = {
      code: "template",
      message: "no .Values.x",
      at: { template: "templates/i.yaml", line: 3 },
    } as const;
    const { book } = bookOf({ template: { kind: "failed", failure } });

    const { diagnostics } = renderRelease(releaseOf({}, { chart: own }), worldOf(book, { files }));

    expect(diagnostics.find(({ code }) => code === "helm-render-failed")?.at).toEqual({
      path: "charts/web/templates/i.yaml",
      line: 3,
      column: 1,
    });
  });

  it("that is not there is no reason to fail", () => {
    const { value } = chartFacts(releaseOf({}, { chart: own }), worldOf(undefined));

    expect(value).toMatchObject({ identity: undefined, unrenderable: "`charts/web` has no Chart.yaml" });
  });
});

describe("dependencies", () => {
  const library = 'name: tools, version: 1.0.0, repository: "file://../tools"';
  const database =
    'name: postgresql, version: 16.0.0, repository: "https://charts.example.com", condition: postgresql.enabled';
  const store = 'name: grafana, alias: charts, version: 11.4.0, repository: "https://charts.example.com"';

  it("inside the repository are laid in", () => {
    const files = {
      "charts/web/Chart.yaml": dependencies(library),
      "charts/tools/Chart.yaml": "apiVersion: v2\nname: tools\nversion: 1.0.0\ntype: library\n",
      "charts/tools/templates/_x.tpl": "",
    };

    const { value } = chartFacts(releaseOf({}, { chart: own }), worldOf(undefined, { files }));

    expect(value.unrenderable).toBeUndefined();
    expect(keysOf(value.files)).toEqual([
      "Chart.yaml",
      "charts/tools/Chart.yaml",
      "charts/tools/templates/_x.tpl",
    ]);
    expect(value.identity?.subcharts?.get("tools")).toMatchObject({ name: "tools", version: "1.0.0" });
  });

  it("that are switched off are neither fetched nor rendered", () => {
    const files = {
      "charts/web/Chart.yaml": dependencies(database),
      "charts/web/values.yaml": "postgresql: {enabled: false}\n",
    };
    const { book, pulls } = bookOf({});
    const world = worldOf(book, { files });
    const release = releaseOf({}, { chart: own });

    const { value } = chartFacts(release, world);

    expect(pulls).toEqual([]);
    expect(value.unrenderable).toBeUndefined();
    expect(
      new TextDecoder().decode(templateRequest(release, value, world)?.chart.get("Chart.yaml")),
    ).not.toContain("postgresql");
  });

  it("of a repository are fetched, and their defaults lie below the chart's own values", () => {
    const files = {
      "charts/web/Chart.yaml": dependencies(store),
      "charts/web/values.yaml": "charts: {ingress: {enabled: true, hosts: [g.example.com]}}\n",
    };
    const chart = {
      "Chart.yaml": "apiVersion: v2\nname: grafana\nversion: 11.4.0\n",
      "values.yaml": "ingress: {path: /x}\n",
    };
    const { book } = bookOf({
      pull: { grafana: pulled(chart) },
      template: rendered({
        "charts/charts/templates/ingress.yaml": ingressText("web-charts", "g.example.com"),
      }),
    });
    const release = releaseOf({ "a.yaml": "charts: {ingress: {tls: []}}\n" }, { chart: own });
    const world = worldOf(book, { files });

    const facts = chartFacts(release, world).value;
    const { value } = renderRelease(release, world);

    expect(facts.values.value).toEqual({
      charts: { ingress: { enabled: true, hosts: ["g.example.com"], path: "/x", tls: [] } },
    });
    expect(facts.identity?.subcharts?.get("charts")).toMatchObject({ name: "grafana", version: "11.4.0" });
    expect(value[0]?.origin.block).toEqual({ layer: 0, keyPath: ["charts", "ingress"] });
  });

  it("that nobody can fetch are left out when they have no route, and are the reason when they have one", () => {
    const files = {
      "charts/web/Chart.yaml": dependencies(database, store),
      "charts/web/values.yaml": "charts: {ingress: {enabled: true, hosts: [g.example.com]}}\n",
    };
    const release = releaseOf({}, { chart: own });
    const never = { files, charts: { pull: "never" } } as const;

    const both = chartFacts(release, worldOf(undefined, never)).value;
    const one = chartFacts(
      release,
      worldOf(undefined, { ...never, files: { ...files, "charts/web/Chart.yaml": dependencies(database) } }),
    ).value;

    expect(both.unrenderable).toMatch(/^its dependency `grafana` is not at hand: .*charts\.pull/);
    expect(one.unrenderable).toBeUndefined();
  });
});
