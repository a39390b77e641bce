import fc from "fast-check";
import { expect, test } from "vitest";
import { diagnose } from "../../../src/diagnostics/diagnostic.ts";
import type { Config } from "../../../src/model/config.ts";
import { ingressId, planWaves, type WavePlanInput } from "../../../src/plan/waves.ts";
import { defaultConfig } from "../sources/config-for-tests.ts";
import { type PlanIngress, planIngress } from "./ingresses.ts";

const medium = { "proxy-read-timeout": "5" };
const high = { "auth-url": "http://x" };

function configWith(waves: Partial<Config["waves"]> = {}, changes: Partial<Config> = {}): Config {
  const config = defaultConfig(changes);
  return { ...config, waves: { ...config.waves, ...waves } };
}

function plan(
  ingresses: readonly PlanIngress[],
  waves: Partial<Config["waves"]> = {},
  more: Partial<WavePlanInput> = {},
) {
  const config = configWith(waves);
  return planWaves({
    clusters: [{ name: "default", ingresses: ingresses.map(planIngress) }],
    config,
    ...more,
  });
}

const shape = (result: ReturnType<typeof plan>) =>
  result.value.map(({ number, services }) => `${number}: ${services.map(({ name }) => name).join(" ")}`);

const app = (name: string, fields: Partial<PlanIngress> = {}): PlanIngress => ({
  key: `n/${name}`,
  hosts: [`${name}.test`],
  ...fields,
});

test("Ingresses that share a host, directly or through a chain, are one service", () => {
  const result = plan([
    { key: "n/c", hosts: ["two.test", "three.test"] },
    { key: "n/a", hosts: ["one.test"] },
    { key: "m/b", hosts: ["one.test", "two.test"] },
    { key: "n/d", hosts: ["four.test"], tlsHosts: ["one.test"] },
  ]);

  expect(result.value[0]?.services.map(({ name, ingresses, hosts }) => [name, ingresses, hosts])).toEqual([
    ["n/d", ["n/d"], ["four.test"]],
    ["m/b", ["m/b", "n/a", "n/c"], ["one.test", "three.test", "two.test"]],
  ]);
});

test("rules without a host share one, and a lone default backend is of them", () => {
  const result = plan([
    { key: "n/a", hosts: [undefined] },
    { key: "n/b", hosts: [], defaultBackend: true },
    { key: "n/c", hosts: ["c.test"], defaultBackend: true },
  ]);

  expect(shape(result)).toEqual(["1: n/c", "2: n/a"]);
  expect(result.value[1]?.services[0]).toMatchObject({
    ingresses: ["n/a", "n/b"],
    hosts: [""],
    isCatchAll: true,
  });
});

test("bands follow each other: inside before outside, few hosts before many, then names; catch-all hosts last", () => {
  const result = plan([
    app("z-internal", { hosts: ["z.lan"] }),
    app("b"),
    app("a", { hosts: ["a.test", "a2.test"] }),
    app("c", { className: "nginx-internal" }),
    app("m", { annotations: medium }),
    app("h", { annotations: high }),
    app("apex", { hosts: ["example.org"] }),
    app("www", { hosts: ["www.example.org"] }),
    app("hostless", { hosts: [undefined], annotations: high }),
  ]);

  expect(
    result.value.map(({ number, name, services }) => [number, name, services.map((service) => service.name)]),
  ).toEqual([
    [1, "low complexity", ["n/c", "n/z-internal", "n/b", "n/www", "n/a"]],
    [2, "medium complexity", ["n/m"]],
    [3, "high complexity", ["n/h"]],
    [4, "catch-all hosts", ["n/apex", "n/hostless"]],
  ]);
});

test("a service is as heavy as its heaviest Ingress", () => {
  const result = plan([app("a", { hosts: ["x.test"] }), app("b", { hosts: ["x.test"], annotations: high })]);

  expect(result.value.map(({ services }) => services.map(({ complexity }) => complexity))).toEqual([
    ["high"],
  ]);
});

