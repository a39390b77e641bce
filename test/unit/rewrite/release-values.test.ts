import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../../src/model/kube.ts";
import type { Release } from "../../../src/model/release.ts";
import { rewriteAdd } from "../../../src/rewrite/add.ts";
import {
  beside,
  clusterWith,
  ingressFrom,
  type MadeIngress,
  redirectFor,
  releaseOf,
  remote,
  routeFor,
  type StatedRelease,
  valuesFile,
} from "./releases.ts";
import { applied, config, emissionOf, type Files, snapshotOf } from "./world.ts";

const grafana = { name: "grafana", chart: remote("grafana", "11.4.0") };

function add(
  files: Files,
  stated: StatedRelease,
  options: { readonly made?: MadeIngress; readonly objects?: readonly KubeObject[] } = {},
) {
  const release: Release = releaseOf(files, stated);
  const ingress = ingressFrom(release, options.made);
  const cluster = clusterWith([release], [ingress]);
  const objects = options.objects ?? [routeFor(ingress)];
  const emission = emissionOf(ingress.key, objects);
  const result = rewriteAdd(snapshotOf(files), cluster, [emission], config);
  return {
    after: applied(files, result.value),
    paths: result.value.files.map(({ path, action }) => `${action} ${path}`),
    codes: result.diagnostics.map(({ code }) => code),
    ingress,
  };
}

/** The route of `routeFor` in the values of the Grafana chart, `indent` deep. */
function routeValues(host: string, indent: string, eol = "\n"): string {
  const lines = [
    "route:",
    "  main:",
    "    enabled: true",
    "    parentRefs:",
    "      - group: gateway.networking.k8s.io",
    "        kind: Gateway",
    "        namespace: gateway-system",
    "        name: public",
    "        sectionName: http",
    "    hostnames:",
    `      - ${host}`,
    "    matches:",
    "      - path:",
    "          type: PathPrefix",
    "          value: /",
    "    timeouts:",
    "      request: 0s",
  ];
  return lines.map((line) => `${indent}${line}${eol}`).join("");
}

const block = `ingress:
  enabled: true
  ingressClassName: nginx
  hosts:
    - grafana.example.com # the public name
`;

