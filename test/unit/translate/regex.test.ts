import { describe, expect, test } from "vitest";
import type { HttpRoute } from "../../../src/gateway/objects/http-route.ts";
import type { TargetName } from "../../../src/model/config.ts";
import { mayOverlap, regexShape } from "../../../src/translate/regex-text.ts";
import { simple, translated } from "./given.ts";

/** "PathPrefix /x => prefix / -> web" per rule, or "blocked". */
function lines(yaml: string, target: TargetName): readonly string[] | "blocked" {
  const { value } = translated(yaml, { target });
  if (value.some(({ blocked }) => blocked)) return "blocked";
  return value.flatMap(({ objects }) =>
    (objects as readonly HttpRoute[]).flatMap(
      (
        { spec }, // only routes are emitted here
      ) =>
        spec.rules.map(({ matches, filters, backendRefs }) => {
          const rewrite = filters?.find((filter) => filter.type === "URLRewrite")?.urlRewrite.path;
          const to =
            rewrite?.type === "ReplacePrefixMatch"
              ? `prefix ${rewrite.replacePrefixMatch}`
              : rewrite?.replaceFullPath;
          const path = matches?.[0]?.path;
          return `${path?.type} ${path?.value}${to === undefined ? "" : ` => ${to}`} -> ${backendRefs?.[0]?.name}`;
        }),
    ),
  );
}

interface Case {
  readonly annotations: Record<string, string>;
  readonly paths: readonly string[];
  readonly standard: readonly string[] | "blocked";
  /** Envoy Gateway and Cilium read expressions alike. */
  readonly re2: readonly string[] | "blocked";
  readonly verdict: string;
}

const cases: readonly Case[] = [
  {
    annotations: { "rewrite-target": "/" },
    paths: ["/ web:80"],
    standard: ["PathPrefix / -> web"],
    re2: ["PathPrefix / -> web"],
    verdict: "inert",
  },
  {
    annotations: { "rewrite-target": "/$2" },
    paths: ["/api(/|$)(.*) web:80 ImplementationSpecific"],
    standard: ["PathPrefix /api => prefix / -> web"],
    re2: ["PathPrefix /api => prefix / -> web"],
    verdict: "approximate",
  },
  {
    annotations: { "rewrite-target": "/v2/$2" },
    paths: ["/api(/|$)(.*) web:80 ImplementationSpecific"],
    standard: ["Exact /api => /v2/ -> web", "PathPrefix /api => prefix /v2 -> web"],
    re2: ["Exact /api => /v2/ -> web", "PathPrefix /api => prefix /v2 -> web"],
    verdict: "approximate",
  },
  {
    annotations: { "rewrite-target": "/$1" },
    paths: ["/api/(.*) web:80 ImplementationSpecific"],
    standard: ["PathPrefix /api => prefix / -> web"],
    re2: ["PathPrefix /api => prefix / -> web"],
    verdict: "approximate",
  },
  {
    annotations: { "rewrite-target": "/$1" },
    paths: ["/(.*) web:80 ImplementationSpecific"],
    standard: ["PathPrefix / -> web"],
    re2: ["PathPrefix / -> web"],
    verdict: "exact",
  },
  {
    annotations: { "rewrite-target": "/login" },
    paths: ["/ web:80"],
    standard: ["PathPrefix / => /login -> web"],
    re2: ["PathPrefix / => /login -> web"],
    verdict: "exact",
  },
  {
    annotations: { "rewrite-target": "/$3" },
    paths: ["/ web:80"],
    standard: ["PathPrefix / => / -> web"],
    re2: ["PathPrefix / => / -> web"],
    verdict: "exact",
  },
  {
    annotations: { "rewrite-target": "/uuid" },
    paths: ["/ip web:80 Exact"],
    standard: ["PathPrefix /ip => /uuid -> web"],
    re2: ["RegularExpression (?i)/ip.* => /uuid -> web"],
    verdict: "approximate|exact",
  },
  {
    annotations: { "rewrite-target": "/$2/$1" },
    paths: ["/(a)/(b) web:80 ImplementationSpecific"],
    standard: "blocked",
    re2: "blocked",
    verdict: "blocker",
  },
  {
    annotations: { "rewrite-target": "https://b.test" },
    paths: ["/x web:80"],
    standard: "blocked",
    re2: "blocked",
    verdict: "blocker",
  },
  {
    annotations: { "rewrite-target": "/$host" },
    paths: ["/x web:80"],
    standard: "blocked",
    re2: "blocked",
    verdict: "blocker",
  },
  {
    annotations: { "use-regex": "true" },
    paths: ["/[A-Z]{3} web:80 ImplementationSpecific"],
    standard: "blocked",
    re2: ["RegularExpression (?i)/[A-Z]{3}.* -> web"],
    verdict: "blocker|exact",
  },
  {
    annotations: { "use-regex": "true" },
    paths: ["/exact$ web:80", "/open/.* b:80"],
    standard: "blocked",
    re2: ["RegularExpression (?i)/open/.* -> b", "RegularExpression (?i)/exact$ -> web"],
    verdict: "blocker|exact",
  },
  {
    annotations: { "use-regex": "true" },
    paths: ["/a|/b web:80"],
    standard: "blocked",
    re2: "blocked",
    verdict: "blocker",
  },
  {
    annotations: { "use-regex": "true" },
    paths: ["/a(?!b) web:80"],
    standard: "blocked",
    re2: "blocked",
    verdict: "blocker",
  },
  {
    annotations: { "use-regex": "true" },
    paths: ["/a(b web:80"],
    standard: "blocked",
    re2: "blocked",
    verdict: "blocker",
  },
  {
    annotations: { "use-regex": "true" },
    paths: ["/ web:80"],
    standard: ["PathPrefix / -> web"],
    re2: ["PathPrefix / -> web"],
    verdict: "exact",
  },
];

