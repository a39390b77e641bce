import { describe, expect, it } from "vitest";
import { type IngressKey, toIngressKey } from "../../../src/model/brands.ts";
import { rewriteAdd } from "../../../src/rewrite/add.ts";
import { fieldOf } from "../../../src/rewrite/objects.ts";
import { rewriteRemove } from "../../../src/rewrite/remove.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";
import {
  applied,
  clusterOf,
  config,
  emissionOf,
  type Files,
  ingressText,
  pathOf,
  routeOf,
  routeText,
  snapshotOf,
} from "./world.ts";

const service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: app\n";
const app = toIngressKey("default", "app");
const route = { "app.httproute.yaml": routeText("app") };

interface Case {
  readonly name: string;
  readonly files: Files;
  /** The files that change; undefined: deleted. */
  readonly changes: Readonly<Record<string, string | undefined>>;
  readonly keys?: readonly IngressKey[];
}

const listItem = (name: string) => `- ${ingressText(name).trimEnd().replaceAll("\n", "\n  ")}\n`;
const jsonIngress = (name: string) => ({
  kind: "Ingress",
  metadata: { name },
  spec: { rules: [{ host: "app.example.com" }] },
});

const cases: readonly Case[] = [
  {
    name: "deletes a file that holds nothing else",
    files: { ...route, "ingress.yaml": ingressText("app") },
    changes: { "ingress.yaml": undefined },
  },
  {
    name: "takes the entry out of every kustomization that lists the file",
    files: {
      ...route,
      "ingress.yaml": ingressText("app"),
      "kustomization.yaml":
        "resources:\n- service.yaml\n# the door\n- ./ingress.yaml # old\n- app.httproute.yaml\n",
      "overlays/dev/kustomization.yaml": "resources: [../../app.httproute.yaml, ../../ingress.yaml]\n",
    },
    changes: {
      "ingress.yaml": undefined,
      "kustomization.yaml": "resources:\n- service.yaml\n# the door\n- app.httproute.yaml\n",
      "overlays/dev/kustomization.yaml": "resources: [../../app.httproute.yaml]\n",
    },
  },
  {
    name: "leaves an empty list that kustomize accepts",
    files: {
      ...route,
      "ingress.yaml": ingressText("app"),
      "only/kustomization.yaml": "namespace: x\nresources:\n  - ../ingress.yaml\n",
    },
    changes: { "ingress.yaml": undefined, "only/kustomization.yaml": "namespace: x\nresources: []\n" },
  },
  {
    name: "takes the first document of a mixed file",
    files: { ...route, "app.yaml": `# door\n${ingressText("app")}---\n# service\n${service}` },
    changes: { "app.yaml": `# service\n${service}` },
  },
  {
    name: "takes a document from the middle",
    files: { ...route, "app.yaml": `---\n${service}---\n# door\n${ingressText("app")}---\n${service}` },
    changes: { "app.yaml": `---\n${service}---\n${service}` },
  },
  {
    name: "takes the last document of a file without final newline",
    files: { ...route, "app.yaml": `${service}---\n${ingressText("app").trimEnd()}` },
    changes: { "app.yaml": service.trimEnd() },
  },
  {
    name: "takes two documents of one file",
    files: {
      ...route,
      "b.httproute.yaml": routeText("b"),
      "app.yaml": `${ingressText("app")}---\n${service}---\n${ingressText("b")}`,
    },
    keys: [app, toIngressKey("default", "b")],
    changes: { "app.yaml": service },
  },
  {
    name: "deletes a file of several Ingresses when all of them go",
    files: {
      ...route,
      "b.httproute.yaml": routeText("b"),
      "all.yaml": `${ingressText("app")}---\n${ingressText("b")}`,
      "kustomization.yaml": "resources: [all.yaml, app.httproute.yaml, b.httproute.yaml]\n",
    },
    keys: [app, toIngressKey("default", "b")],
    changes: {
      "all.yaml": undefined,
      "kustomization.yaml": "resources: [app.httproute.yaml, b.httproute.yaml]\n",
    },
  },
  {
    name: "takes an item out of a List",
    files: { ...route, "all.yaml": `apiVersion: v1\nkind: List\nitems:\n${listItem("app")}${listItem("b")}` },
    changes: { "all.yaml": `apiVersion: v1\nkind: List\nitems:\n${listItem("b")}` },
  },
  {
    name: "deletes a List that has no other item",
    files: { ...route, "all.yaml": `apiVersion: v1\nkind: List\nitems:\n${listItem("app")}` },
    changes: { "all.yaml": undefined },
  },
  {
    name: "takes an item out of a JSON List",
    files: {
      ...route,
      "all.json": JSON.stringify(
        { kind: "List", items: [jsonIngress("b"), jsonIngress("app")] },
        undefined,
        2,
      ),
    },
    changes: { "all.json": JSON.stringify({ kind: "List", items: [jsonIngress("b")] }, undefined, 2) },
  },
  {
    name: "lets an Ingress go whose certificate has an object of its own",
    files: {
      ...route,
      "ingress.yaml": ingressText("app", {
        annotations: "cert-manager.io/cluster-issuer: le",
        tls: "app-tls",
      }),
      "cert.yaml":
        "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata:\n  name: c\nspec:\n  secretName: app-tls\n",
    },
    changes: { "ingress.yaml": undefined },
  },
];

