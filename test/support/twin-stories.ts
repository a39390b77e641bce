/** Repositories whose overlays patch an Ingress of one base; `after` is what the add wave makes of the prod overlay. */
const ingress = (more = "") => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: cart
${more === "" ? "" : `  ${more}\n`}spec:
  ingressClassName: nginx
  rules:
    - host: cart.base.test
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: cart, port: {number: 80}}}
`;

const service = `apiVersion: v1
kind: Service
metadata: {name: cart}
spec:
  ports: [{port: 80}]
`;

const base = {
  "base/kustomization.yaml": "resources:\n  - ingress.yaml\n  - service.yaml\n",
  "base/ingress.yaml": ingress(),
  "base/service.yaml": service,
};

const staging = {
  "staging/kustomization.yaml": "namespace: staging\nresources: [../base]\n",
};

const hostPatch = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: cart
spec:
  rules:
    - host: cart.prod.test
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: cart, port: {number: 80}}}
`;

export interface Story {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Directories that are deployed. */
  readonly directories: readonly string[];
  /** Texts that the wave leaves, of those that say most. */
  readonly after: Readonly<Record<string, string>>;
}

const both = ["prod", "staging"];

export const stories: readonly Story[] = [
  {
    name: "a host by operations in the kustomization",
    files: {
      ...base,
      ...staging,
      "prod/kustomization.yaml": `namespace: prod
resources: [../base]
patches:
  - target: {kind: Ingress, name: cart}
    patch: |-
      - {op: replace, path: /spec/rules/0/host, value: cart.prod.test}
  # the Service stays inside
  - patch: |
      apiVersion: v1
      kind: Service
      metadata: {name: cart}
      spec: {type: ClusterIP}
`,
    },
    directories: both,
    after: {
      "prod/kustomization.yaml": `namespace: prod
resources: [../base]
patches:
  - target: {kind: Ingress, name: cart}
    patch: |-
      - {op: replace, path: /spec/rules/0/host, value: cart.prod.test}
  - target: {group: gateway.networking.k8s.io, version: v1, kind: HTTPRoute, name: cart}
    patch: |-
      - {op: replace, path: /spec/hostnames/0, value: cart.prod.test}
  # the Service stays inside
  - patch: |
      apiVersion: v1
      kind: Service
      metadata: {name: cart}
      spec: {type: ClusterIP}
`,
    },
  },
  {
    name: "a host by a merge file",
    files: {
      ...base,
      ...staging,
      "prod/kustomization.yaml":
        "namespace: prod\nresources:\n- ../base\npatches:\n- path: patches/host.yaml\n",
      "prod/patches/host.yaml": hostPatch,
    },
    directories: both,
    after: {
      "prod/kustomization.yaml": `namespace: prod
resources:
- ../base
patches:
- path: patches/host.yaml
- path: patches/cart.httproute-patch.yaml
  target:
    group: gateway.networking.k8s.io
    version: v1
    kind: HTTPRoute
    name: cart
`,
      "prod/patches/cart.httproute-patch.yaml": `- op: replace
  path: /spec/hostnames/0
  value: cart.prod.test
`,
    },
  },
  {
    name: "a host in TLS too, so two routes",
    files: {
      ...base,
      ...staging,
      "base/ingress.yaml": `${ingress()}  tls:\n    - {hosts: [cart.base.test], secretName: cart-tls}\n`,
      "prod/kustomization.yaml": `namespace: prod
resources: [../base]
patches:
  - path: host.json
    target: {kind: Ingress}
`,
      "prod/host.json": `[{"op": "replace", "path": "/spec/rules/0/host", "value": "cart.prod.test"},
 {"op": "replace", "path": "/spec/tls/0/hosts/0", "value": "cart.prod.test"}]
`,
    },
    directories: both,
    after: {
      "prod/kustomization.yaml": `namespace: prod
resources: [../base]
patches:
  - path: host.json
    target: {kind: Ingress}
  - path: cart.httproute-patch.yaml
    target: {group: gateway.networking.k8s.io, version: v1, kind: HTTPRoute, name: cart}
  - path: cart.httproute-patch.yaml
    target: {group: gateway.networking.k8s.io, version: v1, kind: HTTPRoute, name: cart-redirect}
`,
      "prod/cart.httproute-patch.yaml": "- op: replace\n  path: /spec/hostnames/0\n  value: cart.prod.test\n",
    },
  },
  {
    name: "another path and one more",
    files: {
      ...base,
      ...staging,
      "prod/kustomization.yaml": `namespace: prod
resources: [../base]
patches:
  - target:
      kind: Ingress
    patch: |-
      - op: replace
        path: /spec/rules/0/http/paths/0/path
        value: /shop
      - op: add
        path: /spec/rules/0/http/paths/-
        value: {path: /api, pathType: Exact, backend: {service: {name: cart, port: {number: 80}}}}
`,
    },
    directories: both,
    after: {},
  },
  {
    name: "the overlay takes it away",
    files: {
      ...base,
      ...staging,
      "prod/kustomization.yaml": `namespace: prod
resources: [../base]
patches:
  - patch: |-
      $patch: delete
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata:
        name: cart
`,
    },
    directories: both,
    after: {
      "prod/kustomization.yaml": `namespace: prod
resources: [../base]
patches:
  - patch: |-
      $patch: delete
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata:
        name: cart
  - patch: |-
      $patch: delete
      apiVersion: gateway.networking.k8s.io/v1
      kind: HTTPRoute
      metadata:
        name: cart
`,
    },
  },
  {
    name: "a component that one overlay takes in",
    files: {
      ...base,
      ...staging,
      "component/kustomization.yaml": `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches:
  - target: {kind: Ingress}
    patch: |-
      - op: add
        path: /metadata/labels
        value: {edge: public}
      - op: replace
        path: /spec/rules/0/host
        value: cart.public.test
`,
      "prod/kustomization.yaml": "namespace: prod\nresources: [../base]\ncomponents: [../component]\n",
    },
    directories: both,
    after: {
      "component/kustomization.yaml": `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches:
  - target: {kind: Ingress}
    patch: |-
      - op: add
        path: /metadata/labels
        value: {edge: public}
      - op: replace
        path: /spec/rules/0/host
        value: cart.public.test
  - target: {group: gateway.networking.k8s.io, version: v1, kind: HTTPRoute, name: cart}
    patch: |-
      - op: add
        path: /metadata/labels
        value:
          edge: public
      - op: replace
        path: /spec/hostnames/0
        value: cart.public.test
`,
    },
  },
  {
    name: "patches at two levels",
    files: {
      ...base,
      "region/kustomization.yaml": `resources: [../base]
labels: [{pairs: {region: north}}]
patches:
  - target: {kind: Ingress, name: cart}
    patch: |-
      - {op: replace, path: /spec/rules/0/http/paths/0/path, value: /shop}
`,
      "prod/kustomization.yaml": `namespace: prod
resources: [../region]
patches:
  - target: {kind: Ingress, name: cart}
    patch: |-
      - {op: replace, path: /spec/rules/0/host, value: cart.prod.test}
`,
      "staging/kustomization.yaml": `namespace: staging
resources: [../region]
patches:
  - target: {kind: Ingress, name: cart}
    patch: |-
      - {op: replace, path: /spec/rules/0/host, value: cart.staging.test}
`,
    },
    directories: both,
    after: {
      "region/kustomization.yaml": `resources: [../base]
labels: [{pairs: {region: north}}]
patches:
  - target: {kind: Ingress, name: cart}
    patch: |-
      - {op: replace, path: /spec/rules/0/http/paths/0/path, value: /shop}
  - target: {group: gateway.networking.k8s.io, version: v1, kind: HTTPRoute, name: cart}
    patch: |-
      - {op: replace, path: /spec/rules/0/matches/0/path/value, value: /shop}
`,
      "prod/kustomization.yaml": `namespace: prod
resources: [../region]
patches:
  - target: {kind: Ingress, name: cart}
    patch: |-
      - {op: replace, path: /spec/rules/0/host, value: cart.prod.test}
  - target: {group: gateway.networking.k8s.io, version: v1, kind: HTTPRoute, name: cart}
    patch: |-
      - {op: replace, path: /spec/hostnames/0, value: cart.prod.test}
`,
    },
  },
  {
    name: "the old list of merges, file and text",
    files: {
      ...base,
      "prod/kustomization.yaml": `namespace: prod
bases:
  - ../base
patchesStrategicMerge:
  - host.yaml
`,
      "prod/host.yaml": hostPatch,
      "staging/kustomization.yaml": `namespace: staging
resources: [../base]
patchesStrategicMerge:
  - |-
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: cart
      labels: {stage: staging}
`,
    },
    directories: both,
    after: {
      "prod/kustomization.yaml": `namespace: prod
bases:
  - ../base
patchesStrategicMerge:
  - host.yaml
  - cart.httproute-patch.yaml
`,
      "prod/cart.httproute-patch.yaml": `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: cart
spec:
  hostnames:
    - cart.prod.test
`,
      "staging/kustomization.yaml": `namespace: staging
resources: [../base]
patchesStrategicMerge:
  - |-
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: cart
      labels: {stage: staging}
  - |-
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: cart
      labels:
        stage: staging
`,
    },
  },
  {
    name: "the old list of operations, file and text",
    files: {
      ...base,
      "prod/kustomization.yaml": `namespace: prod
commonLabels: {stage: prod}
resources: [../base]
patchesJson6902:
  - path: host.json
    target: {group: networking.k8s.io, version: v1, kind: Ingress, name: cart}
`,
      "prod/host.json": `[{"op": "replace", "path": "/spec/rules/0/host", "value": "cart.prod.test"}]\n`,
      "staging/kustomization.yaml": `namespace: staging
resources: [../base]
patchesJson6902:
- target: {group: networking.k8s.io, version: v1, kind: Ingress, name: cart}
  patch: |-
    - op: replace
      path: /spec/rules/0/host
      value: cart.staging.test
`,
    },
    directories: both,
    after: {
      "prod/kustomization.yaml": `namespace: prod
commonLabels: {stage: prod}
resources: [../base]
patchesJson6902:
  - path: host.json
    target: {group: networking.k8s.io, version: v1, kind: Ingress, name: cart}
  - path: cart.httproute-patch.yaml
    target: {group: gateway.networking.k8s.io, version: v1, kind: HTTPRoute, name: cart}
`,
      "staging/kustomization.yaml": `namespace: staging
resources: [../base]
patchesJson6902:
- target: {group: networking.k8s.io, version: v1, kind: Ingress, name: cart}
  patch: |-
    - op: replace
      path: /spec/rules/0/host
      value: cart.staging.test
- target: {group: gateway.networking.k8s.io, version: v1, kind: HTTPRoute, name: cart}
  patch: |-
    - op: replace
      path: /spec/hostnames/0
      value: cart.staging.test
`,
    },
  },
  {
    name: "line ends of another system and no last one",
    files: {
      ...base,
      ...staging,
      "prod/kustomization.yaml":
        "namespace: prod\r\nresources:\r\n  - ../base\r\npatches:\r\n  - target: {kind: Ingress, name: cart}\r\n    patch: |-\r\n      - {op: replace, path: /spec/rules/0/host, value: cart.prod.test}",
    },
    directories: both,
    after: {
      "prod/kustomization.yaml":
        "namespace: prod\r\nresources:\r\n  - ../base\r\npatches:\r\n  - target: {kind: Ingress, name: cart}\r\n    patch: |-\r\n      - {op: replace, path: /spec/rules/0/host, value: cart.prod.test}\r\n  - target: {group: gateway.networking.k8s.io, version: v1, kind: HTTPRoute, name: cart}\r\n    patch: |-\r\n      - {op: replace, path: /spec/hostnames/0, value: cart.prod.test}",
    },
  },
  {
    name: "one patch for two Ingresses",
    files: {
      ...base,
      ...staging,
      "base/kustomization.yaml": "resources:\n  - ingress.yaml\n  - pay.yaml\n  - service.yaml\n",
      "base/pay.yaml": ingress("labels: {app: pay}")
        .replaceAll("cart.base", "pay.base")
        .replace("name: cart", "name: pay"),
      "prod/kustomization.yaml": `namespace: prod
resources: [../base]
patches:
  - target: {kind: Ingress}
    patch: |-
      - op: add
        path: /metadata/annotations
        value: {team: shop}
`,
    },
    directories: both,
    after: {
      "prod/kustomization.yaml": `namespace: prod
resources: [../base]
patches:
  - target: {kind: Ingress}
    patch: |-
      - op: add
        path: /metadata/annotations
        value: {team: shop}
  - target: {group: gateway.networking.k8s.io, version: v1, kind: HTTPRoute, name: cart}
    patch: |-
      - op: add
        path: /metadata/annotations
        value:
          team: shop
  - target: {group: gateway.networking.k8s.io, version: v1, kind: HTTPRoute, name: pay}
    patch: |-
      - op: add
        path: /metadata/annotations
        value:
          team: shop
`,
    },
  },
  {
    name: "an annotation that changes what the route does",
    files: {
      ...base,
      ...staging,
      "prod/kustomization.yaml": `namespace: prod
resources: [../base]
patches:
  - target: {kind: Ingress, name: cart}
    patch: |-
      - op: add
        path: /metadata/annotations
        value: {nginx.ingress.kubernetes.io/app-root: /shop}
`,
    },
    directories: both,
    after: {},
  },
];

