import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { wordingOf } from "../../../src/diagnostics/diagnostic.ts";
import { toRepoPath } from "../../../src/model/brands.ts";
import type { Json } from "../../../src/model/kube.ts";
import type { IngressBlock } from "../../../src/sources/helm/blocks/block.ts";
import { readIngressBlocks } from "../../../src/sources/helm/blocks/find.ts";
import type { ChartContext } from "../../../src/sources/helm/charts/entry.ts";
import { helmCreate } from "../../../src/sources/helm/charts/helm-create.ts";
import { chartEntries, type FoundSite, findSite } from "../../../src/sources/helm/charts/registry.ts";
import { planRoute } from "../../../src/sources/helm/edit/add-route.ts";
import { fileLayer, layerValues, valueAt } from "../../../src/sources/helm/layers.ts";
import { readUnrendered } from "../../../src/sources/helm/unrendered.ts";
import { parseConstraint, parseVersion } from "../../../src/sources/helm/version.ts";
import { isMapping } from "../../../src/sources/objects/parse.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";
import { applyEdits } from "../../../src/yaml/splice.ts";

const root = join(dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url))))), "fixtures", "charts");
const names = readdirSync(root).sort();
const path = toRepoPath("values.yaml") ?? fail();

function fail(): never {
  throw new Error("no path");
}

const Case = z.object({
  chart: z.string(),
  version: z.string(),
  release: z.string(),
  namespace: z.string(),
  repository: z.string().optional(),
});

/** Charts that must be known, each by the directory of its fixture. */
const wanted = [
  "alertmanager",
  "app-template",
  "argo-cd",
  "argo-rollouts",
  "argo-workflows",
  "authentik",
  "bitnami",
  "cilium",
  "emqx",
  "flux-operator",
  "gitlab",
  "grafana",
  "harbor",
  "helm-create",
  "jellyfin",
  "jenkins",
  "jupyterhub",
  "kube-prometheus-stack",
  "loki",
  "minio",
  "mlflow",
  "nextcloud",
  "oauth2-proxy",
  "open-webui",
  "openbao",
  "opencost",
  "podinfo",
  "prometheus",
  "prometheus-blackbox-exporter",
  "prometheus-pushgateway",
  "rook-ceph-cluster",
  "schema-registry",
  "thanos",
  "vaultwarden",
  "victoria",
  "weave-gitops",
];

describe("the catalogue of charts", () => {
  it("has an entry and a fixture for every chart it must know", () => {
    expect(chartEntries.map(({ name }) => name).sort()).toEqual(wanted);
    expect(wanted.filter((name) => !names.includes(name))).toEqual([]);
  });

  it("names every chart once, except those told apart by their publisher", () => {
    const charts = chartEntries
      .filter(({ publisher }) => publisher === undefined)
      .flatMap((entry) => entry.charts);

    expect(charts.length).toBeGreaterThan(25);
    expect(new Set(charts).size).toBe(charts.length);
  });

  it("states versions that can be compared", () => {
    const stated = chartEntries.flatMap(({ sites }) =>
      sites.flatMap(({ route }) => (route.kind === "values" ? [route.since, route.timeoutsSince] : [])),
    );
    const ranges = chartEntries.flatMap(({ sites }) => sites.flatMap(({ versions }) => versions ?? []));

    expect(stated.filter((text) => text !== undefined).length).toBeGreaterThan(12);
    expect(stated.filter((text) => text !== undefined && parseVersion(text) === undefined)).toEqual([]);
    expect(ranges.length).toBeGreaterThan(1);
    expect(ranges.filter((text) => parseConstraint(text) === undefined)).toEqual([]);
  });

  it.each(names)("reads %s as its fixture says", (name) => {
    const directory = join(root, name);
    const stated = Case.parse(JSON.parse(readFileSync(join(directory, "case.json"), "utf8")));
    const text = readFileSync(join(directory, "values.yaml"), "utf8");
    const expected = join(directory, "expected.json");

    const found = `${JSON.stringify(conclusions(stated, text, defaultsIn(directory)), undefined, 2)}\n`;

    if (process.env.UPDATE_FIXTURES === "1") writeFileSync(expected, found);
    expect(existsSync(expected)).toBe(true);
    expect(found).toBe(readFileSync(expected, "utf8"));
  });
});

/** What the chart's own values.yaml says, where the fixture has the chart. */
function defaultsIn(directory: string): Json {
  const file = join(directory, "chart", "values.yaml");
  const text = existsSync(file) ? readFileSync(file, "utf8") : "{}";
  return readYamlFile(path, text).value.documents[0]?.value ?? {};
}

