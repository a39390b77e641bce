import { expect, test } from "vitest";
import { intendedObjects, isIntended } from "../../../src/flows/same-route.ts";
import { toIngressKey, toRepoPath } from "../../../src/model/brands.ts";
import type { PlacedObject } from "../../../src/model/inventory.ts";
import type { Json, KubeObject } from "../../../src/model/kube.ts";
import { clusterWith, ingressFrom, releaseOf, remote } from "../rewrite/releases.ts";

const path = toRepoPath("apps/values.yaml");
if (path === undefined) throw new Error("no path");
const place = { path, line: 1, column: 1 };
const release = releaseOf(
  {},
  {
    name: "cart",
    chart: remote("cart", "1.0.0"),
    layers: [],
    owner: "apps/cart.yaml",
    home: { kind: "none", why: "x" },
  },
);
const ingress = ingressFrom(release, { host: "cart.example.com" });

function route(name: string, more: { readonly rule?: Json; readonly metadata?: object } = {}): KubeObject {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name, namespace: "shop", ...more.metadata },
    spec: {
      parentRefs: [{ name: "public", namespace: "gateway-system", sectionName: "http" }],
      hostnames: ["cart.example.com"],
      rules: [
        more.rule ?? {
          matches: [{ path: { type: "PathPrefix", value: "/" } }],
          backendRefs: [{ group: "", kind: "Service", name: "cart", port: 80, weight: 1 }],
          timeouts: { request: "0s" },
        },
      ],
    },
  };
}

const printed = (object: KubeObject): PlacedObject => ({ object, place, document: 0, release: release.id });
const written = (object: KubeObject): PlacedObject => ({ object, place, document: 0 });
const short: Json = { backendRefs: [{ name: "cart", port: 80 }], timeouts: { request: "0s" } };
const silent: Json = { backendRefs: [{ name: "cart", port: 80 }] };
const policy: KubeObject = {
  apiVersion: "gateway.envoyproxy.io/v1alpha1",
  kind: "BackendTrafficPolicy",
  metadata: { name: "cart" },
  spec: { targetRefs: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "cart" }] },
};

test.each([
  [
    "a chart's route under another name, defaults left out",
    printed(route("cart-main", { rule: short })),
    true,
  ],
  [
    "a chart's route to another port",
    printed(
      route("cart", { rule: { backendRefs: [{ name: "cart", port: 81 }], timeouts: { request: "0s" } } }),
    ),
    false,
  ],
  ["a chart's route without the timeouts", printed(route("cart", { rule: silent })), false],
  [
    "a chart's route in another namespace",
    printed(route("cart", { metadata: { namespace: "other" } })),
    false,
  ],
  ["a manifest of another name", written(route("other")), false],
  [
    "a manifest that got labels on its way",
    written(route("cart", { metadata: { labels: { team: "a" } } })),
    true,
  ],
])("%s", (_, placed, expected) => {
  const cluster = { inventory: clusterWith([release], [ingress]), emissions: [emission([route("cart")])] };

  const [intended] = intendedObjects(cluster, "envoy-gateway");

  expect(intended && isIntended(intended, placed)).toBe(expected);
});

test("a target without a limit of its own does with a route that states none", () => {
  const cluster = { inventory: clusterWith([release], [ingress]), emissions: [emission([route("cart")])] };

  const [intended] = intendedObjects(cluster, "istio");

  expect(intended && isIntended(intended, printed(route("cart", { rule: silent })))).toBe(true);
});

test("a route that a policy names has to be called so", () => {
  const cluster = {
    inventory: clusterWith([release], [ingress]),
    emissions: [emission([route("cart"), policy])],
  };

  const [intended] = intendedObjects(cluster, "envoy-gateway");

  expect(intended && isIntended(intended, printed(route("cart-main")))).toBe(false);
  expect(intended && isIntended(intended, printed(route("cart")))).toBe(true);
});

test("an annotation that was wanted has to be there", () => {
  const wanted = route("cart", { metadata: { annotations: { "konghq.com/strip-path": "true" } } });
  const cluster = { inventory: clusterWith([release], [ingress]), emissions: [emission([wanted])] };

  const [intended] = intendedObjects(cluster, "kong");

  expect(intended && isIntended(intended, printed(route("x")))).toBe(false);
  expect(
    intended &&
      isIntended(
        intended,
        printed(route("x", { metadata: { annotations: { "konghq.com/strip-path": "true", more: "1" } } })),
      ),
  ).toBe(true);
});

test("a manifest of an Ingress that no release makes has to be the same word for word", () => {
  const { release: _, ...plain } = ingress;
  const cluster = { inventory: clusterWith([], [plain]), emissions: [emission([route("cart")])] };

  const [intended] = intendedObjects(cluster, "envoy-gateway");

  expect(
    intended && isIntended(intended, written(route("cart", { metadata: { labels: { team: "a" } } }))),
  ).toBe(false);
  expect(intended && isIntended(intended, written(route("cart")))).toBe(true);
});

function emission(objects: readonly KubeObject[]) {
  return { ingress: toIngressKey("shop", "cart"), objects, verdicts: [], blocked: false, features: [] };
}