/** Repositories whose routes belong beside the overlays. */
export const fallbacks: readonly (Omit<Story, "after"> & {
  readonly target?: string;
  readonly why: string;
})[] = [
  {
    name: "an overlay that brings TLS",
    why: "a redirect comes with it",
    files: {
      ...base,
      ...staging,
      "prod/kustomization.yaml": `namespace: prod
resources: [../base]
patches:
  - target: {kind: Ingress, name: cart}
    patch: |-
      - {op: add, path: /spec/tls, value: [{hosts: [cart.base.test], secretName: cart-tls}]}
`,
    },
    directories: both,
  },
  {
    name: "an overlay that brings a policy",
    why: "an object comes with it",
    target: `{name: envoy-gateway, gatewayApi: "1.5"}`,
    files: {
      ...base,
      ...staging,
      "prod/kustomization.yaml": `namespace: prod
resources: [../base]
patches:
  - target: {kind: Ingress, name: cart}
    patch: |-
      - op: add
        path: /metadata/annotations
        value: {nginx.ingress.kubernetes.io/whitelist-source-range: 10.0.0.0/8}
`,
    },
    directories: both,
  },
  {
    name: "names with a prefix",
    why: "kustomize does not rename what routes point at",
    files: {
      ...base,
      ...staging,
      "prod/kustomization.yaml": `namespace: prod
namePrefix: big-
resources: [../base]
patches:
  - target: {kind: Ingress, name: cart}
    patch: |-
      - {op: replace, path: /spec/rules/0/host, value: cart.prod.test}
`,
    },
    directories: both,
  },
  {
    name: "one overlay alone",
    why: "a route of its own is shorter",
    files: {
      ...base,
      "prod/kustomization.yaml": `namespace: prod
resources: [../base]
patches:
  - target: {kind: Ingress, name: cart}
    patch: |-
      - {op: replace, path: /spec/rules/0/host, value: cart.prod.test}
`,
    },
    directories: ["prod"],
  },
  {
    name: "a replacement behind the patch",
    why: "the route would not get what it writes",
    files: {
      ...base,
      ...staging,
      "prod/kustomization.yaml": `namespace: prod
resources: [../base, settings.yaml]
patches:
  - target: {kind: Ingress, name: cart}
    patch: |-
      - {op: replace, path: /spec/rules/0/http/paths/0/path, value: /shop}
replacements:
  - source: {kind: ConfigMap, name: settings, fieldPath: data.host}
    targets:
      - select: {kind: Ingress, name: cart}
        fieldPaths: [spec.rules.0.host]
`,
      "prod/settings.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {host: cart.prod.test}\n",
    },
    directories: both,
  },
];
