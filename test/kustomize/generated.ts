/**
 * Kustomization trees by chance: a base, perhaps a layer above it, a component and an entry, with few names so that things meet. Values are
 * written as JSON, which is YAML; layout is the matter of the hand-written stories.
 */
import fc from "fast-check";
import type { Json } from "../../src/model/kube.ts";

type Fields = { readonly [key: string]: Json };

const name = fc.constantFrom("web", "api");
const namespace = fc.constantFrom("default", "shop");
const kind = fc.constantFrom("Ingress", "Service", "HTTPRoute", "ConfigMap", "Deployment");
const apiVersions: Readonly<Record<string, string>> = {
  Ingress: "networking.k8s.io/v1",
  IngressClass: "networking.k8s.io/v1",
  HTTPRoute: "gateway.networking.k8s.io/v1",
  Deployment: "apps/v1",
  Service: "v1",
  ConfigMap: "v1",
  Secret: "v1",
};

function maybe<T extends Json>(arbitrary: fc.Arbitrary<T>, weight = 2): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined, freq: weight });
}

/** Fields that came out undefined are left out. */
function fields(model: { readonly [key: string]: fc.Arbitrary<Json | undefined> }): fc.Arbitrary<Fields> {
  return fc
    .record(model)
    .map(
      (values) =>
        Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Fields,
    ); // undefined was filtered
}

const textMap = fc.dictionary(fc.constantFrom("a", "b", "tier"), fc.constantFrom("x", "1", "true"), {
  maxKeys: 2,
});
const loose = fc.constantFrom<Json>("x", "1", null, 5, true);
const looseMap = fc.dictionary(fc.constantFrom("a", "b", "$patch"), loose, { maxKeys: 2 });

const backend = name.map((service): Json => ({ service: { name: service, port: { number: 80 } } }));
const rule = fc.record({
  host: fc.constantFrom("a.example.com", "b.example.com"),
  http: backend.map((each): Json => ({ paths: [{ path: "/", pathType: "Prefix", backend: each }] })),
});
const port = fields({
  port: fc.constantFrom<Json>(80, 443),
  name: maybe(fc.constantFrom("http", "https")),
  protocol: maybe(fc.constantFrom("TCP", "UDP")),
  targetPort: maybe(fc.constantFrom<Json>(8080, "web")),
});
const container = fields({
  name: fc.constantFrom("app", "side"),
  args: maybe(fc.constant<Json>(["--x"])),
  env: maybe(
    fc
      .uniqueArray(fc.constantFrom("A", "B"), { maxLength: 2 })
      .map((names): Json => names.map((each) => ({ name: each, value: "v" }))),
  ),
  envFrom: maybe(name.map((each): Json => [{ configMapRef: { name: each } }])),
});

const specs: Readonly<Record<string, fc.Arbitrary<Fields>>> = {
  Ingress: fields({
    ingressClassName: maybe(name),
    defaultBackend: maybe(backend),
    rules: maybe(fc.array(rule, { maxLength: 2 })),
    tls: maybe(name.map((secretName): Json => [{ hosts: ["a.example.com"], secretName }])),
  }),
  Service: fields({
    ports: fc.uniqueArray(port, {
      minLength: 1,
      maxLength: 3,
      selector: ({ port: number, protocol }) => JSON.stringify([number, protocol]),
    }),
    selector: maybe(textMap),
  }),
  HTTPRoute: fields({
    hostnames: maybe(fc.constant<Json>(["a.example.com"])),
    rules: name.map((each): Json => [{ backendRefs: [{ name: each, port: 80 }] }]),
  }),
  Deployment: fields({
    template: fc
      .uniqueArray(container, { minLength: 1, maxLength: 2, selector: (each) => JSON.stringify(each.name) })
      .map((containers): Json => ({ spec: { containers } })),
  }),
};

const metadata = (isLoose: boolean) =>
  fields({
    name,
    namespace: maybe(namespace, 1),
    labels: maybe(isLoose ? looseMap : textMap),
    annotations: maybe(isLoose ? looseMap : textMap),
  });

const object = kind.chain((each) =>
  fields({
    apiVersion: fc.constant(apiVersions[each] ?? "v1"),
    kind: fc.constant(each),
    metadata: metadata(false),
    spec: specs[each] ?? fc.constant(undefined),
    data:
      each === "ConfigMap"
        ? fc.constant<Json>({ host: "c.example.com", list: "a.b.c" })
        : fc.constant(undefined),
  }),
);

