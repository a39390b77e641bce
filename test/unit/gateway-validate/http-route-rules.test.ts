import { expect, test } from "vitest";
import type { KubeObject } from "../../../src/model/kube.ts";
import { refusals, route, routeWith, type Setting } from "./objects.ts";

interface Case {
  readonly rule: string;
  readonly accepted: KubeObject;
  readonly refused: KubeObject;
  readonly says: readonly string[];
  readonly setting?: Setting;
}

const rules = [{ backendRefs: [{ name: "shop", port: 80 }] }];
const edge = { name: "edge", namespace: "infra" };
const parents = (...parentRefs: object[]) => route({ parentRefs, rules });
const path = (type: string, value: string) => routeWith({ matches: [{ path: { type, value } }] });
const filters = (...list: object[]) => routeWith({ filters: list });
const prefix = { path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/" } };
const rewrite = { type: "URLRewrite", urlRewrite: prefix };
const headers = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `x-${index}`, value: "1" }));
const set = (list: object[]) =>
  filters({ type: "RequestHeaderModifier", requestHeaderModifier: { set: list } });
const matches = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ path: { value: `/${index}` } }));
const cors = (fields: object) => filters({ type: "CORS", cors: fields });
const mirror = (fields: object) =>
  filters({ type: "RequestMirror", requestMirror: { backendRef: { name: "copy", port: 80 }, ...fields } });

