import { expect, test } from "vitest";
import type { RepoPath } from "../../../src/model/brands.ts";
import { memorySnapshot } from "../../../src/model/memory-snapshot.ts";
import { findGateways } from "../../../src/sources/gateways.ts";
import { takeInventory } from "../../../src/sources/inventory.ts";
import { fileRole, ingressKindAt } from "../../../src/sources/prefilter.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";
import { defaultConfig } from "./config-for-tests.ts";
import { ingressText } from "./story.ts";

const at = (text: string) => ingressKindAt(new TextEncoder().encode(text));

test.each([
  "kind: Ingress",
  "kind: Ingress\n",
  'kind: "Ingress"',
  "kind:Ingress",
  "{kind: Ingress}",
  '{"kind":"Ingress"}',
  "kind:\n  Ingress\n",
  "kind: >-\n  Ingress\n",
  "kind: !!str Ingress",
  "kind: &k Ingress # x",
  "kind: IngressList",
  "{kind: Ingress, a: b}",
  "kind: Ingress \r\n",
  "kind: Ingress{{ x }}",
  "kind : Ingress",
  "kind: # what it is\n  Ingress",
  "kind:\n\n  Ingress",
  "kind:\n  # what it is\n  Ingress",
  "kind: !!str\n  Ingress",
  "Ingress",
  "'kind' : Ingress",
  "? kind\n: Ingress",
  "*k : Ingress",
  "- kind: Ingress",
  "policyTypes: [Ingress]\n---\nkind: Ingress",
  "# kind: Ingress\nkind: Ingress",
])("%j may define an Ingress", (text) => {
  expect(at(text)).toBeGreaterThanOrEqual(0);
});

test.each([
  "",
  "kind: Service",
  "kind: IngressRoute",
  "kind: IngressClass",
  "kind: MyIngress",
  "policyTypes: [Ingress, Egress]",
  "policyTypes: [Egress, Ingress]",
  "policyTypes:\n  - Ingress\n",
  'policyTypes:\n- "Ingress"\n',
  "# kind: Ingress",
  "  # the Ingress of x",
  "ingress: true",
  "title: Ingress",
  "description: |-\n  Ingress is an object",
  "kind: Ingress of old",
  "description: a word about\n  the old\n  Ingress and more",
  '{"title": "Ingress controller"}',
  '"name": "Ingress"',
  "id: Ingress",
])("%j cannot", (text) => {
  expect(at(text)).toBe(-1);
});

test.each([
  ["a.yaml", "manifest"],
  ["a.YML", "manifest"],
  ["a.json", "manifest"],
  ["k/kustomization.yaml", "kustomization"],
  ["Kustomization", "kustomization"],
  ["values.yaml.gotmpl", "template"],
  ["_helpers.tpl", "template"],
  ["main.tf", "code"],
  ["README.md", "other"],
])("%s is a %s file", (path, role) => {
  expect(fileRole(path as RepoPath)).toBe(role);
});

/** 9,000 files as GitOps repositories have them; 13 of them hold an Ingress. */
function largeRepository(): Record<string, string> {
  const files: Record<string, string> = {};
  for (let index = 0; index < 2250; index++) {
    const app = `apps/app-${index}`;
    const hasIngress = index % 174 === 0;
    files[`${app}/deployment.yaml`] =
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app-${index}}\n`;
    files[`${app}/service.yaml`] =
      `apiVersion: v1\nkind: Service\nmetadata: {name: web-${index}-svc}\nspec: {ports: [{name: http, port: 80}]}\n`;
    files[`${app}/policy.yaml`] =
      "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec:\n  policyTypes: [Ingress]\n  ingress: []\n";
    files[`${app}/${hasIngress ? "ingress" : "values"}.yaml`] = hasIngress
      ? ingressText({
          name: `app-${index}`,
          namespace: "n",
          host: `app-${index}.example.com`,
          service: `web-${index}-svc`,
          port: "http",
        })
      : "replicas: 2\nresources: {}\n";
  }
  return files;
}

test("of 9,000 files with 13 Ingresses only those and their Services are parsed", () => {
  const files = largeRepository();
  const parsed = new Map<string, number>();

  const { value } = takeInventory(memorySnapshot(files), defaultConfig(), {
    readYaml: (path, text) => {
      parsed.set(path, (parsed.get(path) ?? 0) + 1);
      return readYamlFile(path, text);
    },
  });

  expect(Object.keys(files)).toHaveLength(9000);
  expect(value.clusters[0]?.ingresses).toHaveLength(13);
  expect(value.clusters[0]?.services).toHaveLength(13);
  expect(parsed.size).toBe(26);
  expect([...parsed.values()].every((count) => count === 1)).toBe(true);
});

test("a repository without any Ingress is not parsed at all", () => {
  let parses = 0;
  const snapshot = memorySnapshot({
    "kustomization.yaml": "resources: [service.yaml]\n",
    "service.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n",
  });

  takeInventory(snapshot, defaultConfig(), {
    readYaml: (path, text) => {
      parses += 1;
      return readYamlFile(path, text);
    },
  });

  expect(parses).toBe(0);
});

test("Gateways are found with the namespace a kustomization gives them, and not in CRDs", () => {
  const snapshot = memorySnapshot({
    "g/kustomization.yaml": "namespace: infra\nresources: [g.yaml]\n",
    "g/g.yaml":
      "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge}\nspec: {listeners: []}\n",
    "old/g.yaml":
      "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: old, namespace: x}\nspec: {listeners: []}\n",
    "crd.yaml":
      "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: {group: gateway.networking.k8s.io, listeners: 1}\n",
  });

  const found = findGateways(snapshot, ["old/**"]);

  expect(found.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual(["infra/edge"]);
});