const directive = fc.constantFrom<Json>("delete", "replace", "merge");
const partialSpec = fields({
  $patch: fc.option(directive, { nil: undefined, freq: 1 }),
  rules: maybe(fc.oneof(fc.array(rule, { maxLength: 1 }), fc.constant<Json>(null))),
  tls: maybe(fc.constantFrom<Json>(null, [], [{ hosts: ["z.example.com"] }])),
  ports: maybe(
    fc.array(
      fc.oneof(
        port,
        port.map((each): Fields => ({ ...each, $patch: "delete" })),
      ),
      { maxLength: 2 },
    ),
  ),
  template: maybe(
    fc
      .array(
        fc.oneof(
          container,
          container.map((each): Fields => ({ ...each, $patch: "replace" })),
        ),
        { maxLength: 2 },
      )
      .map((containers): Json => ({ spec: { containers } })),
  ),
  extra: maybe(fc.constantFrom<Json>(null, { deep: { a: null, b: 1 } })),
});

const partial = kind.chain((each) =>
  fields({
    $patch: fc.option(fc.constant<Json>("delete"), { nil: undefined, freq: 1 }),
    apiVersion: fc.constant(apiVersions[each] ?? "v1"),
    kind: fc.constant(each),
    metadata: metadata(true),
    spec: maybe(partialSpec, 3),
  }),
);

const pointer = fc.constantFrom(
  "/metadata/annotations",
  "/metadata/annotations/a",
  "/metadata/labels",
  "/metadata/labels/tier",
  "/metadata/name",
  "/metadata/namespace",
  "/spec/rules",
  "/spec/rules/0",
  "/spec/rules/-",
  "/spec/rules/-1",
  "/spec/rules/0/host",
  "/spec/rules/1/host",
  "/spec/ports/0/port",
  "/spec/nothing/deep",
  "/spec/tls",
);
const operation = fields({
  op: fc.constantFrom("add", "replace", "remove", "copy", "move", "test"),
  path: pointer,
  from: pointer,
  value: maybe(fc.constantFrom<Json>("x", null, 7, { host: "j.example.com" }, { a: "b", c: null }, ["y"]), 5),
}).filter(({ op, value }) => op !== "test" || value !== undefined); // without a value the answer depends on who wrote a null
/** Mostly additions, which mostly apply. */
const operations = fc.array(
  fc.oneof(
    operation,
    operation.map((each): Fields => ({ ...each, op: "add", path: "/metadata/annotations/a", value: "j" })),
  ),
  { minLength: 1, maxLength: 2 },
);

const selector = fields({
  kind: maybe(fc.constantFrom("Ingress", "Service", "Ing.*", "Ingress|Service", "HTTPRoute"), 4),
  name: maybe(fc.constantFrom("web", "api", "w.*", "p-web", ".*-s")),
  namespace: maybe(fc.constantFrom("default", "shop", "s.*"), 1),
  labelSelector: maybe(fc.constantFrom("tier", "!tier", "tier=x", "tier in (x, 1)", "a!=1"), 1),
  annotationSelector: maybe(fc.constantFrom("a", "a=x"), 1),
});

const patch = fc.oneof(
  {
    weight: 3,
    arbitrary: fields({ target: selector, patch: operations.map((each) => JSON.stringify(each)) }),
  },
  { weight: 2, arbitrary: fields({ patch: partial.map((each) => JSON.stringify(each)) }) },
  {
    weight: 2,
    arbitrary: fields({
      target: selector,
      patch: partial.map((each) => JSON.stringify(each)),
      options: maybe(fc.record({ allowNameChange: fc.boolean(), allowKindChange: fc.boolean() }), 1),
    }),
  },
);

