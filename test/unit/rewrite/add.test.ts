import { describe, expect, it } from "vitest";
import { toIngressKey } from "../../../src/model/brands.ts";
import type { Config } from "../../../src/model/config.ts";
import type { Emission } from "../../../src/model/translation.ts";
import { rewriteAdd } from "../../../src/rewrite/add.ts";
import {
  applied,
  clusterOf,
  config,
  emissionOf,
  type Files,
  ingressText,
  routeOf,
  routeText,
  snapshotOf,
} from "./world.ts";

const service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: app\n";
const kustomization = "resources:\n  - service.yaml\n  - ./ingress.yaml\n";
const app = emissionOf("default/app", [routeOf("app")]);

interface Case {
  readonly name: string;
  readonly files: Files;
  /** Files that change, and what they become. */
  readonly changes: Files;
  readonly emissions?: readonly Emission[];
  readonly config?: Partial<Config>;
}

const cases: readonly Case[] = [
  {
    name: "writes a file beside an Ingress of its own",
    files: { "app/ingress.yaml": ingressText("app") },
    changes: { "app/app.httproute.yaml": routeText("app") },
  },
  {
    name: "enters the kustomization that lists the Ingress, spelled like its entry",
    files: { "app/ingress.yaml": ingressText("app"), "app/kustomization.yaml": kustomization },
    changes: {
      "app/app.httproute.yaml": routeText("app"),
      "app/kustomization.yaml":
        "resources:\n  - service.yaml\n  - ./ingress.yaml\n  - ./app.httproute.yaml\n",
    },
  },
  {
    name: "enters every kustomization that lists the file, from wherever",
    files: {
      "app/ingress.yaml": ingressText("app"),
      "app/kustomization.yaml": kustomization,
      "overlays/dev/kustomization.yaml": 'resources:\n- "../../app/ingress.yaml"\n',
    },
    changes: {
      "app/app.httproute.yaml": routeText("app"),
      "app/kustomization.yaml":
        "resources:\n  - service.yaml\n  - ./ingress.yaml\n  - ./app.httproute.yaml\n",
      "overlays/dev/kustomization.yaml":
        'resources:\n- "../../app/ingress.yaml"\n- "../../app/app.httproute.yaml"\n',
    },
  },
  {
    name: "appends to a mixed file that no kustomization lists",
    files: { "app.yaml": `${service}---\n${ingressText("app")}` },
    changes: { "app.yaml": `${service}---\n${ingressText("app")}---\n${routeText("app")}` },
  },
  {
    name: "appends to a mixed file without final newline and leaves it so",
    files: { "app.yaml": `${service}---\n${ingressText("app").trimEnd()}` },
    changes: { "app.yaml": `${service}---\n${ingressText("app")}---\n${routeText("app").trimEnd()}` },
  },
  {
    name: "appends with the line ends of the file",
    files: { "app.yaml": `${service}---\n${ingressText("app")}`.replaceAll("\n", "\r\n") },
    changes: {
      "app.yaml": `${service}---\n${ingressText("app")}---\n${routeText("app")}`.replaceAll("\n", "\r\n"),
    },
  },
  {
    name: "writes a file beside a mixed file that is listed",
    files: {
      "app/ingress.yaml": `${service}---\n${ingressText("app")}`,
      "app/kustomization.yaml": kustomization,
    },
    changes: {
      "app/app.httproute.yaml": routeText("app"),
      "app/kustomization.yaml":
        "resources:\n  - service.yaml\n  - ./ingress.yaml\n  - ./app.httproute.yaml\n",
    },
  },
  {
    name: "appends to the Ingress's own file when the configuration says so",
    config: { place: "same-file" },
    files: { "app/ingress.yaml": ingressText("app"), "app/kustomization.yaml": kustomization },
    changes: { "app/ingress.yaml": `${ingressText("app")}---\n${routeText("app")}` },
  },
  {
    name: "never appends to a List",
    config: { place: "same-file" },
    files: {
      "all.yaml": `apiVersion: v1\nkind: List\nitems:\n  - ${ingressText("app").trimEnd().replaceAll("\n", "\n    ")}\n`,
    },
    changes: { "app.httproute.yaml": routeText("app") },
  },
  {
    name: "never appends to a JSON file",
    config: { place: "same-file" },
    files: {
      "app.json": JSON.stringify({
        apiVersion: "networking.k8s.io/v1",
        kind: "Ingress",
        metadata: { name: "app" },
        spec: { rules: [{ host: "app.example.com" }] },
      }),
    },
    changes: { "app.httproute.yaml": routeText("app") },
  },
  {
    name: "writes all objects of an Ingress as documents of one file",
    files: { "ingress.yaml": ingressText("app") },
    emissions: [emissionOf("default/app", [routeOf("app"), routeOf("app-redirect")])],
    changes: { "app.httproute.yaml": `${routeText("app")}---\n${routeText("app-redirect")}` },
  },
  {
    name: "gives each Ingress of a file its own file and keeps their order in the list",
    files: {
      "app/ingress.yaml": `${ingressText("b")}---\n${ingressText("a")}`,
      "app/kustomization.yaml": "resources: [z.yaml, ingress.yaml, last.yaml]\n",
    },
    emissions: [emissionOf("default/b", [routeOf("b")]), emissionOf("default/a", [routeOf("a")])],
    changes: {
      "app/a.httproute.yaml": routeText("a"),
      "app/b.httproute.yaml": routeText("b"),
      "app/kustomization.yaml":
        "resources: [z.yaml, ingress.yaml, a.httproute.yaml, b.httproute.yaml, last.yaml]\n",
    },
  },
  {
    name: "puts the namespace into the file name where another Ingress of the directory has the name",
    files: {
      "x.yaml": ingressText("app", { namespace: "one" }),
      "y.yaml": ingressText("app", { namespace: "two", host: "y.example.com" }),
    },
    emissions: [
      emissionOf("one/app", [routeOf("app", { namespace: "one" })]),
      emissionOf("two/app", [routeOf("app", { namespace: "two", host: "y.example.com" })]),
    ],
    changes: {
      "app.httproute.yaml": routeText("app", { namespace: "one" }),
      "two-app.httproute.yaml": routeText("app", { namespace: "two", host: "y.example.com" }),
    },
  },
  {
    name: "puts the namespace into the file name where something else has the name",
    files: { "ingress.yaml": ingressText("app"), "app.httproute.yaml": routeText("other") },
    changes: { "default-app.httproute.yaml": routeText("app") },
  },
  {
    name: "begins the file with a separator where its neighbour does, in its line ends and indentation",
    files: {
      "ingress.yaml": `---\n${ingressText("app")}`.replaceAll("    - ", "  - ").replaceAll("\n", "\r\n"),
    },
    changes: {
      "app.httproute.yaml": [
        "---",
        "apiVersion: gateway.networking.k8s.io/v1",
        "kind: HTTPRoute",
        "metadata:",
        "  name: app",
        "spec:",
        "  parentRefs:",
        "  - group: gateway.networking.k8s.io",
        "    kind: Gateway",
        "    name: public",
        "  hostnames:",
        "  - app.example.com",
        "  rules:",
        "  - backendRefs:",
        '    - group: ""',
        "      kind: Service",
        "      name: app",
        "      port: 80",
        "      weight: 1",
        "",
      ].join("\r\n"),
    },
  },
  {
    name: "lists a file that exists with equal routes",
    files: {
      "app/ingress.yaml": ingressText("app"),
      "app/app.httproute.yaml": routeText("app"),
      "app/kustomization.yaml": kustomization,
    },
    changes: {
      "app/kustomization.yaml":
        "resources:\n  - service.yaml\n  - ./ingress.yaml\n  - ./app.httproute.yaml\n",
    },
  },
  {
    name: "keeps a substitution that the Ingress has",
    files: { "ingress.yaml": ingressText("app", { host: "app.${DOMAIN}" }) },
    emissions: [emissionOf("default/app", [routeOf("app", { host: "app.${DOMAIN}" })])],
    changes: { "app.httproute.yaml": routeText("app", { host: "app.${DOMAIN}" }) },
  },
];

