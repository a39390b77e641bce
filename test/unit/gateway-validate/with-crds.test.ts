import { load } from "js-yaml";
import { expect, test } from "vitest";
import { wordingOf } from "../../../src/diagnostics/diagnostic.ts";
import { channelOf, chooseCrd, isCrd, releaseOf } from "../../../src/gateway/crds.ts";
import { validateObjects } from "../../../src/gateway/validate/validate.ts";
import type { KubeObject } from "../../../src/model/kube.ts";
import { object, refusals, routeWith } from "./objects.ts";

/** A CustomResourceDefinition of policies.example.com Limit, with this schema of its spec. */
function crd(specSchema: string): KubeObject {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "limits.policies.example.com" },
    spec: {
      group: "policies.example.com",
      names: { kind: "Limit", plural: "limits" },
      versions: [
        { name: "v1alpha1", served: false, schema: { openAPIV3Schema: { type: "object" } } },
        {
          name: "v1",
          served: true,
          schema: { openAPIV3Schema: { type: "object", properties: { spec: load(specSchema) } } },
        },
      ],
    },
  };
}

function limit(spec: string, version = "v1"): KubeObject {
  return object(
    `{apiVersion: policies.example.com/${version}, kind: Limit, metadata: {name: a}, spec: ${spec}}`,
  );
}

interface Case {
  readonly what: string;
  readonly schema: string;
  readonly accepted: readonly string[];
  readonly refused: Readonly<Record<string, readonly string[]>>;
}

