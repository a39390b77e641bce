import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { HelmRender } from "../../src/model/render.ts";
import { chartFiles, chartOf, objectsIn, realTools, requestFor } from "./fixture-charts.ts";

const tools = realTools();
const scratch = mkdtempSync(join(tmpdir(), "tidegate-test-helm-"));

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const configMap = (data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: probe}\ndata:\n${data}`;

function failureOf(render: HelmRender) {
  if (render.kind !== "failed") throw new Error("it rendered");
  return render.failure;
}

describe("rendering with the real helm", () => {
  it("gives the objects of each template file, values in order", async () => {
    const values = ["ingress: {enabled: true, className: nginx}\n", "ingress: {className: internal}\n"];

    const render = await tools.template(requestFor(chartFiles("helm-create"), values));

    expect(render).toMatchObject({ kind: "rendered", warnings: "" });
    expect(render.kind === "rendered" ? render.helmVersion : "").toMatch(/^v[34]\./);
    expect(render.kind === "rendered" ? render.templates.map(({ template }) => template) : []).toEqual([
      "templates/service.yaml",
      "templates/ingress.yaml",
    ]);
    expect(objectsIn(render).find(({ kind }) => kind === "Ingress")).toMatchObject({
      metadata: { name: "web-storefront" },
      spec: { ingressClassName: "internal", rules: [{ host: "storefront.local" }] },
    });
  });

  it("hands on release, namespace, API versions and Kubernetes version", async () => {
    const chart = chartOf({
      "templates/probe.yaml": configMap(
        '  a: "{{ .Release.Name }} {{ .Release.Namespace }} {{ .Capabilities.KubeVersion.Version }} {{ .Capabilities.APIVersions.Has "x.example.com/v7/Thing" }}"\n',
      ),
    });

    const render = await tools.template(
      requestFor(chart, [], { kubeVersion: "1.31.0", apiVersions: ["x.example.com/v7/Thing"] }),
    );

    expect(objectsIn(render)[0]?.data).toEqual({ a: "web shop v1.31.0 true" });
  });

  it("keeps a sub-chart's templates apart by their path", async () => {
    const parent = chartOf({ "templates/a.yaml": configMap("  a: b\n") });
    const sub = { name: "charts/sub/Chart.yaml", text: "apiVersion: v2\nname: sub\nversion: 1.0.0\n" };
    const chart = new Map([
      ...parent,
      [sub.name, new TextEncoder().encode(sub.text)] as const,
      ["charts/sub/templates/b.yaml", new TextEncoder().encode(configMap("  c: d\n"))] as const,
    ]);

    const render = await tools.template(requestFor(chart, []));

    expect(render.kind === "rendered" ? render.templates.map(({ template }) => template) : []).toEqual([
      "charts/sub/templates/b.yaml",
      "templates/a.yaml",
    ]);
  });

  it.each([
    [
      "a template that fails",
      { "templates/x.yaml": 'a: b\n{{ fail "set a host" }}\n' },
      "template",
      /set a host/,
    ],
    ["a broken template", { "templates/x.yaml": "{{ if }}\n" }, "template", /missing value for if/],
    ["a template that is no YAML", { "templates/x.yaml": "a: b\n c: d\n" }, "template", /YAML parse error/],
    [
      "values the schema refuses",
      { "values.schema.json": '{"required": ["host"]}', "templates/x.yaml": "" },
      "values-schema",
      /missing property 'host'/,
    ],
    [
      "a missing dependency",
      {
        "Chart.yaml":
          "apiVersion: v2\nname: a\nversion: 1.0.0\ndependencies: [{name: b, version: 1.x.x, repository: 'https://x.example'}]\n",
      },
      "dependency-missing",
      /missing in charts\/ directory: b/,
    ],
    [
      "a library chart",
      { "Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\ntype: library\n" },
      "chart-invalid",
      /not installable/,
    ],
    [
      "a chart for other clusters",
      { "Chart.yaml": 'apiVersion: v2\nname: a\nversion: 1.0.0\nkubeVersion: ">=9.0.0"\n' },
      "kube-version",
      />=9\.0\.0/,
    ],
  ])("names the cause of %s", async (_, files, code, message) => {
    const render = await tools.template(requestFor(chartOf(files), []));

    expect(failureOf(render).code).toBe(code);
    expect(failureOf(render).message).toMatch(message);
    expect(failureOf(render).message).not.toContain(tmpdir());
  });

  it("tells the template and line of a failure", async () => {
    const chart = chartOf({ "templates/deep/x.yaml": "# one\n# two\n{{ .Values.a.b.c }}\n" });

    const render = await tools.template(requestFor(chart, []));

    expect(failureOf(render)).toMatchObject({
      code: "template",
      at: { template: "templates/deep/x.yaml", line: 3 },
    });
  });

  it("names values that are no map", async () => {
    const render = await tools.template(requestFor(chartOf({}), ["a: [\n"]));

    expect(failureOf(render).code).toBe("values-unreadable");
  });
});

describe("what helm may not do", () => {
  it.each([
    [{ release: "--post-renderer=sh" }, /release name/],
    [{ release: "a".repeat(54) }, /release name/],
    [{ namespace: "../x" }, /namespace/],
    [{ apiVersions: ["--kubeconfig=/x"] }, /API version/],
    [{ kubeVersion: "1.30 --debug" }, /Kubernetes version/],
  ])("is started with %j", async (more, message) => {
    const render = await tools.template(requestFor(chartOf({}), [], more));

    expect(failureOf(render).code).toBe("refused");
    expect(failureOf(render).message).toMatch(message);
  });

  it.each(["../outside.yaml", "/etc/x", "templates/../../x", "a//b", "a\\b"])(
    "gets a file at %s",
    async (path) => {
      const chart = new Map([...chartOf({}), [path, new Uint8Array()] as const]);

      expect(failureOf(await tools.template(requestFor(chart, []))).code).toBe("refused");
    },
  );

  it("sees nothing of our environment, and keeps its homes in a directory that goes away", async () => {
    const spy = join(scratch, "spy");
    const report = "echo ---; echo '# Source: spy/templates/x.yaml'; /usr/bin/env; echo homes: $HOME; pwd";
    writeFileSync(spy, `#!/bin/sh\nif [ "$1" = version ]; then echo v4.1.4; else ${report}; fi\n`, {
      mode: 0o755,
    });
    const spied = realTools({
      environment: { PATH: process.env.PATH, TIDEGATE_HELM: spy, SECRET_TOKEN: "s3cret" },
    });

    const render = await spied.template(requestFor(chartOf({}), ["password: hunter2\n"]));

    const text = render.kind === "rendered" ? (render.templates[0]?.documents[0]?.text ?? "") : "";
    const names = [...text.matchAll(/^([A-Z_a-z]+)=/gm)].map(([, name]) => name);
    expect(names).toContain("HELM_PLUGINS");
    expect(
      names.filter(
        (name) =>
          !/^(HELM_|XDG_|GO|HTTPS?_PROXY$|NO_PROXY$|HOME$|TMPDIR$|LANG$|TZ$|PATH$|KUBECONFIG$|PWD$|OLDPWD$|SHLVL$|_$)/.test(
            name ?? "",
          ),
      ),
    ).toEqual([]);
    expect(text).not.toMatch(/s3cret|hunter2/);
    const home = /^homes: (.+)\/home$/m.exec(text)?.[1] ?? "";
    expect(home).toContain("tidegate-helm-");
    expect(existsSync(home)).toBe(false);
  });

  it("asks no server for a schema's reference, and says that the schema was not checked", async () => {
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      response.end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo; // it listens on TCP
    const schema = JSON.stringify({ $ref: `http://127.0.0.1:${port}/values.json`, required: ["never"] });
    const chart = chartOf({ "values.schema.json": schema, "templates/x.yaml": configMap("  a: b\n") });

    const render = await tools.template(requestFor(chart, []));

    await new Promise((resolve) => server.close(resolve));
    expect(asked).toBe(0);
    expect(render.kind === "rendered" ? render.warnings : "").toContain("was not checked");
  });

  it("runs longer than it may", async () => {
    const slow = realTools({ time: 700 });
    const chart = chartOf({
      "templates/x.yaml":
        "{{ range $i := until 20000 }}{{ range $j := until 20000 }}{{ $x := mul $i $j }}{{ end }}{{ end }}",
    });
    const start = Date.now();

    const render = await slow.template(requestFor(chart, []));

    expect(failureOf(render).code).toBe("timeout");
    expect(Date.now() - start).toBeLessThan(8_000);
  });

  it("prints more than it may", async () => {
    const small = realTools({ output: 10_000 });
    const chart = chartOf({ "templates/x.yaml": configMap(`  a: ${"x".repeat(20_000)}\n`) });

    expect(failureOf(await small.template(requestFor(chart, []))).code).toBe("too-large");
  });

  it("takes more memory than it may", async () => {
    const small = realTools({ memory: 1024 * 1024 * 1024 });
    const chart = chartOf({
      "templates/x.yaml":
        '{{ $x := "0123456789abcdef" }}{{ range until 30 }}{{ $x = printf "%s%s" $x $x }}{{ end }}a: {{ $x }}',
    });

    const failure = failureOf(await small.template(requestFor(chart, [])));

    expect(["memory", "too-large", "timeout"]).toContain(failure.code);
  });
});

