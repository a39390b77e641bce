import { describe, expect, it } from "vitest";
import { toRepoPath } from "../../../src/model/brands.ts";
import type { BlockPath } from "../../../src/sources/helm/blocks/block.ts";
import { readIngressBlocks } from "../../../src/sources/helm/blocks/find.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";

const path = toRepoPath("values.yaml") ?? fail();

function fail(): never {
  throw new Error("no path");
}

function read(text: string) {
  return readIngressBlocks(readYamlFile(path, text).value.documents[0]?.value ?? {});
}

/** "form host[path type backend] host[…]" of the first block. */
function hostsOf(text: string): string {
  const [block] = read(text);
  const hosts = block?.hosts.map(({ host, paths }) => `${host}[${paths.map(pathText).join(", ")}]`);
  return [block?.form, ...(hosts ?? [])].join(" ");
}

function pathText({ path: own, pathType, backend }: BlockPath): string {
  const marks = { identifier: "#", named: "~", service: "" };
  const name =
    backend === undefined
      ? undefined
      : marks[backend.kind] + (backend.kind === "identifier" ? backend.identifier : backend.name);
  return [own, pathType, name === undefined ? undefined : `${name}:${backend?.port}`]
    .filter((part) => part !== undefined)
    .join(" ");
}

describe("hosts of a block", () => {
  it.each([
    ["ingress: {hosts: [a.io, b.io]}", "strings a.io[] b.io[]"],
    ["ingress: {hosts: [{host: a.io, paths: [{path: /, pathType: Prefix}]}]}", "host-paths a.io[/ Prefix]"],
    ["ingress: {hostname: a.io}", "hostname a.io[]"],
    ["ingress: {hostName: a.io}", "hostname a.io[]"],
    ["ingress: {host: a.io}", "host a.io[]"],
    [
      "ingress: {hosts: [{host: a.io, paths: [{path: /, service: {identifier: app, port: http}}]}]}",
      "host-paths a.io[/ #app:http]",
    ],
    [
      "ingress: {hosts: [{host: a.io, paths: [{path: /, service: {name: app, port: 80}}]}]}",
      "host-paths a.io[/ ~app:80]",
    ],
    ["ingress: {hosts: [{name: a.io}]}", "name-path a.io[]"],
    ["ingress: {hosts: [{name: a.io, path: /x}]}", "name-path a.io[/x]"],
    ["ingress: {hosts: [{host: a.io, paths: [{path: /}]}]}", "host-paths a.io[/]"],
    ["ingress: {hosts: [{host: a.io, paths: [/, /api]}]}", "host-paths a.io[/, /api]"],
    ["ingress: {hosts: [{host: a.io, paths: []}]}", "host-paths a.io[]"],
    ["ingress: {hosts: {core: a.io, notary: ''}}", "map a.io[]"],
    [
      "ingress: {hosts: [{host: a.io, paths: [{path: /, backend: {service: {name: s, port: {number: 80}}}}]}]}",
      "host-paths a.io[/ s:80]",
    ],
    [
      "ingress: {hosts: [{host: a.io, paths: [{path: /, backend: {serviceName: s, servicePort: http}}]}]}",
      "host-paths a.io[/ s:http]",
    ],
    [
      "ingress: {rules: [{host: a.io, http: {paths: [{path: /, pathType: Exact, backend: {service: {name: s, port: {name: web}}}}]}}]}",
      "rules a.io[/ Exact s:web]",
    ],
    ["ingress: {host: {name: a.io, path: /}}", "host a.io[/]"],
    ["ingress: {service: [{baseaddr: app, name: s, port: 80}]}", "baseaddr app[/ s:80]"],
    ["ingress: {hostname: a.io, extraHosts: [{name: b.io, path: /b}]}", "hostname a.io[] b.io[/b]"],
    ["ingress: {hosts: [{paths: [{path: /}]}]}", "host-paths [/]"],
    ["ingress: {hosts: [], className: nginx}", "none"],
    [`ingress: {hosts: ["{{ .Release.Name }}.\${DOMAIN}"]}`, `strings {{ .Release.Name }}.\${DOMAIN}[]`],
  ])("%s", (text, expected) => {
    expect(hostsOf(text)).toBe(expected);
  });

  it("have key paths that lead to their text", () => {
    const [block] = read("web: {ingress: {hosts: [{host: a.io, paths: [{path: /}]}]}}");

    expect(block?.keyPath).toEqual(["web", "ingress"]);
    expect(block?.hosts[0]?.keyPath).toEqual(["web", "ingress", "hosts", 0, "host"]);
    expect(block?.hosts[0]?.paths[0]?.keyPath).toEqual(["web", "ingress", "hosts", 0, "paths", 0]);
  });

  it("may take the block's own path", () => {
    expect(read("ingress: {hosts: [a.io], path: /x, pathType: Exact}")[0]?.defaultPath).toMatchObject({
      path: "/x",
      pathType: "Exact",
    });
    expect(read("ingress: {hosts: [a.io], paths: [/y]}")[0]?.defaultPath).toMatchObject({ path: "/y" });
  });
});