test("Ingresses of other controllers are never planned", () => {
  expect(
    shape(plan([app("a"), app("b", { ours: false }), app("c", { hosts: ["a.test"], ours: false })])),
  ).toEqual(["1: n/a"]);
});

test("maxPerWave splits a band, with parts in the name", () => {
  const result = plan([app("a"), app("b"), app("c"), app("m", { annotations: medium })], { maxPerWave: 2 });

  expect(result.value.map(({ number, name, services }) => [number, name, services.length])).toEqual([
    [1, "low complexity, part 1", 2],
    [2, "low complexity, part 2", 1],
    [3, "medium complexity", 1],
  ]);
});

test("clusters share wave numbers and count by themselves", () => {
  const config = configWith({ maxPerWave: 1 });
  const cluster = (name: string, ...ingresses: PlanIngress[]) => ({
    name,
    ingresses: ingresses.map(planIngress),
  });
  const result = planWaves({
    clusters: [
      cluster("prod", app("a"), app("b"), app("m", { annotations: medium })),
      cluster("dev", app("a"), app("m", { annotations: medium })),
    ],
    config,
  });

  expect(
    result.value.map(
      ({ number, services }) =>
        `${number}: ${services.map(({ cluster: in_, name }) => `${in_}:${name}`).join(" ")}`,
    ),
  ).toEqual(["1: dev:n/a prod:n/a", "2: prod:n/b", "3: dev:n/m prod:n/m"]);
});

const story = [
  app("a"),
  app("b"),
  app("c"),
  app("m", { annotations: medium }),
  app("h", { annotations: high }),
];
const allPinned = { "n/a": 1, "n/b": 1, "n/c": 1, "n/m": 2, "n/h": 3 };

test.each([
  ["no pins", {}, story, ["1: n/a n/b n/c", "2: n/m", "3: n/h"]],
  ["one service moved later", { "n/a": 3 }, story, ["1: n/b n/c", "2: n/m", "3: n/a n/h"]],
  ["one service far away", { "n/a": 9 }, story, ["1: n/b n/c", "2: n/m", "3: n/h", "9: n/a"]],
  ["a heavy one first", { "n/h": 1 }, story, ["1: n/a n/b n/c n/h", "2: n/m"]],
  [
    "all pinned, a new light one joins its band",
    allPinned,
    [...story, app("new")],
    ["1: n/a n/b n/c n/new", "2: n/m", "3: n/h"],
  ],
  ["all pinned, the first wave is gone", allPinned, story.slice(3), ["2: n/m", "3: n/h"]],
  [
    "the first wave is gone and a new light one comes",
    allPinned,
    [...story.slice(3), app("new")],
    ["2: n/m", "3: n/h", "4: n/new"],
  ],
  [
    "the light ones are pinned, the others keep behind",
    { "n/a": 1, "n/b": 1, "n/c": 1 },
    story,
    ["1: n/a n/b n/c", "2: n/m", "3: n/h"],
  ],
  [
    "light ones that were pinned are gone, the others keep their numbers",
    { "n/x": 1, "n/y": 1 },
    story.slice(3),
    ["2: n/m", "3: n/h"],
  ],
  [
    "the light ones are pinned late",
    { "n/a": 4, "n/b": 4, "n/c": 4 },
    story,
    ["4: n/a n/b n/c", "5: n/m", "6: n/h"],
  ],
])("pins keep numbers stable: %s", (_name, pin, ingresses, expected) => {
  expect(shape(plan(ingresses, { pin }))).toEqual(expected);
});

test("a full pinned wave sends the rest of its band to a new number", () => {
  expect(shape(plan([...story, app("new")], { pin: allPinned, maxPerWave: 3 }))).toEqual([
    "1: n/a n/b n/c",
    "2: n/m",
    "3: n/h",
    "4: n/new",
  ]);
});