const exactSelector = fields({ kind, name: maybe(name, 4), namespace: maybe(namespace, 1) });
const fieldPath = fc.constantFrom(
  "metadata.name",
  "metadata.annotations.a",
  "metadata.labels.tier",
  "spec.rules.0.host",
  "spec.rules.*.http.paths.0.backend.service.name",
  "spec.rules.[host=a.example.com].http.paths.0.path",
  "spec.ports.[name=http].port",
  "spec.ports.0.port",
  "data.host",
  "data.list",
);
const replacement = fields({
  source: fc
    .tuple(
      exactSelector,
      fieldPath,
      fc.constantFrom<Json | undefined>(undefined, { delimiter: ".", index: 1 }),
    )
    .map(
      ([select, path, options]): Json => ({
        ...select,
        fieldPath: path,
        ...(options === undefined ? {} : { options }),
      }),
    ),
  targets: fields({
    select: exactSelector,
    reject: maybe(
      exactSelector.map((each): Json => [each]),
      1,
    ),
    fieldPaths: fieldPath.map((each): Json => [each]),
    options: maybe(
      fc.constantFrom<Json>({ create: true }, { delimiter: ".", index: 0 }, { delimiter: ".", index: -1 }),
      2,
    ),
  }).map((each): Json => [each]),
});

const generator = fields({
  name,
  behavior: maybe(fc.constantFrom("create", "merge", "replace"), 1),
  literals: fc.subarray(["a=1", "b=<&>", "c='q'"]).map((each): Json => each),
  options: maybe(fc.constantFrom<Json>({ disableNameSuffixHash: true }, { annotations: { g: "1" } }), 1),
});

const layer = fields({
  namespace: maybe(namespace, 1),
  namePrefix: maybe(fc.constant("p-"), 1),
  nameSuffix: maybe(fc.constant("-s"), 1),
  commonLabels: maybe(textMap, 1),
  commonAnnotations: maybe(textMap, 1),
  labels: maybe(
    fields({
      pairs: textMap,
      includeSelectors: maybe(fc.boolean()),
      includeTemplates: maybe(fc.boolean()),
    }).map((each): Json => [each]),
    1,
  ),
  patches: maybe(fc.array(patch, { maxLength: 2 }), 3),
  patchesStrategicMerge: maybe(
    partial.map((each): Json => [JSON.stringify(each)]),
    1,
  ),
  patchesJson6902: maybe(
    fc
      .tuple(kind, name, operations)
      .map(
        ([each, target, list]): Json => [
          { target: { kind: each, name: target }, patch: JSON.stringify(list) },
        ],
      ),
    1,
  ),
  replacements: maybe(
    replacement.map((each): Json => [each]),
    1,
  ),
  configMapGenerator: maybe(
    generator.map((each): Json => [each]),
    1,
  ),
  sortOptions: maybe(fc.constant<Json>({ order: "fifo" }), 1),
});

const objects = fc.uniqueArray(object, {
  minLength: 1,
  maxLength: 5,
  selector: ({ kind: each, metadata: data }) =>
    JSON.stringify([each, (data as Fields).name, (data as Fields).namespace ?? "default"]), // made above
});

/** Texts by path; `entry` is what is built. */
export const tree: fc.Arbitrary<Readonly<Record<string, string>>> = fc
  .record({
    base: layer,
    middle: fc.option(layer, { nil: undefined }),
    twin: fc.boolean(),
    component: fc.option(layer, { nil: undefined, freq: 1 }),
    entry: layer,
    objects,
    own: fc.option(object, { nil: undefined, freq: 1 }),
  })
  .map(({ base, middle, twin, component, entry, objects: list, own }) => {
    const isTwin = twin && middle !== undefined;
    const resources = [
      middle === undefined ? "../base" : "../middle",
      ...(isTwin ? ["../twin"] : []),
      ...(own === undefined ? [] : ["own.json"]),
    ];
    return {
      "base/all.yaml": list.map((each) => JSON.stringify(each)).join("\n---\n"),
      "base/kustomization.yaml": JSON.stringify({ ...base, resources: ["all.yaml"] }),
      ...(middle === undefined
        ? {}
        : { "middle/kustomization.yaml": JSON.stringify({ ...middle, resources: ["../base"] }) }),
      ...(isTwin
        ? { "twin/kustomization.yaml": JSON.stringify({ resources: ["../base"], namePrefix: "t-" }) }
        : {}),
      ...(own === undefined ? {} : { "entry/own.json": JSON.stringify(own) }),
      ...(component === undefined
        ? {}
        : {
            "component/kustomization.yaml": JSON.stringify({
              apiVersion: "kustomize.config.k8s.io/v1alpha1",
              kind: "Component",
              namePrefix: "c-",
              ...component,
            }),
          }),
      "entry/kustomization.yaml": JSON.stringify({
        ...entry,
        resources,
        ...(component === undefined ? {} : { components: ["../component"] }),
      }),
    };
  });