describe("the add wave", () => {
  it.each(cases)("$name", (row) => {
    const settings = { ...config, ...row.config };
    const emissions = row.emissions ?? [app];

    const first = rewriteAdd(snapshotOf(row.files), clusterOf(row.files), emissions, settings);

    const after = applied(row.files, first.value);
    expect(first.diagnostics).toEqual([]);
    expect(after).toEqual({ ...row.files, ...row.changes });
    const second = rewriteAdd(snapshotOf(after), clusterOf(after), emissions, settings);
    expect(second).toEqual({ value: { files: [] }, diagnostics: [] });
  });

  it("leaves a route that a person changed, says so, and still lists it", () => {
    const mine = `${routeText("app")}# mine\n`.replace("port: 80", "port: 8080");
    const files = {
      "app/ingress.yaml": ingressText("app"),
      "app/app.httproute.yaml": mine,
      "app/kustomization.yaml": kustomization,
    };

    const result = rewriteAdd(snapshotOf(files), clusterOf(files), [app], config);

    expect(result.value.files.map((file) => [file.action, file.path])).toEqual([
      ["edit", "app/kustomization.yaml"],
    ]);
    expect(result.diagnostics).toMatchObject([
      {
        code: "rewrite-route-differs",
        ingress: "default/app",
        params: { path: "app/app.httproute.yaml", object: "HTTPRoute app" },
      },
    ]);
  });

  it("leaves an appended route that a person changed and appends the missing one", () => {
    const changed = routeText("app").replace("port: 80", "port: 8080");
    const files = { "app.yaml": `${service}---\n${ingressText("app")}---\n${changed}` };
    const both = emissionOf("default/app", [routeOf("app"), routeOf("app-redirect")]);

    const result = rewriteAdd(snapshotOf(files), clusterOf(files), [both], config);

    expect(applied(files, result.value)).toEqual({
      "app.yaml": `${files["app.yaml"]}---\n${routeText("app-redirect")}`,
    });
    expect(result.diagnostics.map((diagnostic) => diagnostic.code)).toEqual(["rewrite-route-differs"]);
  });

  it("does not write a route again that stands in the Ingress's own file", () => {
    const files = {
      "app/ingress.yaml": `${ingressText("app")}---\n${routeText("app")}`,
      "app/kustomization.yaml": kustomization,
    };

    const result = rewriteAdd(snapshotOf(files), clusterOf(files), [app], config);

    expect(result).toEqual({ value: { files: [] }, diagnostics: [] });
  });

  it("changes nothing for a blocked emission", () => {
    const files = { "ingress.yaml": ingressText("app") };

    const result = rewriteAdd(snapshotOf(files), clusterOf(files), [{ ...app, blocked: true }], config);

    expect(result).toEqual({ value: { files: [] }, diagnostics: [] });
  });

  it("writes the route once for a text that two clusters deploy with the same routes", () => {
    const files = { "ingress.yaml": ingressText("app") };
    const other = { inventory: clusterOf(files, "dev"), emissions: [app] };

    const result = rewriteAdd(snapshotOf(files), clusterOf(files), [app], config, [other]);

    expect(result.diagnostics).toEqual([]);
    expect(result.value.files).toHaveLength(1);
  });

  it("leaves out of the text what a kustomization supplies, so that overlays can share a base", () => {
    const files = {
      "base/ingress.yaml": ingressText("app"),
      "base/kustomization.yaml": "resources:\n- ingress.yaml\n",
    };
    const rendered = (env: string) => {
      const inventory = clusterOf(files, env);
      const labels = { env };
      const ingresses = inventory.ingresses.map((ingress) => ({
        ...ingress,
        key: toIngressKey(env, "app"),
        namespace: env,
        labels,
        sourceKind: "kustomize" as const,
      }));
      const route = { ...routeOf("app"), metadata: { name: "app", labels } };
      return { inventory: { ...inventory, ingresses }, emissions: [emissionOf(`${env}/app`, [route])] };
    };
    const prod = rendered("prod");

    const result = rewriteAdd(snapshotOf(files), prod.inventory, prod.emissions, config, [rendered("dev")]);

    expect(result.diagnostics).toEqual([]);
    expect(applied(files, result.value)).toEqual({
      ...files,
      "base/app.httproute.yaml": routeText("app"),
      "base/kustomization.yaml": "resources:\n- ingress.yaml\n- app.httproute.yaml\n",
    });
  });

  it("moves the other Ingresses when one is refused, and leaves nothing of the refused one", () => {
    const files = {
      "a/ingress.yaml": ingressText("a"),
      "a/kustomization.yaml": "resources:\n- ingress.yaml\n",
      "b/kustomization.yaml": "# Generated by a tool, do not edit\nresources:\n- ../a/ingress.yaml\n",
      "c/ingress.yaml": ingressText("c"),
    };

    const result = rewriteAdd(
      snapshotOf(files),
      clusterOf(files),
      [emissionOf("default/a", [routeOf("a")]), emissionOf("default/c", [routeOf("c")])],
      config,
    );

    expect(result.value.files.map((file) => file.path)).toEqual(["c/c.httproute.yaml"]);
    expect(result.diagnostics).toMatchObject([
      { code: "rewrite-file-generated", ingress: "default/a", params: { path: "b/kustomization.yaml" } },
    ]);
  });

  const listing = (text: string): Files => ({
    "app/ingress.yaml": ingressText("app"),
    "app/kustomization.yaml": text,
  });
  const refusals: readonly {
    readonly name: string;
    readonly files: Files;
    readonly code: string;
    readonly emission?: Emission;
    readonly other?: Emission;
  }[] = [
    {
      name: "a templated kustomization",
      files: listing("resources:\n- ingress.yaml\n- '{{ .x }}'\n"),
      code: "rewrite-file-templated",
    },
    {
      name: "an aliased list",
      files: listing("x: &x\n- ingress.yaml\nresources: *x\n"),
      code: "yaml-edit-refused",
    },
    {
      name: "a list with an anchor used twice",
      files: listing("resources: &x\n- ingress.yaml\ny: *x\n"),
      code: "yaml-edit-refused",
    },
    {
      name: "an encrypted Ingress file",
      files: { "ingress.yaml": `${ingressText("app")}sops:\n  mac: x\n` },
      code: "rewrite-file-encrypted",
    },
    {
      name: "a generated Ingress file",
      files: { "ingress.yaml": `# This file is generated.\n${ingressText("app")}` },
      code: "rewrite-file-generated",
    },
    {
      name: "a name that is no name",
      files: { "ingress.yaml": ingressText("App_1") },
      emission: emissionOf("default/App_1", [routeOf("x")]),
      code: "rewrite-name-unsafe",
    },
    {
      name: "a substitution of our own",
      files: { "ingress.yaml": ingressText("app") },
      emission: emissionOf("default/app", [routeOf("app", { host: "${1}" })]),
      code: "rewrite-substitution",
    },
    {
      name: "a taken path",
      files: {
        "ingress.yaml": ingressText("app"),
        "app.httproute.yaml": routeText("x"),
        "default-app.httproute.yaml": routeText("y"),
      },
      code: "rewrite-path-taken",
    },
    {
      name: "a cluster that needs other routes from the same text",
      files: { "ingress.yaml": ingressText("app") },
      other: emissionOf("default/app", [routeOf("app", { host: "b" })]),
      code: "rewrite-sites-differ",
    },
  ];

  it.each(refusals)("refuses $name and changes nothing", ({ files, code, emission, other }) => {
    const others = other === undefined ? [] : [{ inventory: clusterOf(files, "dev"), emissions: [other] }];

    const result = rewriteAdd(snapshotOf(files), clusterOf(files), [emission ?? app], config, others);

    expect(result.value).toEqual({ files: [] });
    expect(result.diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
    expect(result.diagnostics[0]?.ingress).toBe(emission?.ingress ?? "default/app");
  });
});