describe("the rest of a block", () => {
  it.each([
    ["{host: a, enabled: true}", true],
    ["{host: a, enabled: false}", false],
    ["{host: a}", "absent"],
    [`{host: a, enabled: "\${ON}"}`, { text: `\${ON}` }],
  ])("switch %s", (text, expected) => {
    expect(read(`ingress: ${text}`)[0]?.enabled).toEqual(expected);
  });

  it.each([
    ["{host: a}", { kind: "absent" }],
    [
      "{host: a, tls: [{hosts: [a], secretName: s}, {hosts: [b]}]}",
      {
        kind: "list",
        entries: [
          { hosts: ["a"], secretName: "s" },
          { hosts: ["b"], secretName: undefined },
        ],
      },
    ],
    ["{host: a, tls: []}", { kind: "list", entries: [] }],
    ["{host: a, tls: {enabled: true}}", { kind: "switch", enabled: true, secretName: undefined }],
    ["{host: a, tls: {secretName: s}}", { kind: "switch", enabled: true, secretName: "s" }],
    ["{host: a, tls: {enabled: false, secretName: s}}", { kind: "switch", enabled: false, secretName: "s" }],
    ["{host: a, tls: true}", { kind: "switch", enabled: true, secretName: undefined }],
    ["{host: a, tls: true, tlsSecret: s}", { kind: "switch", enabled: true, secretName: "s" }],
    ["{host: a, tls: false}", { kind: "switch", enabled: false, secretName: undefined }],
    ["{host: a, tls: a-tls}", { kind: "text", text: "a-tls" }],
    [
      "{host: a, tls: false, extraTls: [{hosts: [a], secretName: s}]}",
      { kind: "list", entries: [{ hosts: ["a"], secretName: "s" }] },
    ],
  ])("TLS %s", (text, expected) => {
    expect(read(`ingress: ${text}`)[0]?.tls).toEqual(expected);
  });

  it.each([
    ["className: nginx", "nginx"],
    ["ingressClassName: nginx", "nginx"],
    ["class: nginx", "nginx"],
    ["ingressClass: nginx", "nginx"],
    ["annotations: {kubernetes.io/ingress.class: nginx}", "nginx"],
    ["className: ''", undefined],
    ["tls: []", undefined],
  ])("class %s", (text, expected) => {
    expect(read(`ingress: {host: a, ${text}}`)[0]?.className?.name).toBe(expected);
  });

  it("annotations are text", () => {
    expect(
      read("ingress: {host: a, annotations: {a: 1, b: true, c: x, d: null, e: {f: g}}}")[0]?.annotations,
    ).toEqual({
      a: "1",
      b: "true",
      c: "x",
    });
  });

  it("keys that only the chart can place are named", () => {
    const text =
      "ingress: {host: a, extraPaths: [{path: /x}], extraRules: [], defaultBackend: null, servicePort: 81}";

    expect(read(text)[0]?.unread).toEqual(["extraPaths", "servicePort"]);
  });
});

describe("finding blocks", () => {
  it.each([
    ["ingress: {enabled: true}", ["ingress"]],
    ["ingress: {main: {hosts: [a]}, api: {enabled: false}}", ["ingress.main", "ingress.api"]],
    [
      "grafana: {ingress: {hosts: [a]}}\nserver: {web: {ingress: {host: b}}}",
      ["grafana.ingress", "server.web.ingress"],
    ],
    ["ingress: [{hosts: [a]}, {host: b}]", ["ingress.0", "ingress.1"]],
    ["dep: {ingresses: [{hosts: [a]}]}", ["dep.ingresses.0"]],
    [
      "internalIngress: {host: a}\nthanosIngress: {hosts: [b]}\nsecondaryingress: {hostName: c}",
      ["internalIngress", "thanosIngress", "secondaryingress"],
    ],
    ["ingress: {annotations: {a: b}, main: {hosts: [x]}}", ["ingress.main"]],
    ["apps: [{name: a, ingress: {host: a}}]", ["apps.0.ingress"]],
  ])("%s", (text, expected) => {
    expect(read(text).map(({ keyPath }) => keyPath.join("."))).toEqual(expected);
  });

  it.each([
    "networkPolicy: {ingress: [{from: [{podSelector: {}}]}]}",
    "ingress: [{from: [{namespaceSelector: {}}], ports: [{port: 80}]}]",
    "networkpolicies: {app: {ingress: {host: a}}}",
    "cloudflared: {ingress: [{hostname: a.io, service: 'http://app:80'}]}",
    "config: {ingress: [{hostname: a.io, service: 'http://app:80'}, {service: 'http_status:404'}]}",
    "ingress: true",
    "ingress: null",
    "ingress: nginx",
    "nginx-ingress: {enabled: true}",
    "ingress-nginx: {controller: {ingressClass: nginx}}",
    "providers: {kubernetesIngress: {enabled: true}}",
    "allowIngress: {enabled: true, hosts: [a]}",
    "ingress: {}",
    "ingressClass: {enabled: true, name: nginx}",
  ])("is not fooled by %s", (text) => {
    expect(read(text)).toEqual([]);
  });

  it("stops at depths and numbers that nobody means", () => {
    const deep = `${Array.from({ length: 60 }, (_, index) => `${" ".repeat(index)}a:`).join("\n")}\n${" ".repeat(60)}ingress: {host: a}`;
    const many = Array.from({ length: 1500 }, (_, index) => `k${index}: {ingress: {host: a}}`).join("\n");

    expect(read(deep)).toEqual([]);
    expect(read(many)).toHaveLength(1000);
  });
});
