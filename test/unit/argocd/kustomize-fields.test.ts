import { expect, test } from "vitest";
import { kustomizeFields } from "../../../src/sources/argocd/kustomize-fields.ts";

const overlay = {
  namePrefix: "p-",
  nameSuffix: undefined,
  namespace: "web",
  commonLabels: { team: "a" },
  labelWithoutSelector: false,
  commonAnnotations: { note: "b" },
  images: [],
  replicas: [],
  patches: [{ path: "x.yaml" }],
  components: ["../part"],
};

test("an Application's kustomize settings become fields of the kustomization that is built", () => {
  expect(kustomizeFields(overlay)).toEqual({
    set: { namePrefix: "p-", namespace: "web" },
    append: { patches: [{ path: "x.yaml" }], components: ["../part"], labels: [] },
    merge: { commonAnnotations: { note: "b" }, commonLabels: { team: "a" } },
  });
});

test("labels without selectors go to the list of labels", () => {
  expect(kustomizeFields({ ...overlay, labelWithoutSelector: true })).toMatchObject({
    append: { labels: [{ pairs: { team: "a" } }] },
    merge: { commonLabels: {} },
  });
});