const cases: readonly Case[] = [
  {
    rule: "two references to one parent name different sections",
    accepted: parents({ ...edge, sectionName: "http" }, { ...edge, sectionName: "https" }),
    refused: parents({ ...edge, sectionName: "http" }, { ...edge, sectionName: "http" }),
    says: ["spec.parentRefs[1]: must name another sectionName than the earlier reference to the same parent"],
  },
  {
    rule: "a reference to a whole parent stands alone",
    accepted: parents(edge),
    refused: parents(edge, { ...edge, sectionName: "http" }),
    says: ["spec.parentRefs[1]: must name a sectionName, because another reference to the same parent does"],
  },
  {
    rule: "an omitted namespace is another parent than the same one spelled out",
    accepted: parents(edge, { name: "edge" }),
    refused: parents({ name: "edge" }, { name: "edge", kind: "Gateway" }),
    says: ["spec.parentRefs[1]: must name another sectionName than the earlier reference to the same parent"],
  },
  {
    rule: "the port does not tell references apart in the standard channel",
    accepted: parents({ ...edge, port: 80 }),
    refused: parents({ ...edge, port: 80 }, { ...edge, port: 443 }),
    says: ["spec.parentRefs[1]: must name another sectionName than the earlier reference to the same parent"],
  },
  {
    rule: "a hostname is a lower-case DNS name, perhaps with a wildcard label in front",
    accepted: route({ hostnames: ["*.shop.example.com", "a"], rules }),
    refused: route({ hostnames: ["shop.*.example.com"], rules }),
    says: [
      "spec.hostnames[0]: must match ^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
    ],
  },
  {
    rule: "at most 16 hostnames",
    accepted: route({ hostnames: Array.from({ length: 16 }, (_, n) => `h${n}`), rules }),
    refused: route({ hostnames: Array.from({ length: 17 }, (_, n) => `h${n}`), rules }),
    says: ["spec.hostnames: must have at most 16 items (has 17)"],
  },
  {
    rule: "at most 16 rules",
    accepted: route({ rules: Array.from({ length: 16 }, () => rules[0]) }),
    refused: route({ rules: Array.from({ length: 17 }, () => rules[0]) }),
    says: ["spec.rules: must have at most 16 items (has 17)"],
  },
  {
    rule: "at least one rule where rules are written",
    accepted: route({ parentRefs: [edge] }),
    refused: route({ rules: [] }),
    says: ["spec.rules: must have at least 1 items since Gateway API 1.5"],
  },
  {
    rule: "at most 64 matches in a rule",
    accepted: routeWith({ matches: matches(64) }),
    refused: routeWith({ matches: matches(65) }),
    says: ["spec.rules[0].matches: must have at most 64 items (has 65)"],
  },
  {
    rule: "at most 128 matches over all rules, where a rule without any counts as one",
    accepted: route({ rules: [{ matches: matches(64) }, { matches: matches(63) }, {}] }),
    refused: route({ rules: [{ matches: matches(64) }, { matches: matches(64) }, {}] }),
    says: ["spec.rules: must have at most 128 matches over all rules (has 129)"],
  },
  {
    rule: "a path begins with a slash",
    accepted: path("Exact", "/a"),
    refused: path("Exact", "a"),
    says: ["spec.rules[0].matches[0].path.value: must begin with /"],
  },
  {
    rule: "a path has no double slash",
    accepted: path("PathPrefix", "/a/b"),
    refused: path("PathPrefix", "/a//b"),
    says: ["spec.rules[0].matches[0].path.value: must not contain //"],
  },
  {
    rule: "a path has no dot segment",
    accepted: path("PathPrefix", "/a/..b/.c"),
    refused: path("PathPrefix", "/a/../b"),
    says: ["spec.rules[0].matches[0].path.value: must not contain /../"],
  },
  {
    rule: "a path does not end in a dot segment",
    accepted: path("PathPrefix", "/a/." + "b"),
    refused: path("PathPrefix", "/a/.."),
    says: ["spec.rules[0].matches[0].path.value: must not end with /.."],
  },
  {
    rule: "a path has no escaped slash",
    accepted: path("Exact", "/a%20b"),
    refused: path("Exact", "/a%2Fb"),
    says: ["spec.rules[0].matches[0].path.value: must not contain %2F"],
  },
  {
    rule: "a path has characters of a path only",
    accepted: path("Exact", "/~a!$&'()*+,;=:@-._"),
    refused: path("Exact", "/a b"),
    says: [
      "spec.rules[0].matches[0].path.value: must have only characters of a URL path, others escaped as %hh",
    ],
  },
  {
    rule: "a regular expression is free of the rules for paths, but not of the length",
    accepted: path("RegularExpression", "^//(a|b) ü$"),
    refused: path("RegularExpression", "a".repeat(1025)),
    says: ["spec.rules[0].matches[0].path.value: must have at most 1024 characters (has 1025)"],
  },
  {
    rule: "a header is matched once",
    accepted: routeWith({
      matches: [
        {
          headers: [
            { name: "a", value: "1" },
            { name: "A", value: "2" },
          ],
        },
      ],
    }),
    refused: routeWith({
      matches: [
        {
          headers: [
            { name: "a", value: "1" },
            { name: "a", value: "2" },
          ],
        },
      ],
    }),
    says: ["spec.rules[0].matches[0].headers[1]: repeats the name of an earlier item"],
  },
  {
    rule: "a redirect has no backends",
    accepted: routeWith({ filters: [{ type: "RequestRedirect", requestRedirect: {} }], backendRefs: [] }),
    refused: routeWith({
      filters: [{ type: "RequestRedirect", requestRedirect: {} }],
      backendRefs: [{ name: "shop", port: 80 }],
    }),
    says: ["spec.rules[0]: must not have RequestRedirect and backendRefs together"],
  },
  {
    rule: "a prefix is replaced in a rule with one prefix match only",
    accepted: routeWith({ matches: [{ path: { type: "PathPrefix", value: "/x" } }], filters: [rewrite] }),
    refused: routeWith({ matches: matches(2), filters: [rewrite] }),
    says: [
      "spec.rules[0]: must have exactly one match, of type PathPrefix, because a filter replaces the prefix",
    ],
  },
  {
    rule: "a prefix cannot be replaced on an exact match, not in a backend's filter either",
    accepted: routeWith({ backendRefs: [{ name: "shop", port: 80, filters: [rewrite] }] }),
    refused: routeWith({
      matches: [{ path: { type: "Exact", value: "/x" } }],
      backendRefs: [{ name: "shop", port: 80, filters: [rewrite] }],
    }),
    says: [
      "spec.rules[0]: must have exactly one match, of type PathPrefix, because a filter replaces the prefix",
    ],
  },
  {
    rule: "the empty text is a replacement for a prefix",
    accepted: filters({
      type: "URLRewrite",
      urlRewrite: { path: { type: "ReplacePrefixMatch", replacePrefixMatch: "" } },
    }),
    refused: filters({ type: "URLRewrite", urlRewrite: { path: { type: "ReplacePrefixMatch" } } }),
    says: [
      "spec.rules[0].filters[0].urlRewrite.path.replacePrefixMatch: is required: the type is ReplacePrefixMatch",
    ],
  },
  {
    rule: "redirect and rewrite do not go together",
    accepted: filters(rewrite),
    refused: filters(rewrite, { type: "RequestRedirect", requestRedirect: {} }),
    says: ["spec.rules[0].filters: must not have RequestRedirect and URLRewrite together"],
  },
  {
    rule: "a header modifier comes once, an extension may repeat",
    accepted: filters(
      { type: "ExtensionRef", extensionRef: { group: "a.b", kind: "C", name: "d" } },
      { type: "ExtensionRef", extensionRef: { group: "a.b", kind: "C", name: "e" } },
    ),
    refused: filters(
      { type: "ResponseHeaderModifier", responseHeaderModifier: { remove: ["a"] } },
      { type: "ResponseHeaderModifier", responseHeaderModifier: { remove: ["b"] } },
    ),
    says: ["spec.rules[0].filters: must have ResponseHeaderModifier at most once"],
  },
  {
    rule: "a filter has the field of its type and no other",
    accepted: filters({ type: "CORS", cors: {} }),
    refused: filters({ type: "CORS", requestRedirect: {} }),
    says: [
      "spec.rules[0].filters[0].requestRedirect: must be absent: the filter's type is CORS",
      "spec.rules[0].filters[0].cors: is required: the filter's type is CORS",
    ],
  },
  {
    rule: "a filter has a known type",
    accepted: filters({ type: "URLRewrite", urlRewrite: { hostname: "a.b" } }),
    refused: filters({ type: "RateLimit" }),
    says: [
      "spec.rules[0].filters[0].type: must be one of RequestHeaderModifier, ResponseHeaderModifier, RequestMirror, RequestRedirect, URLRewrite, ExtensionRef, CORS, ExternalAuth",
    ],
  },
  {
    rule: "at most 16 headers are set, each once",
    accepted: set(headers(16)),
    refused: set(headers(17)),
    says: ["spec.rules[0].filters[0].requestHeaderModifier.set: must have at most 16 items (has 17)"],
  },
  {
    rule: "a header's value is not empty",
    accepted: set([{ name: "a", value: " " }]),
    refused: set([{ name: "a", value: "" }]),
    says: ["spec.rules[0].filters[0].requestHeaderModifier.set[0].value: must not be empty"],
  },
  {
    rule: "a star stands alone in a list of a CORS filter",
    accepted: cors({ allowOrigins: ["*"], allowMethods: ["*"], allowHeaders: ["*"] }),
    refused: cors({ allowMethods: ["*", "GET"] }),
    says: ['spec.rules[0].filters[0].cors.allowMethods: must have "*" alone or not at all'],
  },
  {
    rule: "a CORS origin is a scheme and a host",
    accepted: cors({ allowOrigins: ["https://*.example.com:8443", "http://localhost"], maxAge: 1 }),
    refused: cors({ allowOrigins: ["https://example.com/"] }),
    says: [
      "spec.rules[0].filters[0].cors.allowOrigins[0]: must match ^(\\*|https?://((\\*\\.)?([a-zA-Z0-9-]+\\.)*[a-zA-Z0-9-]+|\\*)(:[0-9]{1,5})?)$",
    ],
  },
  {
    rule: "a CORS answer may be kept for at least a second",
    accepted: cors({ maxAge: 1728000 }),
    refused: cors({ maxAge: 0 }),
    says: ["spec.rules[0].filters[0].cors.maxAge: must be at least 1"],
  },
  {
    rule: "a mirror takes a percentage or a fraction",
    accepted: mirror({ percent: 10 }),
    refused: mirror({ percent: 10, fraction: { numerator: 1 } }),
    says: ["spec.rules[0].filters[0].requestMirror: must not have percent and fraction together"],
  },
  {
    rule: "a fraction is at most one",
    accepted: mirror({ fraction: { numerator: 100 } }),
    refused: mirror({ fraction: { numerator: 101 } }),
    says: ["spec.rules[0].filters[0].requestMirror.fraction: numerator must be at most the denominator"],
  },
  {
    rule: "a Service is named with its port",
    accepted: routeWith({ backendRefs: [{ group: "x.y", kind: "Bucket", name: "b" }] }),
    refused: routeWith({ backendRefs: [{ name: "shop" }] }),
    says: ["spec.rules[0].backendRefs[0].port: is required for a Service"],
  },
  {
    rule: "a mirror's Service is named with its port",
    accepted: mirror({}),
    refused: mirror({ backendRef: { name: "copy" } }),
    says: ["spec.rules[0].filters[0].requestMirror.backendRef.port: is required for a Service"],
  },
  {
    rule: "a weight is between 0 and a million",
    accepted: routeWith({ backendRefs: [{ name: "shop", port: 80, weight: 1_000_000 }] }),
    refused: routeWith({ backendRefs: [{ name: "shop", port: 80, weight: 1_000_001 }] }),
    says: ["spec.rules[0].backendRefs[0].weight: must be at most 1000000"],
  },
  {
    rule: "a timeout has Go's units, no decimals and no days",
    accepted: routeWith({ timeouts: { request: "1h30m10s5ms" } }),
    refused: routeWith({ timeouts: { request: "1.5s" } }),
    says: ["spec.rules[0].timeouts.request: must match ^([0-9]{1,5}(h|m|s|ms)){1,4}$"],
  },
  {
    rule: "one attempt does not get longer than the request",
    accepted: routeWith({ timeouts: { request: "1m", backendRequest: "60s" } }),
    refused: routeWith({ timeouts: { request: "1m", backendRequest: "61s" } }),
    says: ["spec.rules[0].timeouts.backendRequest: must not be longer than the request timeout"],
  },
  {
    rule: "a request without a limit lets an attempt take any time",
    accepted: routeWith({ timeouts: { request: "0s", backendRequest: "1h" } }),
    refused: routeWith({ timeouts: { request: "1ms", backendRequest: "1h" } }),
    says: ["spec.rules[0].timeouts.backendRequest: must not be longer than the request timeout"],
  },
  {
    rule: "a number is not given as text",
    accepted: routeWith({ backendRefs: [{ name: "shop", port: 65535 }] }),
    refused: routeWith({ backendRefs: [{ name: "shop", port: "http" }] }),
    says: ["spec.rules[0].backendRefs[0].port: must be an integer, not string"],
  },
  {
    rule: "a field nobody knows is refused",
    accepted: routeWith({ name: "first" }),
    refused: routeWith({ backendRef: [] }),
    says: ["spec.rules[0].backendRef: is not a field of this object"],
  },
  {
    rule: "a header's value is plain text in the experimental channel",
    accepted: set([{ name: "a", value: "b c" }]),
    refused: set([{ name: "a", value: "b  c" }]),
    says: [
      "spec.rules[0].filters[0].requestHeaderModifier.set[0].value: must be printable ASCII with single blanks inside",
    ],
    setting: { channel: "experimental" },
  },
  {
    rule: "rules have different names in the experimental channel",
    accepted: route({ rules: [{ name: "a" }, { name: "b" }] }),
    refused: route({ rules: [{ name: "a" }, { name: "a" }] }),
    says: ["spec.rules[1].name: must differ from the names of the other rules"],
    setting: { channel: "experimental" },
  },
];

test("there are cases", () => {
  expect(cases.length).toBeGreaterThan(35);
});

test.each(cases)("$rule", ({ accepted, refused, says, setting }) => {
  expect(refusals(accepted, setting)).toEqual([]);
  expect(refusals(refused, setting)).toEqual(says);
});

test("the port tells references apart in the experimental channel", () => {
  const object = parents({ ...edge, port: 80 }, { ...edge, port: 443 });

  expect(refusals(object, { channel: "experimental" })).toEqual([]);
});