const cases: readonly Case[] = [
  {
    what: "unknown fields",
    schema: "{type: object, properties: {a: {type: string}}}",
    accepted: ["{}", "{a: x}"],
    refused: { "{a: x, b: y}": ["spec.b: is not a field of this object"] },
  },
  {
    what: "fields kept though unknown",
    schema: "{type: object, x-kubernetes-preserve-unknown-fields: true, properties: {a: {type: string}}}",
    accepted: ["{b: {c: [1]}}"],
    refused: { "{a: 1}": ["spec.a: must be a string, not integer"] },
  },
  {
    what: "required fields",
    schema: "{type: object, required: [a], properties: {a: {type: string, nullable: true}}}",
    accepted: ["{a: x}", "{a: null}"],
    refused: { "{}": ["spec.a: is required"] },
  },
  {
    what: "required fields that have a default",
    schema: "{type: object, required: [a], properties: {a: {type: string, default: x, enum: [x, y]}}}",
    accepted: ["{}", "{a: y}", "{a: null}"],
    refused: { "{a: z}": ["spec.a: must be one of x, y"] },
  },
  {
    what: "null",
    schema: "{type: object, properties: {a: {type: string}}}",
    accepted: ["{a: ''}"],
    refused: { "{a: null}": ["spec.a: must not be null"] },
  },
  {
    what: "integers or texts",
    schema:
      "{type: object, properties: {a: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}}}",
    accepted: ["{a: 1}", "{a: 10%}"],
    refused: {
      "{a: 1.5}": ["spec.a: must be an integer or a string"],
      "{a: [1]}": ["spec.a: must be an integer or a string"],
    },
  },
  {
    what: "maps",
    schema: "{type: object, maxProperties: 2, minProperties: 1, additionalProperties: {type: integer}}",
    accepted: ["{a: 1, b: 2}"],
    refused: {
      "{}": ["spec: must have at least 1 entries"],
      "{a: 1, b: 2, c: 3}": ["spec: must have at most 2 entries (has 3)"],
      "{'x.y/z': q}": ['spec["x.y/z"]: must be an integer, not string'],
    },
  },
  {
    what: "lists as sets",
    schema:
      "{type: object, properties: {a: {type: array, x-kubernetes-list-type: set, items: {type: string}}}}",
    accepted: ["{a: [x, y]}"],
    refused: { "{a: [x, y, x]}": ["spec.a[2]: repeats an earlier item"] },
  },
  {
    what: "lists as maps",
    schema:
      "{type: object, properties: {a: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [n, p], items: {type: object, properties: {n: {type: string}, p: {type: integer, default: 80}}}}}}",
    accepted: ["{a: [{n: x}, {n: x, p: 81}]}"],
    refused: { "{a: [{n: x}, {n: x, p: 80}]}": ["spec.a[1]: repeats the n and p of an earlier item"] },
  },
  {
    what: "lists that are neither",
    schema:
      "{type: object, properties: {a: {type: array, x-kubernetes-list-type: atomic, minItems: 1, maxItems: 2}}}",
    accepted: ["{a: [1, 1]}"],
    refused: {
      "{a: []}": ["spec.a: must have at least 1 items"],
      "{a: [1, 1, 1]}": ["spec.a: must have at most 2 items (has 3)"],
    },
  },
  {
    what: "numbers",
    schema:
      "{type: object, properties: {a: {type: integer, minimum: 1, maximum: 10, multipleOf: 2}, b: {type: number, exclusiveMinimum: true, minimum: 0, exclusiveMaximum: true, maximum: 1}, c: {type: integer, format: int32}}}",
    accepted: ["{a: 2, b: 0.5, c: 2147483647}"],
    refused: {
      "{a: 0}": ["spec.a: must be at least 1"],
      "{a: 12}": ["spec.a: must be at most 10"],
      "{a: 3}": ["spec.a: must be a multiple of 2"],
      "{a: 2.5}": ["spec.a: must be an integer, not number"],
      "{b: 0}": ["spec.b: must be more than 0"],
      "{b: 1}": ["spec.b: must be less than 1"],
      "{c: 2147483648}": ["spec.c: must be a 32-bit integer"],
    },
  },
  {
    what: "texts, counted in characters",
    schema: "{type: object, properties: {a: {type: string, minLength: 2, maxLength: 3}}}",
    accepted: ["{a: 😀😀😀}"],
    refused: {
      "{a: 😀}": ["spec.a: must have at least 2 characters"],
      "{a: abcd}": ["spec.a: must have at most 3 characters (has 4)"],
    },
  },
  {
    what: "patterns, which match anywhere unless they say otherwise",
    schema:
      "{type: object, properties: {a: {type: string, pattern: 'b+'}, c: {type: string, pattern: '^(?i)[\\x61-\\x63]$'}}}",
    accepted: ["{a: abba, c: B}"],
    refused: { "{a: ac}": ["spec.a: must match b+"], "{c: d}": ["spec.c: must match ^(?i)[\\x61-\\x63]$"] },
  },
  {
    what: "formats",
    schema:
      "{type: object, properties: {a: {type: string, format: ipv6}, b: {type: string, format: date-time}, c: {type: string, format: unheard}}}",
    accepted: ["{a: '2001:db8::1', b: '2024-01-01T00:00:00Z', c: x}"],
    refused: { "{a: 10.0.0.1}": ["spec.a: must be a ipv6"], "{b: today}": ["spec.b: must be a date-time"] },
  },
  {
    what: "one of several shapes",
    schema:
      "{type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]}",
    accepted: ["{a: x}", "{b: x}"],
    refused: {
      "{}": ["spec: must fit exactly one of the shapes the schema allows"],
      "{a: x, b: x}": ["spec: must fit exactly one of the shapes the schema allows"],
    },
  },
  {
    what: "shapes ruled out, and shapes that must all fit",
    schema:
      "{type: object, properties: {a: {type: string}, b: {type: string}}, not: {required: [b]}, allOf: [{required: [a]}]}",
    accepted: ["{a: x}"],
    refused: {
      "{a: x, b: x}": ["spec: has a shape the schema rules out"],
      "{}": ["spec.a: is required"],
    },
  },
  {
    what: "CEL rules, which see the defaults",
    schema:
      "{type: object, properties: {min: {type: integer, default: 5}, max: {type: integer}}, x-kubernetes-validations: [{rule: 'self.min <= self.max', message: must have min below max}]}",
    accepted: ["{max: 5}", "{min: 1, max: 2}"],
    refused: {
      "{max: 4}": ["spec: must have min below max"],
      "{}": ["spec: must have min below max (no such key: max)"],
    },
  },
  {
    what: "CEL rules without a message",
    schema:
      "{type: object, properties: {a: {type: string, x-kubernetes-validations: [{rule: self != 'x'}]}}}",
    accepted: ["{a: y}"],
    refused: { "{a: x}": ["spec.a: must fulfil self != 'x'"] },
  },
  {
    what: "CEL rules about changes, which do not hold for new objects",
    schema:
      "{type: object, properties: {a: {type: string, x-kubernetes-validations: [{rule: self == oldSelf}]}}}",
    accepted: ["{a: y}"],
    refused: {},
  },
];

test.each(cases)("$what", ({ schema, accepted, refused }) => {
  const crds = [crd(schema)];

  for (const spec of accepted) expect(refusals(limit(spec), { crds }), spec).toEqual([]);
  for (const [spec, says] of Object.entries(refused))
    expect(refusals(limit(spec), { crds }), spec).toEqual(says);
  expect(accepted.length).toBeGreaterThan(0);
});

