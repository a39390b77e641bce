import { describe, expect, test } from "vitest";
import type { ChartFiles } from "../../../src/model/render.ts";
import { extraObjectsOf, readExtraObjects } from "../../../src/sources/helm/edit/extra-objects.ts";

function chart(files: Readonly<Record<string, string>>): ChartFiles {
  return new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
}

const nobody = { name: "unheard-of", version: "1.0.0" };
const printing = "{{ range .Values.extraObjects }}\n---\n{{ tpl (toYaml .) $ }}\n{{ end }}\n";

describe("a chart's list of further objects", () => {
  test.each([
    ["extraObjects", { "values.yaml": "extraObjects: []\n", "templates/extra.yaml": printing }],
    [
      "extraManifests",
      {
        "values.yaml": "extraManifests: null\n",
        "templates/extra.yaml":
          "{{- $all := .Values.extraManifests | default (list) }}\n{{- range $all }}\n---\n{{ tpl (toYaml .) $ }}\n{{- end }}\n",
      },
    ],
    [
      "extraDeploy",
      {
        "values.yaml": "extraDeploy: []\n",
        "templates/extra-list.yaml":
          '{{- range .Values.extraDeploy }}\n---\n{{ include "common.tplvalues.render" (dict "value" . "context" $) }}\n{{- end }}\n',
      },
    ],
  ])("%s is known by its files", (key, files) => {
    expect(extraObjectsOf(nobody, chart(files))).toEqual({ key });
  });

  test.each([
    ["whose defaults do not name it", { "values.yaml": "a: 1\n", "templates/extra.yaml": printing }],
    ["whose default is a map", { "values.yaml": "extraObjects: {}\n", "templates/extra.yaml": printing }],
    [
      "that takes texts alone",
      {
        "values.yaml": "extraObjects: []\n",
        "templates/extra.yaml": "{{ range .Values.extraObjects }}\n---\n{{ tpl . $ }}\n{{ end }}\n",
      },
    ],
    [
      "where only a sub-chart prints it",
      { "values.yaml": "extraObjects: []\n", "charts/sub/templates/extra.yaml": printing },
    ],
  ])("is none of a chart %s, whatever its name", (_, files) => {
    expect(extraObjectsOf({ name: "grafana", version: "11.4.0" }, chart(files))).toBeUndefined();
  });

  test.each([
    [{ name: "grafana", version: "8.2.0" }, "extraObjects"],
    [{ name: "kube-prometheus-stack", version: "46.2.0" }, "extraManifests"],
    [{ name: "kube-prometheus-stack", version: "46.1.0" }, undefined],
    [{ name: "grafana", version: undefined }, undefined],
    [{ name: "grafana", version: "8.2.0", repository: "https://charts.bitnami.com/bitnami" }, undefined],
    [{ name: "podinfo", version: "6.9.0" }, undefined],
    [nobody, undefined],
  ])("of %o without its files is known by its version", (identity, key) => {
    expect(extraObjectsOf(identity, undefined)?.key).toBe(key);
  });

  test("is read back, except for what only Helm can fill in", () => {
    const route = { apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute", metadata: { name: "a" } };
    const list = [
      route,
      "apiVersion: v1\nkind: Secret\nmetadata:\n  name: b\n",
      { ...route, metadata: { name: "{{ .Release.Name }}" } },
      "metadata: {}",
      7,
    ];

    expect(readExtraObjects(list)).toEqual([
      route,
      { apiVersion: "v1", kind: "Secret", metadata: { name: "b" } },
    ]);
    expect(readExtraObjects({ a: route })).toEqual([]);
  });
});