describe("routes as values", () => {
  test("of a HelmRelease stand beside its ingress block", () => {
    const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: grafana
spec:
  values:
${block.replace(/^/gm, "    ").trimEnd()}
    persistence: # kept
      enabled: true
`;
    const files = { "apps/grafana.yaml": release };

    const { after, codes } = add(files, {
      ...grafana,
      layers: [{ path: "apps/grafana.yaml", base: ["spec", "values"], form: "map" }],
      owner: "apps/grafana.yaml",
      ownerKind: "flux",
      home: beside(),
    });

    expect(codes).toEqual([]);
    expect(after["apps/grafana.yaml"]).toBe(
      release.replace("    persistence", `${routeValues("grafana.example.com", "    ")}    persistence`),
    );
  });

  test.each([
    ["with CRLF line ends", block.replaceAll("\n", "\r\n"), "\r\n", ""],
    ["without a final newline", block.trimEnd(), "\n", "\n"],
    ["with comments around it", `# top\n${block}\n# next\npersistence: {}\n`, "\n", ""],
  ])("of a values file %s keep its habits", (_, text, eol, joint) => {
    const files = { "apps/values.yaml": text };
    const stated = {
      ...grafana,
      layers: [valuesFile("apps/values.yaml")],
      owner: "helmfile.yaml",
      home: beside(),
    };

    const { after, paths } = add(files, stated);

    const route = routeValues("grafana.example.com", "", eol);
    const end = text.indexOf("the public name") + "the public name".length;
    const rest = text.slice(end);
    const isOpen = rest === "";
    expect(paths).toEqual(["edit apps/values.yaml"]);
    expect(after["apps/values.yaml"]).toBe(
      isOpen
        ? text + joint + route.slice(0, -eol.length)
        : text.slice(0, end) +
            eol +
            (rest.startsWith("\n\n") ? `\n${route}` : route) +
            rest.slice(eol.length),
    );
  });

  test("leave anchors of the block alone", () => {
    const text = `ingress:
  enabled: true
  hosts:
    - &host grafana.example.com
grafana.ini:
  server:
    domain: *host
`;
    const files = { "apps/values.yaml": text };

    const { after } = add(files, {
      ...grafana,
      layers: [valuesFile("apps/values.yaml")],
      owner: "helmfile.yaml",
      home: beside(),
    });

    expect(after["apps/values.yaml"]).toBe(
      text.replace("grafana.ini", `${routeValues("grafana.example.com", "")}grafana.ini`),
    );
  });

  test("stand inside the string that holds an Application's values, template marks as they are", () => {
    const application = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
spec:
  template:
    spec:
      source:
        helm:
          values: |
            ingress:
              enabled: true
              hosts:
                - grafana.{{cluster}}.example.com
            adminUser: <path:secret/grafana#user>
      destination: {namespace: shop}
`;
    const files = { "argocd/grafana.yaml": application };
    const base = ["spec", "template", "spec", "source", "helm", "values"];
    const stated: StatedRelease = {
      ...grafana,
      layers: [
        {
          path: "argocd/grafana.yaml",
          base,
          form: "string",
          filled: (text) => text.replaceAll("{{cluster}}", "prod"),
        },
      ],
      owner: "argocd/grafana.yaml",
      ownerKind: "argocd",
      home: { kind: "none", why: "the Application deploys a chart alone" },
    };

    const { after, codes } = add(files, stated);

    expect(codes).toEqual([]);
    expect(after["argocd/grafana.yaml"]).toBe(
      application.replace(
        "            adminUser",
        `${routeValues('"grafana.{{cluster}}.example.com"', "            ").replace(/- "(.*)"/, "- $1")}            adminUser`,
      ),
    );
    const again = add({ ...files, ...after }, stated);
    expect(again.paths).toEqual([]);
    expect(again.codes).toEqual([]);
  });

  test("stand inside an entry of a ConfigMap", () => {
    const text = `apiVersion: v1
kind: ConfigMap
metadata: {name: grafana-values}
data:
  values.yaml: |
    ingress:
        enabled: true
        hosts: [grafana.example.com]
    persistence:
        enabled: false
`;
    const files = { "apps/values-map.yaml": text };

    const { after, codes } = add(files, {
      ...grafana,
      layers: [{ path: "apps/values-map.yaml", base: ["data", "values.yaml"], form: "string" }],
      owner: "apps/release.yaml",
      home: beside(),
    });

    expect(codes).toEqual([]);
    expect(after["apps/values-map.yaml"]).toContain(`        hosts: [grafana.example.com]
    route:
        main:
            enabled: true
            parentRefs:
`);
    expect(after["apps/values-map.yaml"]?.endsWith("    persistence:\n        enabled: false\n")).toBe(true);
  });

  test("are written once: a second run changes nothing", () => {
    const files = { "apps/values.yaml": block };
    const stated = {
      ...grafana,
      layers: [valuesFile("apps/values.yaml")],
      owner: "helmfile.yaml",
      home: beside(),
    };
    const first = add(files, stated);

    const second = add(first.after, stated);

    expect(first.paths).toEqual(["edit apps/values.yaml"]);
    expect(second.paths).toEqual([]);
    expect(second.codes).toEqual([]);
  });

  test("leave what they cannot say to a manifest beside the release", () => {
    const files = {
      "apps/grafana.yaml": "kind: HelmRelease\n",
      "apps/values.yaml": block,
      "apps/kustomization.yaml": "resources:\n  - grafana.yaml\n  - other.yaml\n",
    };
    const stated = {
      ...grafana,
      layers: [valuesFile("apps/values.yaml")],
      owner: "apps/grafana.yaml",
      home: beside("apps/kustomization.yaml"),
    };
    const release = releaseOf(files, stated);
    const ingress = ingressFrom(release);

    const { after, paths } = add(files, stated, { objects: [routeFor(ingress), redirectFor(ingress)] });

    expect(paths).toEqual([
      "add apps/grafana.httproute.yaml",
      "edit apps/kustomization.yaml",
      "edit apps/values.yaml",
    ]);
    expect(after["apps/kustomization.yaml"]).toBe(
      "resources:\n  - grafana.yaml\n  - grafana.httproute.yaml\n  - other.yaml\n",
    );
    expect(after["apps/grafana.httproute.yaml"]).toContain("  name: grafana-redirect\n  namespace: shop\n");
    expect(after["apps/grafana.httproute.yaml"]).not.toContain("name: grafana\n");
  });

  test("do not go over a person's own", () => {
    const files = {
      "apps/values.yaml": `${block}route:\n  main:\n    enabled: true\n    hostnames: [mine.example.com]\n`,
    };

    const { paths, codes } = add(files, {
      ...grafana,
      layers: [valuesFile("apps/values.yaml")],
      owner: "helmfile.yaml",
      home: beside(),
    });

    expect(paths).toEqual([]);
    expect(codes).toEqual(["helm-values-taken"]);
  });

  test("carry a variable of the block's own hosts and no other", () => {
    const text = block.replace("grafana.example.com", "grafana.$" + "{DOMAIN}");
    const files = { "apps/values.yaml": text };
    const stated = {
      ...grafana,
      layers: [valuesFile("apps/values.yaml")],
      owner: "helmfile.yaml",
      home: beside(),
    };
    const made = { host: "grafana.$" + "{DOMAIN}" };
    const release = releaseOf(files, stated);
    const route = routeFor(ingressFrom(release));
    const foreign = { ...route, spec: { ...(route.spec as object), hostnames: ["$" + "{OTHER}"] } }; // a map

    const own = add(files, stated, {
      made,
      objects: [{ ...route, spec: { ...(route.spec as object), hostnames: [made.host] } }],
    }); // a map
    const other = add(files, stated, { made, objects: [foreign] });

    expect(own.codes).toEqual([]);
    expect(own.after["apps/values.yaml"]).toContain("      - grafana.$" + "{DOMAIN}\n    matches");
    expect(other.paths).toEqual([]);
    expect(other.codes).toEqual(["helm-values-substitution"]);
  });
});

describe("files that are not edited", () => {
  test.each([
    [
      "encrypted",
      "apps/values.yaml",
      `${block}sops:\n  mac: ENC[AES256_GCM,data:x]\n`,
      [],
      ["helm-values-encrypted"],
    ],
    ["a template", "apps/values.yaml.gotmpl", block, [], ["helm-values-templated"]],
    [
      "generated",
      "apps/values.yaml",
      `# Code generated by tool. DO NOT EDIT.\n${block}`,
      ["add apps/grafana.httproute.yaml"],
      ["helm-companion"],
    ],
  ])("%s", (_, path, text, paths, codes) => {
    const files = { [path]: text, "apps/release.yaml": "kind: HelmRelease\n" };

    const result = add(files, {
      ...grafana,
      layers: [valuesFile(path)],
      owner: "apps/release.yaml",
      home: beside(),
    });

    expect(result.paths).toEqual(paths);
    expect(result.codes).toEqual(codes);
    expect(result.after[path]).toBe(text);
  });
});