test("a pin may name any Ingress of a service; decisions go before the file", () => {
  const shared = [app("a", { hosts: ["x.test"] }), app("b", { hosts: ["x.test"] }), app("c")];

  expect(shape(plan(shared, { pin: { "n/b": 5 } }))).toEqual(["1: n/c", "5: n/a"]);
  expect(shape(plan(shared, { pin: { "n/a": 5 } }, { decisions: { pin: { "n/a": 2 }, hold: [] } }))).toEqual([
    "1: n/c",
    "2: n/a",
  ]);
});

test("a name nobody has is told with the nearest one; decisions may outlive their services", () => {
  const result = plan(
    [app("grafana")],
    { pin: { "n/grafanna": 1 }, hold: [{ service: "x/y", reason: "r" }] },
    { decisions: { pin: { "gone/away": 1 }, hold: [{ service: "gone/too", reason: "" }] } },
  );

  expect(result.diagnostics.map(({ code, params }) => [code, params])).toEqual([
    ["config-service-unknown", { key: "waves.pin", service: "n/grafanna", nearest: "n/grafana" }],
    ["config-service-unknown", { key: "waves.hold", service: "x/y", nearest: undefined }],
  ]);
});

test("status: migrated, then held, then blocked; blockers are finding ids", () => {
  const blocker = diagnose("ingress-file-marked", { mark: "m" });
  const id = (name: string) => ingressId("default", planIngress(app(name)).key);
  const result = plan(
    [app("a"), app("b"), app("c"), app("d")],
    { hold: [{ service: "n/a", reason: "freeze" }] },
    {
      decisions: { pin: {}, hold: [{ service: "n/c", reason: "by comment" }] },
      blockers: new Map([
        [id("a"), [blocker, blocker]],
        [id("b"), [blocker]],
      ]),
      migrated: new Set([id("c")]),
    },
  );

  expect(
    result.value[0]?.services.map(({ name, status, holdReason, blockers }) => [
      name,
      status,
      holdReason,
      blockers.length,
    ]),
  ).toEqual([
    ["n/a", "held", "freeze", 1],
    ["n/b", "blocked", undefined, 1],
    ["n/c", "migrated", "by comment", 0],
    ["n/d", "planned", undefined, 0],
  ]);
});

test("whatever the order of the input, every Ingress of ours stands in exactly one wave, always the same", () => {
  const host = fc.constantFrom("a.test", "b.test", "x.b.test", "c.lan", "*.d.test", undefined);
  const ingress = fc.record({
    key: fc
      .tuple(fc.constantFrom("n", "m"), fc.integer({ min: 0, max: 9 }))
      .map(([namespace, number]) => `${namespace}/i${number}`),
    hosts: fc.array(host, { maxLength: 3 }),
    annotations: fc.constantFrom({}, medium, high),
    ours: fc.boolean(),
  });
  const pins = fc.dictionary(
    fc.constantFrom("n/i0", "n/i1", "m/i2", "gone/x"),
    fc.integer({ min: 1, max: 5 }),
  );
  fc.assert(
    fc.property(
      fc
        .uniqueArray(ingress, { selector: ({ key }) => key, maxLength: 12 })
        .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      pins,
      fc.integer({ min: 1, max: 4 }),
      ([all, shuffled], pin, maxPerWave) => {
        const waves = plan(all, { pin, maxPerWave });

        expect(plan(shuffled, { pin, maxPerWave })).toEqual(waves);
        const planned = waves.value.flatMap(({ services }) => services.flatMap(({ ingresses }) => ingresses));
        expect([...planned].sort()).toEqual(
          all
            .filter(({ ours }) => ours)
            .map(({ key }) => key)
            .sort(),
        );
        for (const { number, services } of waves.value) {
          expect(number).toBeGreaterThan(0);
          const free = services.filter(({ ingresses }) => ingresses.every((key) => !Object.hasOwn(pin, key)));
          expect(free.length).toBeLessThanOrEqual(maxPerWave);
        }
      },
    ),
    { numRuns: 300 },
  );
});