describe("the removal wave", () => {
  it.each(cases)("$name", (row) => {
    const keys = row.keys ?? [app];

    const result = rewriteRemove(snapshotOf(row.files), clusterOf(row.files), keys, config);

    const expected = Object.entries({ ...row.files, ...row.changes }).filter(
      ([, text]) => text !== undefined,
    );
    const after = applied(row.files, result.value);
    expect(result.diagnostics).toEqual([]);
    expect(after).toEqual(Object.fromEntries(expected));
    const again = rewriteRemove(snapshotOf(after), clusterOf(after), keys, config);
    expect(again).toEqual({ value: { files: [] }, diagnostics: [] });
  });

  const refusals: readonly { readonly name: string; readonly files: Files; readonly code: string }[] = [
    {
      name: "no route is there",
      files: { "ingress.yaml": ingressText("app") },
      code: "remove-routes-missing",
    },
    {
      name: "the route is for another host",
      files: {
        "ingress.yaml": ingressText("app"),
        "r.yaml": routeText("app", { host: "other.example.com" }),
      },
      code: "remove-routes-missing",
    },
    {
      name: "the route is in another namespace",
      files: { "ingress.yaml": ingressText("app"), "r.yaml": routeText("app", { namespace: "other" }) },
      code: "remove-routes-missing",
    },
    {
      name: "the only route redirects",
      files: {
        "ingress.yaml": ingressText("app"),
        "r.yaml": routeText("app").replace(/ {4}- backendRefs[\s\S]*/, "    - filters: []\n"),
      },
      code: "remove-routes-missing",
    },
    {
      name: "the Ingress owns its certificate",
      files: {
        ...route,
        "ingress.yaml": ingressText("app", { annotations: "cert-manager.io/issuer: le", tls: "app-tls" }),
      },
      code: "remove-certificate-owned",
    },
    {
      name: "tls-acme asks for the certificate",
      files: {
        ...route,
        "ingress.yaml": ingressText("app", { annotations: 'kubernetes.io/tls-acme: "true"', tls: "app-tls" }),
      },
      code: "remove-certificate-owned",
    },
    {
      name: "the file is generated",
      files: { ...route, "ingress.yaml": `# Ansible managed\n${ingressText("app")}` },
      code: "rewrite-file-generated",
    },
    {
      name: "a kustomization that lists it is a template",
      files: {
        ...route,
        "ingress.yaml": ingressText("app"),
        "kustomization.yaml": "resources:\n- ingress.yaml\n- '{{ x }}'\n",
      },
      code: "rewrite-file-templated",
    },
    {
      name: "an anchor of the item is used outside",
      files: {
        ...route,
        "all.yaml": `kind: List\nitems:\n${listItem("app").replace("name: app", "name: &n app")}- kind: Service\n  metadata:\n    name: *n\n`,
      },
      code: "yaml-edit-refused",
    },
  ];

  it.each(refusals)("keeps the Ingress when $name", ({ files, code }) => {
    const result = rewriteRemove(snapshotOf(files), clusterOf(files), [app], config);

    expect(result.value).toEqual({ files: [] });
    expect(result.diagnostics.map((diagnostic) => [diagnostic.code, diagnostic.ingress])).toEqual([
      [code, app],
    ]);
  });

  it("keeps a text that another cluster still deploys", () => {
    const files = { ...route, "ingress.yaml": ingressText("app") };
    const { ingresses } = clusterOf(files, "dev");

    const result = rewriteRemove(snapshotOf(files), clusterOf(files), [app], config, ingresses);

    expect(result.value).toEqual({ files: [] });
    expect(result.diagnostics).toMatchObject([
      { code: "remove-text-shared", params: { others: ["dev: default/app"] } },
    ]);
  });

  const originals: readonly { readonly name: string; readonly files: Files }[] = [
    {
      name: "a listed file",
      files: {
        "ingress.yaml": ingressText("app"),
        "kustomization.yaml": "resources:\n- ingress.yaml\n- z\n",
      },
    },
    { name: "a mixed file", files: { "app.yaml": `${service}---\n${ingressText("app")}` } },
    {
      name: "a mixed file of Windows lines",
      files: { "app.yaml": `${service}---\n${ingressText("app")}`.replaceAll("\n", "\r\n") },
    },
  ];

  it.each(originals)("returns $name to the original without its Ingress after an add wave", ({ files }) => {
    const added = rewriteAdd(
      snapshotOf(files),
      clusterOf(files),
      [emissionOf(app, [routeOf("app")])],
      config,
    );
    const middle = applied(files, added.value);

    const removed = rewriteRemove(snapshotOf(middle), clusterOf(middle), [app], config);

    expect(removed.diagnostics).toEqual([]);
    const objects = Object.entries(applied(middle, removed.value)).flatMap(([path, text]) =>
      readYamlFile(pathOf(path), text).value.documents.map((document) => document.value),
    );
    const kinds = objects.map((object) => fieldOf(object, "kind"));
    expect(kinds).not.toContain("Ingress");
    expect(kinds).toContain("HTTPRoute");
  });
});