describe("rewrites and regular expressions on every target", () => {
  test.each(cases)("$annotations on $paths", ({ annotations, paths, standard, re2, verdict }) => {
    const yaml = simple(annotations, [...paths]);

    expect({
      standard: lines(yaml, "standard"),
      "envoy-gateway": lines(yaml, "envoy-gateway"),
      cilium: lines(yaml, "cilium"),
    }).toEqual({ standard, "envoy-gateway": re2, cilium: re2 });
    const [onStandard, onRe2 = onStandard] = verdict.split("|");
    const key = `nginx.ingress.kubernetes.io/${Object.keys(annotations)[0]}`;
    const verdictOn = (target: TargetName) =>
      translated(yaml, { target }).value[0]?.verdicts.find((found) => found.key === key)?.verdict;
    expect([verdictOn("standard"), verdictOn("cilium")]).toEqual([onStandard, onRe2]);
  });
});

const ingress = (name: string, path: string, type: string, annotations = "{}") => `
kind: Ingress
metadata: {name: ${name}, annotations: ${annotations}}
spec: {rules: [{host: a.test, http: {paths: [{path: '${path}', pathType: ${type}, backend: {service: {name: ${name}, port: {number: 80}}}}]}}]}
---`;
const regex = `{nginx.ingress.kubernetes.io/use-regex: "true"}`;
const strip = `{nginx.ingress.kubernetes.io/rewrite-target: /$2}`;

describe("one Ingress changes what the paths of the others mean", () => {
  test("a prefix beside a regex loses its segment border", () => {
    const yaml =
      ingress("re", "/api/v[0-9]+", "ImplementationSpecific", regex) + ingress("web", "/foo", "Prefix");

    expect(lines(yaml, "cilium")).toEqual([
      "RegularExpression (?i)/api/v[0-9]+.* -> re",
      "RegularExpression (?i)/foo.* -> web",
    ]);
  });

  test("so does an exact path, and there is no slash redirect", () => {
    const yaml =
      ingress("re", "/api/v[0-9]+", "ImplementationSpecific", regex) + ingress("web", "/foo/", "Exact");

    expect(lines(yaml, "envoy-gateway")).toContain("RegularExpression (?i)/foo/.* -> web");
  });

  test("the untouched Ingress is told", () => {
    const yaml =
      ingress("re", "/api/v[0-9]+", "ImplementationSpecific", regex) + ingress("web", "/", "Prefix");
    const web = translated(yaml, { target: "cilium" }).value.find((found) => found.ingress === "default/web");

    expect(web?.verdicts.find(({ key }) => key === "(host) use-regex")?.verdict).toBe("exact");
  });

  test("the usual pair of a stripped prefix and a front end moves everywhere", () => {
    const yaml =
      ingress("api", "/api(/|$)(.*)", "ImplementationSpecific", strip) + ingress("web", "/", "Prefix");

    for (const target of ["standard", "envoy-gateway", "cilium"] as const) {
      expect(lines(yaml, target)).toEqual(["PathPrefix /api => prefix / -> api", "PathPrefix / -> web"]);
    }
  });

  test("a literal under a stripped prefix blocks where the target would try it first", () => {
    const yaml =
      ingress("api", "/api(/|$)(.*)", "ImplementationSpecific", strip) + ingress("v2", "/api/v2", "Prefix");

    expect(lines(yaml, "cilium")).toBe("blocked");
  });

  test("equal lengths of two Ingresses block, since names or ages would decide", () => {
    const yaml =
      ingress("one", "/a[0-9]x", "ImplementationSpecific", regex) +
      ingress("two", "/a[0-9]y", "ImplementationSpecific", regex);

    expect(lines(yaml, "cilium")).toBe("blocked");
  });
});

describe("reading the text of an expression", () => {
  test.each([
    ["/a", "/b", false],
    ["/foo", "/foobar", true],
    ["/FOO", "/foo", true],
    ["/fo?x", "/fx", true],
    ["/api(/|$)(.*)", "/app", false],
    ["/a.*", "/abc", true],
  ])("%s and %s: overlap %s", (a, b, expected) => {
    expect(mayOverlap(a, b)).toBe(expected);
  });

  test.each(["/a\\d+", "/a[^/]+", "/a(?:b|c)", "/[]x]", "/a\\.b", "/a{2,3}"])(
    "%s is safe for RE2",
    (text) => {
      expect(regexShape(text).problem).toBeUndefined();
    },
  );

  test.each(["/a|b", "/(?<n>a)", "/a\\1", "/a++", "/(", "/[", "/a{2000}", "/\\Kx", "/[[:alpha:]]"])(
    "%s is not",
    (text) => {
      expect(regexShape(text).problem).toBeTypeOf("string");
    },
  );
});