test("a policy passes without a definition, but not without a name", () => {
  expect(refusals(limit("{anything: 1}"))).toEqual([]);
  expect(refusals({ ...limit("{}"), metadata: {} })).toEqual(["metadata.name: is required"]);
});

test("a version that the definition does not serve is refused", () => {
  const crds = [crd("{type: object}")];

  expect(refusals(limit("{}", "v1alpha1"), { crds })).toEqual([
    "apiVersion: must be a version that is served: v1",
  ]);
});

test("a rule that cannot be evaluated is a warning, never a pass in silence", () => {
  const crds = [
    crd(
      "{type: object, x-kubernetes-validations: [{rule: quantity(1).isLessThan(quantity(2))}, {rule: 'self.('}]}",
    ),
  ];

  const { value, diagnostics } = validateObjects([limit("{}")], {
    gatewayApi: { major: 1, minor: 5 },
    channel: "standard",
    crds,
  });

  expect(value).toBe(true);
  expect(diagnostics.map(({ code }) => code)).toEqual(["gateway-rule-unchecked", "gateway-rule-unchecked"]);
});

test("Gateway API objects are held to the declared release and to the definitions at hand", () => {
  const schema = "{type: object, properties: {rules: {x-kubernetes-preserve-unknown-fields: true}}}";
  const definition: KubeObject = {
    ...crd(schema),
    metadata: {
      name: "httproutes.gateway.networking.k8s.io",
      annotations: {
        "gateway.networking.k8s.io/bundle-version": "v1.2.1",
        "gateway.networking.k8s.io/channel": "standard",
      },
    },
    spec: {
      ...(crd(schema).spec as object),
      group: "gateway.networking.k8s.io",
      names: { kind: "HTTPRoute" },
    },
  };
  const object = routeWith({ timeouts: { request: "x" } });

  const { diagnostics } = validateObjects([object], {
    gatewayApi: { major: 1, minor: 1 },
    channel: "standard",
    crds: [definition],
  });

  expect(diagnostics.map((one) => wordingOf(one).message)).toEqual([
    "HTTPRoute store/shop needs more than Gateway API 1.1, standard channel: spec.rules[0].timeouts, where the field exists: standard channel since 1.2, experimental channel since 1.0. Nothing was written for its Ingress.",
    "HTTPRoute store/shop would be refused: spec.rules[0].timeouts.request must match ^([0-9]{1,5}(h|m|s|ms)){1,4}$ (Gateway API 1.1, standard channel). Nothing was written for its Ingress.",
    "HTTPRoute store/shop has spec.parentRefs, which the CustomResourceDefinition httproutes.gateway.networking.k8s.io (v1.2.1, standard) does not have. The cluster would refuse it, or drop the field and route differently. Nothing was written for its Ingress.",
  ]);
});

test("a definition tells its release and channel", () => {
  const annotated: KubeObject = {
    ...crd("{type: object}"),
    metadata: {
      annotations: {
        "gateway.networking.k8s.io/bundle-version": "v1.6.1",
        "gateway.networking.k8s.io/channel": "experimental",
      },
    },
  };

  expect([releaseOf(annotated), channelOf(annotated)]).toEqual(["v1.6.1", "experimental"]);
  expect([releaseOf(crd("{}")), channelOf(crd("{}"))]).toEqual([undefined, undefined]);
  expect(isCrd(annotated)).toBe(true);
  expect(chooseCrd([annotated], "policies.example.com/v1", "Other").kind).toBe("unknown");
  expect(chooseCrd([annotated], "other.example.com/v1", "Limit").kind).toBe("unknown");
});

test.each([
  ["1.5", "v1.6.1"],
  ["1.4", "v1.4.1"],
  ["1.2", "v1.2.1"],
  ["1.0", "v1.2.1"],
  ["1.9", "v1.6.1"],
])("of several releases in a folder the one for %s is %s", (text, release) => {
  const crds = ["v1.2.1", "v1.6.1", "v1.4.0", "v1.4.1"].map((version) => ({
    ...crd("{type: object}"),
    metadata: { annotations: { "gateway.networking.k8s.io/bundle-version": version } },
  }));
  const [major = 0, minor = 0] = text.split(".").map(Number);

  const choice = chooseCrd(crds, "policies.example.com/v1", "Limit", { major, minor });

  expect(choice.kind === "found" ? choice.version.release : choice.kind).toBe(release);
});
