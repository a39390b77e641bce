/** Releases and a render book for tests: charts and renders are given as texts. */
import { type RepoPath, toRepoPath } from "../../../src/model/brands.ts";
import { type MemoryFile, memorySnapshot } from "../../../src/model/memory-snapshot.ts";
import type { Release, ReleaseChart } from "../../../src/model/release.ts";
import type {
  ChartFiles,
  ChartPullResult,
  HelmRender,
  HelmTemplate,
  RenderBook,
} from "../../../src/model/render.ts";
import type { ReleaseWorld } from "../../../src/sources/helm/release/world.ts";
import { readRendered } from "../../../src/sources/helm/rendered.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";
import { defaultConfig } from "./config-for-tests.ts";

export function pathOf(text: string): RepoPath {
  const path = toRepoPath(text);
  if (path === undefined) throw new Error(`no path: ${text}`);
  return path;
}

export const remote: Extract<ReleaseChart, { kind: "remote" }> = {
  kind: "remote",
  location: { kind: "repository", url: "https://charts.example.com", chart: "grafana", version: "11.4.0" },
  name: "grafana",
  version: "11.4.0",
};

/** Each layer is a file: its name, and its text. */
export function releaseOf(layers: Readonly<Record<string, string>>, changes: Partial<Release> = {}): Release {
  const place = { path: pathOf("apps/release.yaml"), line: 1, column: 1 };
  return {
    id: "HelmRelease shop/web",
    cluster: "prod",
    name: "web",
    namespace: "shop",
    chart: remote,
    layers: Object.entries(layers).map(([name, text]) => {
      const path = pathOf(name);
      const document = readYamlFile(path, text).value.documents[0];
      return {
        name,
        value: document?.value ?? {},
        site: { path, document: 0, base: [], form: "map" },
        place: (keyPath) => document?.place(keyPath),
      };
    }),
    gaps: [],
    owner: {
      kind: "flux",
      title: "HelmRelease shop/web",
      path: place.path,
      document: 0,
      item: undefined,
      place,
      statesNamespace: true,
    },
    chain: [{ kind: "HelmRelease", path: place.path, line: 1 }],
    home: { kind: "beside-owner", listedBy: [] },
    apiVersions: [],
    kubeVersion: undefined,
    changedAfter: [],
    ...changes,
  };
}

export function filesOf(files: Readonly<Record<string, string>>): ChartFiles {
  return new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
}

export function pulled(files: Readonly<Record<string, string>>): ChartPullResult {
  const chart = files["Chart.yaml"] ?? "";
  const version = /^version: (.*)$/m.exec(chart)?.[1] ?? "";
  const name = /^name: (.*)$/m.exec(chart)?.[1] ?? "";
  return { kind: "pulled", files: filesOf(files), name, version, digest: "sha256:0" };
}

/** As helm prints it: template path → text. */
export function rendered(templates: Readonly<Record<string, string>>): HelmRender {
  const output = Object.entries(templates)
    .map(([path, text]) => `---\n# Source: chart/${path}\n${text}`)
    .join("");
  return { kind: "rendered", templates: readRendered(output), warnings: "", helmVersion: "v4.1.0" };
}

/** A book that answers as told and remembers what it was asked. */
export function bookOf(answers: {
  readonly template?: HelmRender | undefined;
  readonly pull?: Readonly<Record<string, ChartPullResult>>;
}) {
  const templates: HelmTemplate[] = [];
  const pulls: string[] = [];
  const book: RenderBook = {
    template: (request) => {
      templates.push(request);
      return answers.template;
    },
    pull: ({ location }) => {
      const name = location.kind === "oci" ? location.url : location.chart;
      pulls.push(name);
      return answers.pull?.[name];
    },
  };
  return { book, templates, pulls };
}

export function worldOf(
  renders: RenderBook | undefined,
  options: {
    readonly files?: Readonly<Record<string, MemoryFile>>;
    readonly charts?: Partial<ReleaseWorld["config"]["charts"]>;
  } = {},
): ReleaseWorld {
  const { charts, target } = defaultConfig();
  return {
    snapshot: memorySnapshot(options.files ?? {}),
    renders,
    config: { charts: { ...charts, pull: "allowed", ...options.charts }, target },
    isIgnored: () => false,
  };
}

export function ingressText(name: string, host: string, service = name): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: ${name}}
spec:
  ingressClassName: nginx
  rules:
    - host: ${host}
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: ${service}, port: {number: 80}}}}]}
`;
}
