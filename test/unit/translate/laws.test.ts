/**
 * What holds for any input: translation never throws, does not depend on the order it is given things in, and what it emits is valid.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { validateObjects } from "../../../src/gateway/validate/validate.ts";
import { toIngressKey } from "../../../src/model/brands.ts";
import { targetNames } from "../../../src/model/config.ts";
import type { Ingress, IngressBackend } from "../../../src/model/ingress.ts";
import { catalogue } from "../../../src/nginx/annotations/catalogue.ts";
import { translateCluster } from "../../../src/translate/translate.ts";
import { inputOf } from "./given.ts";

const value = fc.oneof(
  fc.constantFrom(
    "true",
    "false",
    "",
    "0",
    "60",
    "50s",
    "/",
    "/$1",
    "/$2",
    "on",
    "off",
    "10.0.0.0/8",
    "HTTPS",
    "*",
    "cookie",
  ),
  fc.string({ maxLength: 20 }),
);
const annotations = fc.dictionary(
  fc.oneof(
    fc.constantFrom(...catalogue.map(({ name }) => `nginx.ingress.kubernetes.io/${name}`)),
    fc.string({ maxLength: 20 }).map((name) => `nginx.ingress.kubernetes.io/${name}`),
  ),
  value,
  { maxKeys: 3 },
);
/** Values that leave an Ingress movable more often than not. */
const helpful = fc.dictionary(
  fc
    .constantFrom(
      "rewrite-target",
      "use-regex",
      "ssl-redirect",
      "force-ssl-redirect",
      "enable-cors",
      "proxy-read-timeout",
    )
    .map((name) => `nginx.ingress.kubernetes.io/${name}`),
  fc.constantFrom("true", "false", "/", "/$1", "/$2", "/v2/$2", "90"),
  { maxKeys: 2 },
);
const backend: fc.Arbitrary<IngressBackend> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant("service" as const),
      name: fc.constantFrom("web", "api"),
      port: fc.oneof(
        { weight: 20, arbitrary: fc.constant({ number: 80 }) },
        { weight: 1, arbitrary: fc.constantFrom({ number: -1 }, { name: "http" }) },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constant({ kind: "resource" as const, apiGroup: "x", resourceKind: "Bucket", name: "b" }),
  },
);
const path = fc.record({
  path: fc.oneof(
    {
      weight: 20,
      arbitrary: fc.constantFrom(
        "",
        "/",
        "/a",
        "/a/",
        "/a/b",
        "/A",
        "/b",
        "/c/d/",
        "/a(/|$)(.*)",
        "/b/(.*)",
        "/a.*",
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom("//", "/%20", "/a|b", "/(", "/[a-z]+") },
    { weight: 1, arbitrary: fc.string({ maxLength: 8 }).map((text) => `/${text}`) },
  ),
  pathType: fc.constantFrom(
    "Exact" as const,
    "Prefix" as const,
    "ImplementationSpecific" as const,
    undefined,
  ),
  backend,
});
const spec = fc.record({
  ingressClassName: fc.constant("nginx"),
  defaultBackend: fc.option(backend, { nil: undefined, freq: 6 }),
  rules: fc.array(
    fc.record({
      host: fc.oneof(
        {
          weight: 20,
          arbitrary: fc.constantFrom(undefined, "a.test", "b.test", "*.test", "x.a.test", "c.test"),
        },
        { weight: 1, arbitrary: fc.constant("BAD_host") },
      ),
      paths: fc.array(path, { maxLength: 4 }),
    }),
    { maxLength: 3 },
  ),
  tls: fc.array(fc.record({ hosts: fc.constant(["a.test"]), secretName: fc.constantFrom("s", undefined) }), {
    maxLength: 1,
  }),
});
const ingresses: fc.Arbitrary<readonly Ingress[]> = fc.array(
  fc
    .record({
      name: fc.constantFrom("a", "b", "c", "a-redirect"),
      annotations: fc.oneof(fc.constant({}), helpful, annotations),
      spec,
    })
    .map(({ name, annotations: own, spec: content }) => ({
      key: toIngressKey("ns", name),
      namespace: "ns",
      name,
      labels: {},
      annotations: own,
      creationTimestamp: undefined,
      spec: content,
    })),
  { maxLength: 4 },
);
const target = fc.constantFrom(...targetNames);

describe("translation of any Ingresses", () => {
  test("never throws, keeps one emission per Ingress, and emits valid objects alone", () => {
    let emitted = 0;
    fc.assert(
      fc.property(ingresses, target, (given, name) => {
        const { value: emissions } = translateCluster(inputOf(given, [], { target: name }));

        expect(emissions.map(({ ingress }) => ingress)).toEqual(
          [...new Set(given.map(({ key }) => key))].sort(),
        );
        for (const { objects, blocked } of emissions) {
          emitted += objects.length;
          if (blocked) expect(objects).toEqual([]);
          const verdict = validateObjects(objects, {
            gatewayApi: { major: 1, minor: 5 },
            channel: "standard",
            crds: [],
          });
          expect(verdict.diagnostics).toEqual([]);
        }
      }),
      { numRuns: 400 },
    );

    expect(emitted).toBeGreaterThan(100);
  });

  test("does not depend on the order of the Ingresses", () => {
    fc.assert(
      fc.property(ingresses, target, (given, name) => {
        const forward = translateCluster(inputOf(given, [], { target: name }));
        const backward = translateCluster(inputOf([...given].reverse(), [], { target: name }));

        expect(backward).toEqual(forward);
      }),
      { numRuns: 200 },
    );
  });

  test("gives every nginx annotation a verdict", () => {
    fc.assert(
      fc.property(ingresses, target, (given, name) => {
        const { value: emissions } = translateCluster(inputOf(given.slice(0, 1), [], { target: name }));
        const written = Object.keys(given[0]?.annotations ?? {}).sort();
        const judged = (emissions[0]?.verdicts ?? [])
          .map(({ key }) => key)
          .filter((key) => !key.startsWith("("));

        expect(judged).toEqual(written);
      }),
      { numRuns: 200 },
    );
  });
});
