import { describe, expect, test } from "vitest";
import { generatorFile } from "../../../src/sources/flux/generator-file.ts";
import type { FluxOverlay } from "../../../src/sources/flux/kustomization.ts";
import { kustomizationText, overlayFields } from "../../../src/sources/flux/overlay-text.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";
import { pathOf, readerOf } from "./repository.ts";

const overlay: FluxOverlay = {
  namespace: "web",
  namePrefix: undefined,
  nameSuffix: "-x",
  patches: [{ patch: "- op: remove\n  path: /spec/tls\n", target: { kind: "Ingress" } }],
  patchesStrategicMerge: [{ kind: "Deployment" }],
  patchesJson6902: [{ target: { kind: "Service" }, patch: [{ op: "remove", path: "/a" }] }],
  components: ["../part"],
  ignoreMissingComponents: false,
  images: [],
};

function builtFrom(text: string | undefined) {
  const file = text === undefined ? undefined : readYamlFile(pathOf("k/kustomization.yaml"), text).value;
  const built = kustomizationText(file, ["a.yaml", "sub"], overlayFields(overlay));
  const read = built === undefined ? undefined : readYamlFile(pathOf("k/kustomization.yaml"), built).value;
  return { text: built, value: read?.documents[0]?.value, document: read?.documents[0] };
}

const own = {
  namespace: "web",
  nameSuffix: "-x",
  components: ["../part"],
  patches: overlay.patches,
  patchesStrategicMerge: ['{"kind":"Deployment"}'],
  patchesJson6902: [{ target: { kind: "Service" }, patch: '[{"op":"remove","path":"/a"}]' }],
};

describe("the kustomization that is built", () => {
  test("is made for a directory without one", () => {
    expect(builtFrom(undefined).value).toEqual({
      apiVersion: "kustomize.config.k8s.io/v1beta1",
      kind: "Kustomization",
      resources: ["a.yaml", "sub"],
      ...own,
    });
  });

  test("keeps the lines of the directory's own", () => {
    const { value, document } = builtFrom(
      "# ours\nnamespace: old\npatches:\n  - path: p.yaml\n    # why\n  - path: q.yaml\nresources:\n- a.yaml\n- b.yaml",
    );

    expect(value).toEqual({
      ...own,
      resources: ["a.yaml", "b.yaml"],
      patches: [{ path: "p.yaml" }, { path: "q.yaml" }, ...overlay.patches],
    });
    expect(document?.place(["resources", 1]).line).toBe(9);
  });

  test.each([
    "{resources: [a.yaml]}",
    "resources: &r\n  - a.yaml\ncomponents: []\n",
    "resources: [a.yaml]\npatches:\n",
  ])("is right for %j too", (text) => {
    expect(builtFrom(text).value).toMatchObject({ resources: ["a.yaml"], ...own });
  });

  test("is the file itself when nothing changes", () => {
    const file = readYamlFile(pathOf("k.yaml"), "resources: [a.yaml]\n").value;

    expect(kustomizationText(file, undefined, { set: {}, append: { patches: [] }, merge: {} })).toBe(
      file.text,
    );
  });

  test("is none for a file that is no kustomization", () => {
    expect(builtFrom("- a\n").text).toBeUndefined();
  });
});

test("a key of a generated ConfigMap leads to its file", () => {
  const reader = readerOf({
    "app/kustomization.yaml":
      "resources: [x.yaml]\nconfigMapGenerator:\n  - name: values\n    files: [values.yaml=./helm/values.yaml, other.yaml]\n",
    "app/helm/values.yaml": "",
    "app/other.yaml": "",
  });
  const place = { path: pathOf("app/kustomization.yaml"), line: 3, column: 5 };

  expect(generatorFile(reader, place, "values.yaml")).toBe("app/helm/values.yaml");
  expect(generatorFile(reader, place, "other.yaml")).toBe("app/other.yaml");
  expect(generatorFile(reader, place, "nope.yaml")).toBeUndefined();
  expect(generatorFile(reader, { ...place, line: 9 }, "values.yaml")).toBeUndefined();
});