function conclusions(stated: z.infer<typeof Case>, text: string, defaults: Json): readonly Json[] {
  const file = readYamlFile(path, text).value;
  const values = layerValues([fileLayer("values.yaml", file, 0, [])]);
  const blocks = readIngressBlocks(values.value);
  expect(blocks.length).toBeGreaterThan(0);
  return blocks.map((block): Json => {
    const site = siteFor(stated, block);
    const own = { name: "chart", value: valueAt(defaults, site?.scope ?? []) ?? {}, place: () => undefined };
    const scoped = layerValues([own, fileLayer("values.yaml", file, 0, site?.scope ?? [])]);
    const context = {
      release: stated.release,
      namespace: stated.namespace,
      chart: site?.chart ?? stated.chart,
      version: site === undefined ? stated.version : site.version,
      values: scoped.value,
    };
    const read = readUnrendered({ block, site, context, place: undefined });
    return {
      block: block.keyPath.join("."),
      entry: site?.entry.name ?? null,
      form: block.form,
      ingress:
        read.value === undefined
          ? null
          : { name: read.value.metadata.name ?? "", spec: specOf(read.value.spec) },
      problems: read.diagnostics.map((diagnostic) => `${diagnostic.code}: ${wordingOf(diagnostic).message}`),
      route: read.value === undefined ? null : routeFor(text, block, site, context, specOf(read.value.spec)),
    };
  });
}

/** An unknown chart of the repository's own is taken for what its templates show: here, the scaffold. */
function siteFor(stated: z.infer<typeof Case>, block: IngressBlock): FoundSite | undefined {
  const found = findSite(
    { name: stated.chart, version: stated.version, repository: stated.repository },
    block.keyPath,
  );
  const [site] = helmCreate.sites;
  if (found !== undefined || stated.chart !== "storefront" || site === undefined) return found;
  return { entry: helmCreate, site, scope: [], chart: stated.chart, version: stated.version, wild: [] };
}

/** Where a route for everything would go, with the timeouts that every forwarding rule states, and without them. */
function routeFor(
  text: string,
  block: IngressBlock,
  site: FoundSite | undefined,
  context: ChartContext,
  spec: { readonly [key: string]: Json },
): Json {
  const decide = (mayOmitTimeouts: boolean): string => {
    const file = readYamlFile(path, text).value;
    const [rule] = Array.isArray(spec.rules) ? spec.rules.filter(isMapping) : [];
    const backend = backendIn(rule);
    const host = typeof rule?.host === "string" ? rule.host : "";
    const { value, diagnostics } = planRoute({
      values: { file, document: 0, base: [], generatedMark: undefined, vendoredIn: undefined },
      block,
      site,
      context,
      files: undefined,
      routes: [
        {
          name: backend.service,
          labels: {},
          annotations: {},
          parentRefs: [{ namespace: "gateway-system", name: "public", sectionName: "https" }],
          hostnames: [host],
          rules: [
            {
              matches: [{ path: { type: "PathPrefix", value: "/" } }],
              backendRefs: [
                { group: "", kind: "Service", name: backend.service, port: backend.port, weight: 1 },
              ],
              timeouts: { request: "0s" },
            },
          ],
        },
      ],
      backend,
      mayOmitTimeouts,
    });
    if (value?.kind === "companion") return `beside: ${value.beside[0]?.why ?? ""}`;
    if (value === undefined) return diagnostics.map(({ code }) => code).join();
    const added = newKey(
      readYamlFile(path, applyEdits(text, value.edits)).value.documents[0]?.value ?? {},
      file.documents[0]?.value ?? {},
    );
    return `values: ${added.join(".")}`;
  };
  const [strict, lenient] = [decide(false), decide(true)];
  return strict === lenient ? strict : { strict, withoutTimeouts: lenient };
}

function specOf(spec: unknown): { readonly [key: string]: Json } {
  return isMapping(spec) ? spec : {};
}

function backendIn(rule: { readonly [key: string]: Json } | undefined): {
  readonly service: string;
  readonly port: number;
} {
  const http = isMapping(rule?.http) ? rule.http : {};
  const [first] = Array.isArray(http.paths) ? http.paths.filter(isMapping) : [];
  const backend = isMapping(first?.backend) ? first.backend : {};
  const service = isMapping(backend.service) ? backend.service : {};
  const port = isMapping(service.port) ? service.port.number : undefined;
  return {
    service: typeof service.name === "string" ? service.name : "",
    port: typeof port === "number" ? port : 80,
  };
}

/** Path of the one key that is new. */
function newKey(after: Json, before: Json): readonly string[] {
  if (!isMapping(after) || !isMapping(before)) return [];
  for (const [key, value] of Object.entries(after)) {
    if (!(key in before)) return [key, ...onlyKeys(value)];
    const below = newKey(value, before[key] ?? null);
    if (below.length > 0) return [key, ...below];
  }
  return [];
}

function onlyKeys(value: Json): readonly string[] {
  if (!isMapping(value)) return [];
  const [key, ...others] = Object.keys(value);
  return key === undefined || others.length > 0 ? [] : [key, ...onlyKeys(value[key] ?? null)];
}
