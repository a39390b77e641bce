/** Patches, replacements and patch files leave with the Ingress they are there for, and with nothing else. */
import { describe, expect, it } from "vitest";
import { afterRemoval } from "../../support/removal-story.ts";

const ingress = (name: string, labels = "") =>
  `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
  namespace: shop
${labels === "" ? "" : `  labels: {${labels}}\n`}spec:
  ingressClassName: nginx
  rules:
    - host: ${name}.base.test
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: ${name}, port: {number: 80}}}
`;

const service = `apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec:
  ports: [{port: 80}]
`;

const hostOf = (name: string, host: string) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: ${name}, namespace: shop}
spec:
  rules:
    - host: ${host}
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: ${name}, port: {number: 80}}}
`;

const servicePatch = `apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec:
  type: ClusterIP
`;

const base = {
  "base/kustomization.yaml": "resources:\n  - ingress.yaml\n  - service.yaml\n",
  "base/ingress.yaml": ingress("cart"),
  "base/service.yaml": service,
};

describe("what is there for the Ingress alone leaves with it", () => {
  it("a patch file, with its entry and its list", () => {
    const { removed, texts } = afterRemoval({
      ...base,
      "app/kustomization.yaml": "resources:\n  - ../base\npatches:\n  - path: host.yaml\n",
      "app/host.yaml": hostOf("cart", "cart.app.test"),
    });

    expect(removed).toEqual(["app/host.yaml", "base/ingress.yaml"]);
    expect(texts["app/kustomization.yaml"]).toBe("resources:\n  - ../base\n  - cart.httproute.yaml\n");
  });

  it("one entry of several, from the old lists too", () => {
    const { removed, texts } = afterRemoval({
      ...base,
      "app/kustomization.yaml": `resources:
  - ../base
patchesStrategicMerge:
  - service-patch.yaml # keeps the Service inside
  - host.yaml # the host of this place
patchesJson6902:
  - target: {group: networking.k8s.io, version: v1, kind: Ingress, name: cart}
    path: class.yaml
`,
      "app/host.yaml": hostOf("cart", "cart.app.test"),
      "app/class.yaml": "- {op: replace, path: /spec/ingressClassName, value: nginx}\n",
      "app/service-patch.yaml": servicePatch,
    });

    expect(removed).toEqual(["app/class.yaml", "app/host.yaml", "base/ingress.yaml"]);
    expect(texts["app/kustomization.yaml"]).toBe(`resources:
  - ../base
  - cart.httproute.yaml
patchesStrategicMerge:
  - service-patch.yaml # keeps the Service inside
`);
  });

  it("one document of a file with patches for others", () => {
    const { removed, texts } = afterRemoval({
      ...base,
      "app/kustomization.yaml": "resources: [../base]\npatches:\n  - path: all.yaml\n",
      "app/all.yaml": `${servicePatch}---\n${hostOf("cart", "cart.app.test")}`,
    });

    expect(removed).toEqual(["base/ingress.yaml"]);
    expect(texts["app/all.yaml"]).toBe(servicePatch);
    expect(texts["app/kustomization.yaml"]).toContain("path: all.yaml");
  });

  it("a replacement that writes into nothing else", () => {
    const { removed, texts } = afterRemoval({
      ...base,
      "app/kustomization.yaml": `resources: [../base, settings.yaml]
replacements:
  - source: {kind: ConfigMap, name: settings, fieldPath: data.host}
    targets:
      - select: {kind: Ingress, name: cart}
        fieldPaths: [spec.rules.0.host]
  - source: {kind: ConfigMap, name: settings, fieldPath: data.type}
    targets:
      - select: {kind: Service}
        fieldPaths: [spec.type]
        options: {create: true}
`,
      "app/settings.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\ndata: {host: cart.app.test, type: ClusterIP}\n",
    });

    expect(removed).toEqual(["base/ingress.yaml"]);
    expect(texts["app/kustomization.yaml"]).not.toContain("spec.rules.0.host");
    expect(texts["app/kustomization.yaml"]).toContain("spec.type");
  });

  it("a patch that deletes it in another place", () => {
    const { texts, notMoved } = afterRemoval({
      ...base,
      "app/kustomization.yaml": "resources: [../base]\n",
      "inner/kustomization.yaml": `resources: [../base]
namePrefix: inner-
patches:
  - patch: |
      $patch: delete
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: cart, namespace: shop}
  - path: service-patch.yaml