describe("the cache", () => {
  // Random text shows whether helm ran again.
  const chart = chartOf({ "templates/x.yaml": configMap('  a: "{{ randAlphaNum 20 }}"\n') });
  const dataOf = (render: HelmRender) => objectsIn(render)[0]?.data;

  it("gives one render to equal requests, at the same time and later", async () => {
    const own = realTools();
    const request = requestFor(chart, ["x: 1\n"]);

    const renders = await Promise.all([
      own.template(request),
      own.template({ ...request }),
      own.template(request),
    ]);
    const later = await own.template(request);

    expect(new Set([...renders, later].map((render) => JSON.stringify(dataOf(render)))).size).toBe(1);
  });

  it("renders again when anything differs", async () => {
    const own = realTools();
    const request = requestFor(chart, ["x: 1\n"]);
    const others = [
      request,
      { ...request, values: ["x: 2\n"] },
      { ...request, values: ["x: 1\n", ""] },
      { ...request, namespace: "other" },
      { ...request, release: "other" },
      { ...request, apiVersions: [] },
      { ...request, kubeVersion: "1.31.0" },
      { ...request, chart: new Map([...chart, ["README.md", new Uint8Array()] as const]) },
    ];

    const renders = await Promise.all(others.map((each) => own.template(each)));

    expect(new Set(renders.map((render) => JSON.stringify(dataOf(render)))).size).toBe(others.length);
  });

  it("keeps renders over runs in a directory, failures of the chart too, and reads damaged entries anew", async () => {
    const directory = join(scratch, "renders");
    const request = requestFor(chart, []);
    const broken = requestFor(chartOf({ "templates/x.yaml": "{{ fail (randAlphaNum 9) }}" }), []);

    const first = await realTools({ cacheDirectory: directory }).template(request);
    const failed = await realTools({ cacheDirectory: directory }).template(broken);
    const second = await realTools({ cacheDirectory: directory }).template(request);
    const failedAgain = await realTools({ cacheDirectory: directory }).template(broken);

    expect(dataOf(second)).toEqual(dataOf(first));
    expect(failedAgain).toEqual(failed);
    expect(readdirSync(directory).every((name) => /^[0-9a-f]{64}\.json$/.test(name))).toBe(true);
    for (const name of readdirSync(directory)) writeFileSync(join(directory, name), "{");
    expect(dataOf(await realTools({ cacheDirectory: directory }).template(request))).not.toEqual(
      dataOf(first),
    );
  });
});

it("says so when there is no helm", async () => {
  const none = realTools({ environment: { PATH: "", TIDEGATE_HELM: "/nowhere/helm" } });

  expect(failureOf(await none.template(requestFor(chartOf({}), []))).code).toBe("helm-missing");
});
