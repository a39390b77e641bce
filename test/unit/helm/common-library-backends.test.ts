/** How a route of the common library (4.0.0 and later) names the Service its block's paths lead to. */
import { describe, expect, it } from "vitest";
import { readIngressBlocks } from "../../../src/sources/helm/blocks/find.ts";
import { commonLibraryValues } from "../../../src/sources/helm/edit/dialects/common-library.ts";
import { readSecond } from "../../../src/yaml/second.ts";

/** The block leads to the release's own Service `web`, whose first port is 8080; the route to the given one. */
function backendRef(paths: string, service: string, port: number): unknown {
  const text = `ingress: {main: {enabled: true, hosts: [{host: a.example, paths: [${paths}]}]}}`;
  const reading = readSecond(text, "yaml");
  const [values = {}] = reading.ok ? reading.documents : [];
  const [block] = readIngressBlocks(values);
  if (block === undefined) throw new Error("no ingress block");
  const expressed = commonLibraryValues({
    routes: [
      {
        name: "web",
        labels: {},
        annotations: {},
        parentRefs: [{ namespace: "gateway-system", name: "public", sectionName: "https" }],
        hostnames: ["a.example"],
        rules: [
          {
            matches: [{ path: { type: "PathPrefix", value: "/" } }],
            backendRefs: [{ group: "", kind: "Service", name: service, port, weight: 1 }],
          },
        ],
      },
    ],
    block,
    context: { release: "web", namespace: "shop", chart: "app-template", version: "4.1.1", values },
    backend: { service: "web", port: 8080 },
    serviceOf: (identifier) => ({ app: "web", editor: "web-editor" })[identifier],
    id: "main",
    knowsTimeouts: true,
    mayOmitTimeouts: false,
    templatesHosts: true,
    attached: [],
  });
  const found = JSON.stringify(expressed).match(/"backendRefs":(\[[^\]]*\])/)?.[1];
  return found === undefined ? expressed : JSON.parse(found);
}

const app = (port: string) => `{path: /, service: {identifier: app, port: ${port}}}`;

describe("a backend", () => {
  it.each([
    ["its first port", app("http"), 8080],
    ["another port of the same Service", app("ui"), 8501],
    ["one of several Services", "{path: /, service: {identifier: editor, port: http}}", 12321, "web-editor"],
    ["several ports of it", `${app("http")}, {path: /ui, service: {identifier: app, port: ui}}`, 8501],
  ])("keeps the identifier all paths use: %s", (_, paths, port, service = "web") => {
    const identifier = service === "web" ? "app" : "editor";
    expect(backendRef(paths, service, port)).toEqual([{ identifier, port }]);
  });

  it.each([
    ["of another name", app("http"), "elsewhere"],
    ["beside paths without an identifier", `${app("http")}, {path: /b}`, "web"],
    ["beside paths of another identifier", `${app("http")}, {path: /b, service: {identifier: b}}`, "web"],
  ])("is written by its name %s", (_, paths, service) => {
    expect(backendRef(paths, service, 8080)).toEqual([{ name: service, port: 8080 }]);
  });
});