`,
      "inner/service-patch.yaml": servicePatch,
    });

    expect(notMoved).toEqual([]);
    expect(texts["inner/kustomization.yaml"]).toBe(`resources: [../base]
namePrefix: inner-
patches:
  - patch: |-
      $patch: delete
      apiVersion: gateway.networking.k8s.io/v1
      kind: HTTPRoute
      metadata:
        name: cart
        namespace: shop
  - path: service-patch.yaml
`);
  });

  it("a file that two entries use leaves with both, one that a generator reads stays", () => {
    const { removed } = afterRemoval({
      ...base,
      "app/kustomization.yaml": `resources: [../base]
configMapGenerator:
  - name: copy
    files: [patch.json=class.yaml]
patches:
  - path: host.yaml
  - {path: class.yaml, target: {kind: Ingress}}
  - path: host.yaml
`,
      "app/host.yaml": hostOf("cart", "cart.app.test"),
      "app/class.yaml": "- {op: replace, path: /spec/ingressClassName, value: nginx}\n",
    });

    expect(removed).toEqual(["app/host.yaml", "base/ingress.yaml"]);
  });
});

describe("what serves others as well stays", () => {
  const two = {
    "base/kustomization.yaml": "resources:\n  - cart.yaml\n  - wiki.yaml\n",
    "base/cart.yaml": ingress("cart"),
    "base/wiki.yaml": ingress("wiki"),
  };

  it("a patch whose selector takes an Ingress that stays", () => {
    const { removed, texts } = afterRemoval(
      {
        ...two,
        "app/kustomization.yaml": `resources: [../base]
patches:
  - target: {kind: Ingress}
    patch: |-
      - {op: add, path: /metadata/labels, value: {tier: edge}}
  - target: {kind: Ingress, name: ca.*}
    patch: |-
      - {op: replace, path: /spec/rules/0/host, value: cart.app.test}
`,
      },
      "shop/cart",
    );

    expect(removed).toEqual(["base/cart.yaml"]);
    expect(texts["app/kustomization.yaml"]).toContain("tier: edge");
    expect(texts["app/kustomization.yaml"]).not.toContain("cart.app.test");
  });

  it("a text of two patches inside a kustomization, and the Ingress with it", () => {
    const { removed, notMoved, texts } = afterRemoval({
      ...base,
      "app/kustomization.yaml": `resources: [../base]
patches:
  - patch: |
${`${servicePatch}---\n${hostOf("cart", "cart.app.test")}`.replace(/^/gm, "      ").trimEnd()}
`,
    });

    expect(removed).toEqual([]);
    expect(notMoved).toHaveLength(1);
    expect(texts["app/kustomization.yaml"]).toContain("cart.app.test");
  });

  it("a component whose patch another tree needs, and the Ingress with it", () => {
    const { removed, notMoved } = afterRemoval({
      ...two,
      "base/kustomization.yaml": "resources: [cart.yaml]\n",
      "other/kustomization.yaml": "resources: [cart.yaml]\ncomponents: [../host]\n",
      "other/cart.yaml": ingress("cart").replace("namespace: shop", "namespace: shop # of its own"),
      "host/kustomization.yaml":
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n  - path: host.yaml\n",
      "host/host.yaml": hostOf("cart", "cart.app.test"),
      "app/kustomization.yaml": "resources: [../base]\ncomponents: [../host]\n",
      ".github/tidegate.yml": `version: 1
target: {name: cilium, gatewayApi: "1.5"}
gateway: {name: public, namespace: gw}
clusters:
  - {name: app, paths: [app], target: {name: cilium, gatewayApi: "1.5"}}
`,
    });

    expect(removed).toEqual([]);
    expect(notMoved).toHaveLength(1);
  });

  it("an Ingress that the Flux Kustomization patches itself", () => {
    const flux = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: app, namespace: flux-system}
spec:
  path: ./app
  prune: true
  sourceRef: {kind: GitRepository, name: flux-system}
  patches:
    - patch: |
${hostOf("cart", "cart.flux.test").replace(/^/gm, "        ").trimEnd()}
`;
    const { removed, notMoved } = afterRemoval({
      ...base,
      "clusters/prod/app.yaml": flux,
      "app/kustomization.yaml": "resources: [../base]\n",
    });

    expect(removed).toEqual([]);
    expect(notMoved).toHaveLength(1);
  });
});
