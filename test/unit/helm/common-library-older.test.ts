/** What the chart itself renders at 1.5.1 and 2.6.0 for these values was read from helm's output. */
import { describe, expect, it } from "vitest";
import { readIngressBlocks } from "../../../src/sources/helm/blocks/find.ts";
import { findSite } from "../../../src/sources/helm/charts/registry.ts";
import { readUnrendered } from "../../../src/sources/helm/unrendered.ts";
import { readSecond } from "../../../src/yaml/second.ts";

const services = `
service:
  main:
    ports: {http: {port: 8080}}
  api:
    nameOverride: rest
    ports: {web: {port: 9000}}
  plain:
    ports: {x: {port: 7}}
`;

function backends(version: string | undefined, ingress: string, rest = services) {
  const reading = readSecond(`${rest}\ningress:\n${ingress}`, "yaml");
  if (!reading.ok) throw new Error("the values are no YAML");
  const [values = {}] = reading.documents;
  return readIngressBlocks(values).map((block) => {
    const site = findSite({ name: "app-template", version }, block.keyPath);
    const context = { release: "web", namespace: "shop", chart: "app-template", version, values };
    const { value, diagnostics } = readUnrendered({ block, site, context, place: undefined });
    if (value === undefined) return diagnostics.map(({ code }) => code).join() || "off";
    const found = [
      ...JSON.stringify(value.spec).matchAll(/"name":"([^"]*)","port":\{"(?:number|name)":"?([^"}]*)/g),
    ];
    return `${value.metadata.name}: ${found.map(([, name, port]) => `${name}:${port}`).join(" ")}`;
  });
}

const mixed = `
  main:
    enabled: true
    hosts: [{host: a.example, paths: [{path: /, service: {name: main, port: http}}]}]
  other:
    enabled: true
    hosts:
      - host: b.example
        paths:
          - {path: /, service: {name: api, port: 9000}}
          - {path: /p, service: {name: plain}}
          - {path: /x, service: {name: elsewhere, port: 81}}
`;

describe("the common library before 3.0.0", () => {
  it("2.x takes a path's service for a key of the values, and its port's name for that service's", () => {
    expect(backends("2.6.0", mixed)).toEqual([
      "web: web:8080",
      "web-other: web-rest:9000 web-plain:7 elsewhere:81",
    ]);
  });

  it("1.x takes a path's service literally, and leads to the primary one without", () => {
    const ingress = `
  main: {enabled: true, hosts: [{host: a.example, paths: [{path: /}]}]}
  other: {enabled: true, hosts: [{host: b.example, paths: [{path: /, service: {name: api, port: 9000}}]}]}
`;

    expect(backends("1.5.1", ingress)).toEqual(["web: web:8080", "web-other: api:9000"]);
  });

  it.each([
    ["1.5.1", ["off", "off"]],
    ["2.6.0", ["off", "web-other: web:8080"]],
  ])("%s leaves `main` off when it does not say `enabled`", (version, expected) => {
    const hosts = "hosts: [{host: a.example, paths: [{path: /, service: {name: main, port: 8080}}]}]";
    const ingress = `  main: {${hosts}}\n  other: {${hosts}}\n`;

    expect(backends(version, ingress)).toEqual(expected);
  });

  it("another primary service is the one without a suffix", () => {
    const rest =
      "service: {main: {primary: false, ports: {http: {port: 1}}}, web: {primary: true, ports: {http: {port: 2}}}}";
    const ingress = `
  main: {enabled: true, hosts: [{host: a.example, paths: [{path: /, service: {name: main, port: http}}, {path: /w, service: {name: web, port: http}}]}]}
`;

    expect(backends("2.6.0", ingress, rest)).toEqual(["web: web-main:1 web:2"]);
  });

  it("does not guess at a version that is not known, or at a port without a mark among several", () => {
    const rest = "service: {main: {ports: {a: {port: 1}, b: {port: 2}}}}";
    const ingress = "  main: {enabled: true, hosts: [{host: a.example, paths: [{path: /}]}]}\n";

    expect(backends("1.5.1", ingress, rest)).toEqual(["helm-service-unknown"]);
    expect(backends(undefined, ingress, services)).toEqual(["helm-service-unknown"]);
  });
});
