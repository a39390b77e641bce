import { describe, expect, it } from "vitest";
import { toRepoPath } from "../../../src/model/brands.ts";
import { readIngressBlocks } from "../../../src/sources/helm/blocks/find.ts";
import { findSite } from "../../../src/sources/helm/charts/registry.ts";
import { expandTemplate } from "../../../src/sources/helm/template-text.ts";
import { readUnrendered } from "../../../src/sources/helm/unrendered.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";

function read(
  chart: string,
  version: string | undefined,
  text: string,
  stated?: { service: string; port: number },
) {
  const path = toRepoPath("values.yaml");
  if (path === undefined) throw new Error("no path");
  const values = readYamlFile(path, text).value.documents[0]?.value ?? {};
  const [block] = readIngressBlocks(values);
  if (block === undefined) throw new Error("no block");
  const site = findSite({ name: chart, version }, block.keyPath);
  const context = { release: "web", namespace: "shop", chart, version, values };
  return readUnrendered({ block, site, context, stated, place: undefined });
}

const codes = (result: ReturnType<typeof read>) => result.diagnostics.map(({ code }) => code);

describe("an Ingress read from values alone", () => {
  it("has the chart's names, the block's hosts, and a TLS secret where the chart makes one", () => {
    const { value, diagnostics } = read(
      "argo-cd",
      "9.4.5",
      "server: {ingress: {enabled: true, hostname: cd.example.com, tls: true, annotations: {a: b}}}\n",
    );

    expect(diagnostics).toEqual([]);
    expect(value).toEqual({
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "web-argocd-server", namespace: "shop", annotations: { a: "b" } },
      spec: {
        rules: [
          {
            host: "cd.example.com",
            http: {
              paths: [
                {
                  path: "/",
                  pathType: "Prefix",
                  backend: { service: { name: "web-argocd-server", port: { number: 443 } } },
                },
              ],
            },
          },
        ],
        tls: [{ hosts: ["cd.example.com"], secretName: "argocd-server-tls" }],
      },
    });
  });

  it("finds several services of the common library by their identifiers", () => {
    const { value } = read(
      "app-template",
      "4.1.1",
      "service: {app: {ports: {http: {port: 80}}}, api: {ports: {http: {port: 81}}}}\n" +
        "ingress: {main: {hosts: [{host: a.io, paths: [{path: /, service: {identifier: app, port: http}}, {path: /api, service: {identifier: api, port: 81}}]}]}}\n",
    );

    expect(JSON.stringify(value?.spec)).toContain('"name":"web-app","port":{"number":80}');
    expect(JSON.stringify(value?.spec)).toContain('"name":"web-api","port":{"number":81}');
    expect(value?.metadata.name).toBe("web");
  });

  it("takes the older names of the common library", () => {
    const text = (path: string) =>
      `service: {app: {primary: true, ports: {http: {port: 80}, admin: {port: 90}}}, api: {ports: {http: {port: 81}}}}\n` +
      `ingress: {main: {hosts: [{host: a.io, paths: [${path}]}]}}\n`;
    const backendOf = (version: string, path: string) =>
      /"service":(\{.*?\}\})/.exec(
        JSON.stringify(read("app-template", version, text(path)).value?.spec ?? ""),
      )?.[1];

    expect(backendOf("3.7.3", "{path: /, service: {identifier: app}}")).toBe(
      '{"name":"web","port":{"number":90}}',
    );
    expect(backendOf("3.7.3", "{path: /, service: {identifier: api, port: http}}")).toBe(
      '{"name":"web-api","port":{"number":81}}',
    );
    expect(backendOf("3.7.3", "{path: /, service: {name: other, port: 7}}")).toBe(
      '{"name":"other","port":{"number":7}}',
    );
    expect(backendOf("2.6.0", "{path: /, service: {name: app, port: 80}}")).toBeUndefined();
  });

  it.each([
    ["is off", "grafana", "ingress: {enabled: false, hosts: [a]}\n", []],
    ["is off by the chart's default", "grafana", "ingress: {hosts: [a]}\n", []],
    [
      "has a host only the chart knows",
      "grafana",
      'ingress: {enabled: true, hosts: ["{{ include \\"x\\" . }}"]}\n',
      ["helm-host-unknown"],
    ],
    [
      "has a template the chart does not fill in",
      "alertmanager",
      'ingress: {enabled: true, hosts: [{host: "{{ .Release.Name }}"}]}\n',
      ["helm-host-unknown"],
    ],
    ["has no host", "grafana", "ingress: {enabled: true}\n", ["helm-host-unknown"]],
    [
      "has a host in pieces",
      "unknown",
      "ingress: {service: [{baseaddr: a, name: s, port: 80}], className: x, enabled: true}\n",
      ["helm-host-unknown"],
    ],
    ["is of an unknown chart", "unknown", "ingress: {enabled: true, host: a}\n", ["helm-service-unknown"]],
    [
      "is of a chart that needs rendering",
      "harbor",
      "expose: {ingress: {hosts: {core: a}}}\n",
      ["helm-service-unknown"],
    ],
    [
      "has an overridden name that is a template",
      "grafana",
      'fullnameOverride: "{{ .x }}"\ningress: {enabled: true, hosts: [a]}\n',
      ["helm-service-unknown"],
    ],
    [
      "has paths only the chart can place",
      "grafana",
      "ingress: {enabled: true, hosts: [a], extraPaths: [{path: /x}]}\n",
      ["helm-values-shape"],
    ],
  ])("that %s is none", (_, chart, text, expected) => {
    const result = read(chart, "11.4.0", text);

    expect(result.value).toBeUndefined();
    expect(codes(result)).toEqual(expected);
  });

  it("of an unknown chart takes the Service that was stated", () => {
    const { value } = read("unknown", undefined, "ingress: {enabled: true, host: a.io}\n", {
      service: "app",
      port: 80,
    });

    expect(value?.metadata.name).toBe("app");
    expect(JSON.stringify(value?.spec)).toContain('"name":"app","port":{"number":80}');
  });

  it("respects overrides of the name, cut as Helm cuts them", () => {
    const nameOf = (chart: string, text: string) => read(chart, "88.0.0", text).value?.metadata.name;

    expect(nameOf("kube-prometheus-stack", "prometheus: {ingress: {enabled: true, hosts: [a]}}\n")).toBe(
      "web-kube-prometheus-stack-prometheus",
    );
    expect(
      nameOf(
        "kube-prometheus-stack",
        `fullnameOverride: ${"x".repeat(30)}\nprometheus: {ingress: {enabled: true, hosts: [a]}}\n`,
      ),
    ).toBe(`${"x".repeat(26)}-prometheus`);
    expect(nameOf("grafana", "nameOverride: we\ningress: {enabled: true, hosts: [a]}\n")).toBe("web");
  });
});

describe("templates that mean the same everywhere", () => {
  const context = {
    release: "web",
    namespace: "shop",
    values: { domain: "a.io", n: 1, deep: { x: "y" }, map: {} },
  };

  it.each([
    ["plain", "plain"],
    ["{{ .Release.Name }}.a.io", "web.a.io"],
    ["{{.Release.Namespace}}-{{ .Values.deep.x }}", "shop-y"],
    ["{{ $.Values.n }}", "1"],
    [`\${VAR}`, `\${VAR}`],
    ["{{ .Values.map }}", undefined],
    ["{{ .Values.absent }}", undefined],
    ["{{ .Values.domain | upper }}", undefined],
    ['{{ include "x" . }}', undefined],
    ["{{ .Release.Name", undefined],
    ["{{- .Release.Name }}", undefined],
  ])("%j", (text, expected) => {
    expect(expandTemplate(text, context)).toBe(expected);
  });
});
