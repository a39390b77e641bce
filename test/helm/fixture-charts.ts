/** The charts of fixtures/charts as data, and a real helm to render them with. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { createRenderTools } from "../../src/adapters/helm/tools.ts";
import type { KubeObject } from "../../src/model/kube.ts";
import { memorySnapshot } from "../../src/model/memory-snapshot.ts";
import type { ChartFiles, HelmRender, HelmTemplate } from "../../src/model/render.ts";
import type { RepoSnapshot } from "../../src/model/snapshot.ts";
import type { RenderTools } from "../../src/ports/helm.ts";
import { objectsOfRender } from "../../src/sources/helm/rendered.ts";

export const fixtureCharts = join(
  dirname(dirname(dirname(fileURLToPath(import.meta.url)))),
  "fixtures",
  "charts",
);

export const routeApis = ["gateway.networking.k8s.io/v1/HTTPRoute", "gateway.networking.k8s.io/v1"];

/** All fixture charts as one repository: "grafana/chart/Chart.yaml". */
export function chartsSnapshot(): RepoSnapshot {
  return memorySnapshot(Object.fromEntries(filesBelow(fixtureCharts)));
}

export function chartFiles(name: string): ChartFiles {
  return new Map(filesBelow(join(fixtureCharts, name, "chart")));
}

export function chartOf(files: Readonly<Record<string, string>>): ChartFiles {
  const basics = { "Chart.yaml": "apiVersion: v2\nname: probe\nversion: 0.1.0\n", "values.yaml": "{}\n" };
  return new Map(
    Object.entries({ ...basics, ...files }).map(([path, text]) => [path, new TextEncoder().encode(text)]),
  );
}

export function realTools(
  settings: Partial<Parameters<typeof createRenderTools>[0]["template"]> = {},
): RenderTools {
  const environment = { PATH: process.env.PATH, TIDEGATE_HELM: process.env.TIDEGATE_HELM };
  return createRenderTools({ template: { environment, ...settings }, pull: {} });
}

export function requestFor(
  chart: ChartFiles,
  values: readonly string[],
  more: Partial<HelmTemplate> = {},
): HelmTemplate {
  return {
    chart,
    values,
    release: "web",
    namespace: "shop",
    apiVersions: routeApis,
    kubeVersion: undefined,
    includeCrds: false,
    ...more,
  };
}

export function objectsIn(render: HelmRender): readonly KubeObject[] {
  if (render.kind === "failed") throw new Error(JSON.stringify(render.failure));
  return objectsOfRender(render.templates).map(({ object }) => object);
}

export function textsOfKind(render: HelmRender, kind: string): readonly string[] {
  if (render.kind === "failed") throw new Error(JSON.stringify(render.failure));
  return render.templates.flatMap(({ documents }) =>
    documents.filter(({ object }) => object?.kind === kind).map(({ text }) => text),
  );
}

function filesBelow(folder: string): readonly (readonly [string, Uint8Array])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => [
      path
        .slice(folder.length + 1)
        .split("\\")
        .join(posix.sep),
      Uint8Array.from(readFileSync(path)),
    ]);
}
