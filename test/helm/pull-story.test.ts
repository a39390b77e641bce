/** The built command line on a repository whose charts are in a chart repository and in a registry, both on this machine. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ChartServer, serveCharts, serverUser } from "./chart-server.ts";
import { chartFiles } from "./fixture-charts.ts";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "tidegate-pull-story-"));
let server: ChartServer;

beforeAll(async () => {
  server = await serveCharts(
    [
      { name: "grafana", version: "11.4.0", files: chartFiles("grafana") },
      { name: "storefront", version: "1.2.0", files: chartFiles("helm-create") },
    ],
    scratch,
  );
});

beforeEach(() => {
  server.guard(undefined);
  server.forget();
});

afterAll(async () => {
  await server.close();
  rmSync(scratch, { recursive: true, force: true });
});

const release = (name: string, chart: string, values: string) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ${name}, namespace: shop}
spec:
${chart}
  values:
${values}`;
const ingress = (host: string) => `    ingress:
      enabled: true
      ${host.startsWith("graphs") ? "ingressClassName" : "className"}: nginx
      hosts:
${host.startsWith("graphs") ? `        - ${host}` : `        - host: ${host}\n          paths: [{path: /, pathType: Prefix}]`}
`;
const fromRepository = (chart: string, version: string) =>
  `  chart: {spec: {chart: ${chart}, version: ${version}, sourceRef: {kind: HelmRepository, name: charts}}}`;

/** A fresh repository: one chart from the chart repository, one from the registry, one that asks for no Ingress. */
function repository(options: { readonly pull: string; readonly at?: string }): string {
  const { url, host } = options.at === undefined ? server : { url: `http://${options.at}`, host: options.at };
  const directory = mkdtempSync(join(scratch, "repo-"));
  const files = {
    ".github/tidegate.yml": `version: 1
target: {name: envoy-gateway, version: "1.8", gatewayApi: "1.5"}
gateway: {name: public, namespace: gateway-system}
charts: {pull: ${options.pull}}
`,
    "sources.yaml": `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: charts, namespace: shop}
spec: {url: "${url}/charts"}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: storefront, namespace: shop}
spec: {url: "oci://${host}/charts/storefront", ref: {tag: 1.2.0}}
`,
    "grafana.yaml": release("graphs", fromRepository("grafana", "11.4.0"), ingress("graphs.example.com")),
    "store.yaml": release(
      "store",
      "  chartRef: {kind: OCIRepository, name: storefront}",
      ingress("store.example.com"),
    ),
    "quiet.yaml": release("quiet", fromRepository("podinfo", "6.9.4"), "    replicas: 2\n"),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return directory;
}

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Beside the servers, which answer in this process. */
function tidegate(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const { PATH, TIDEGATE_HELM } = process.env;
  const env = {
    ...(PATH === undefined ? {} : { PATH }),
    ...(TIDEGATE_HELM === undefined ? {} : { TIDEGATE_HELM }),
    HOME: scratch,
    TIDEGATE_CHARTS_PRIVATE: "true",
    TIDEGATE_CACHE: mkdtempSync(join(scratch, "cache-")),
    ...environment,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { env, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({
        code: typeof error?.code === "number" ? error.code : error === null ? 0 : -1,
        stdout,
        stderr,
      });
    });
  });
}

interface Scan {
  readonly clusters: readonly {
    readonly ingresses: readonly {
      readonly key: string;
      readonly rendered?: boolean;
      readonly hosts: readonly string[];
    }[];
  }[];
}

async function scan(directory: string, environment: Readonly<Record<string, string>> = {}) {
  const { code, stdout, stderr } = await tidegate(["scan", directory, "--json"], environment);
  const ingresses = (JSON.parse(stdout) as Scan).clusters.flatMap((cluster) => cluster.ingresses);
  return { code, stderr, stdout, ingresses: ingresses.map(({ key, hosts }) => `${key} ${hosts.join(",")}`) };
}

const everything = [
  "/charts/grafana-11.4.0.tgz",
  "/charts/index.yaml",
  "/v2/charts/storefront/blobs/…",
  "/v2/charts/storefront/manifests/1.2.0",
];
const asked = () => [...new Set(server.asked().map((path) => path.replace(/sha256:[0-9a-f]+$/, "…")))].sort();

describe("charts that are allowed to be fetched", () => {
  it("are fetched once by a machine, and only those that may have an Ingress", async () => {
    const directory = repository({ pull: "allowed" });
    const cache = { TIDEGATE_CACHE: join(scratch, "shared-cache") };

    const first = await scan(directory, cache);
    const wanted = asked();
    server.forget();
    const second = await scan(directory, cache);

    expect(first.ingresses).toEqual([
      "shop/graphs-grafana graphs.example.com",
      "shop/store-storefront store.example.com",
    ]);
    expect(first.stdout).not.toContain("helm-unrendered");
    expect(first.code).toBe(0);
    expect(wanted).toEqual(everything);
    expect(second.ingresses).toEqual(first.ingresses);
    expect(asked()).toEqual([]);
  });

  it("give routes out of the chart: in its values where it has them, beside the release where not", async () => {
    const { code, stdout, stderr } = await tidegate([
      "migrate",
      repository({ pull: "allowed" }),
      "--wave",
      "1",
    ]);

    expect(stderr).not.toMatch(/unrendered|not rendered/);
    expect(stdout).toContain("+++ b/grafana.yaml");
    expect(stdout).toMatch(/^\+ {4}route:$/m);
    expect(stdout).toMatch(/^\+ {10}name: store-storefront\n\+ {10}port: 8080$/m);
    expect(code).toBe(0);
  });

  it("are had from private servers with credentials of the environment, which nothing prints", async () => {
    server.guard("s3cret-of-the-test");
    const directory = repository({ pull: "allowed" });
    const login = { username: serverUser, password: "s3cret-of-the-test" };
    const TIDEGATE_CHART_CREDENTIALS = JSON.stringify([
      { url: `${server.url}/charts`, ...login },
      { url: `oci://${server.host}/charts`, ...login },
    ]);

    const outside = await scan(directory);
    const inside = await scan(directory, { TIDEGATE_CHART_CREDENTIALS });

    expect(inside.ingresses).toEqual([
      "shop/graphs-grafana graphs.example.com",
      "shop/store-storefront store.example.com",
    ]);
    expect(inside.stdout).not.toContain("helm-unrendered");
    expect(outside.stdout).toContain("helm-unrendered");
    expect(outside.stdout).toContain("unauthorized");
    for (const { stdout, stderr } of [outside, inside]) expect(stdout + stderr).not.toContain("s3cret");
  });
});

describe("charts that are not to be had", () => {
  it("are read from their values, with the reason, when the server is down", async () => {
    const { code, stdout, ingresses } = await scan(repository({ pull: "allowed", at: "127.0.0.1:9" }));

    expect(ingresses).toContain("shop/graphs-grafana graphs.example.com");
    expect(stdout).toContain("helm-unrendered");
    expect(stdout).toMatch(/"cause": "unreachable"|unreachable/);
    // the Service behind a chart nobody knows is a blocker
    expect(code).toBe(1);
  });

  it("are asked of nobody when the configuration does not allow it", async () => {
    const { stdout } = await scan(repository({ pull: "never" }));

    expect(server.asked()).toEqual([]);
    expect(stdout).toContain("charts.pull: allowed");
  });
});
