/** Paths that nginx answers with a bare status: `return 404`, `deny all`, and locations at server level. */
import { describe, expect, test } from "vitest";
import { targetNames } from "../../../src/model/config.ts";
import type { KubeObject } from "../../../src/model/kube.ts";
import { understandServer } from "../../../src/nginx/snippet/server.ts";
import { understandLocation } from "../../../src/nginx/snippet/understand.ts";
import { nginxWorld } from "../../../src/nginx/table/world.ts";
import { prove } from "../../../src/verify/prove.ts";
import { ingressesOf, type Setting, simple, translated } from "../translate/given.ts";

const live: Setting = {
  nginx: { "allow-snippet-annotations": "true", "annotations-risk-level": "Critical" },
};

function emitted(yaml: string, target: Setting["target"]) {
  return translated(yaml, { ...live, target }).value;
}

function objectsOf(yaml: string, target: Setting["target"]): readonly KubeObject[] {
  return emitted(yaml, target).flatMap(({ objects }) => objects);
}

describe("what is read from a location", () => {
  const cases: readonly (readonly [text: string, expected: unknown])[] = [
    ["return 404;", { status: 404, afterHttpsRedirect: false }],
    ["return 403 ;", { status: 403, afterHttpsRedirect: false }],
    ["deny all;", { status: 403, afterHttpsRedirect: true }],
  ];

  test.each(cases)("%s", (text, answer) => {
    expect(understandLocation(text)).toMatchObject({ understood: { answer } });
  });

  test.each([
    ["return 444;", "return 444 answers with more than a status"],
    ['return 200 "ok";', "return 200 ok answers with more than a status"],
    ["deny 10.0.0.0/8;", "deny refuses clients"],
    ["allow 10.0.0.0/8; deny all;", "allow admits clients"],
    ["more_set_headers 'X-A: b'; return 404;", "it answers by itself, and other directives"],
    ["sub_filter a b;", "sub_filter rewrites response bodies"],
    ["if ($host = a) { return 404; }", "if is a block"],
  ])("%s is refused by name", (text, because) => {
    expect(understandLocation(text)).toMatchObject({ because: expect.stringContaining(because) as string }); // vitest's matcher
  });
});

describe("what is read from a server", () => {
  test("locations with a status, whatever they log", () => {
    const text = `
      location /metrics { deny all; access_log off; }
      location = /one { return 404; }
      location ~* ^/(a|b)/x$ { return 403; }
      location ^~ /private/ { return 403; }`;

    expect(understandServer(text)).toEqual({
      locations: [
        { is: "beginning", text: "/metrics", ignoresCase: false, status: 403 },
        { is: "exact", text: "/one", ignoresCase: false, status: 404 },
        { is: "expression", text: "^/(a|b)/x$", ignoresCase: true, status: 403 },
        { is: "beginning", text: "/private/", ignoresCase: false, status: 403 },
      ],
    });
  });

  test.each([
    ["client_max_body_size 1m;", "client_max_body_size at server level"],
    ["location /x { proxy_pass http://y; }", "location /x does more than answer"],
    ["location / { return 403; }", "location / is no plain path"],
    ["location @named { return 403; }", "location @named is no plain path"],
    ["location /x { return 301 https://b.test; }", "location /x does more than answer"],
    ["location /x { deny all; } location /x { deny all; }", "twice"],
    ["location /x { deny all;", "it ends in the middle"],
  ])("%s is refused", (text, because) => {
    expect(understandServer(text)).toMatchObject({ because: expect.stringContaining(because) as string }); // vitest's matcher
  });
});

test("only targets whose rules can answer take them over", () => {
  const kinds = (yaml: string) =>
    Object.fromEntries(
      targetNames.map((target) => {
        const [emission] = emitted(yaml, target);
        const found = emission?.objects.map(({ kind }) => kind).join(" ");
        return [target, emission?.blocked === false ? found : "blocked"];
      }),
    );
  const but = { "envoy-gateway": "HTTPRoute HTTPRouteFilter", kgateway: "HTTPRoute DirectResponse" };
  const expected = Object.fromEntries(targetNames.map((target) => [target, "blocked"]));

  expect(kinds(simple({ "configuration-snippet": "return 404;" }))).toEqual({ ...expected, ...but });
  expect(kinds(simple({ "server-snippet": "location /metrics { deny all; }" }))).toEqual({
    ...expected,
    ...but,
  });
});

test("the rules refer to one object per status, and have no backend", () => {
  const snippet =
    "location = /one { return 404; } location /metrics { deny all; } location /debug { deny all; }";
  const [route, ...filters] = objectsOf(simple({ "server-snippet": snippet }), "envoy-gateway");
  const refers = (name: string) => [
    { type: "ExtensionRef", extensionRef: { group: "gateway.envoyproxy.io", kind: "HTTPRouteFilter", name } },
  ];

  expect(route).toMatchObject({
    spec: {
      rules: [
        { matches: [{ path: { type: "Exact", value: "/one" } }], filters: refers("web-answer-404") },
        {
          matches: [{ path: { type: "RegularExpression", value: "/metrics.*" } }],
          filters: refers("web-answer-403"),
        },
        {
          matches: [{ path: { type: "RegularExpression", value: "/debug.*" } }],
          filters: refers("web-answer-403"),
        },
        { matches: [{ path: { type: "PathPrefix", value: "/" } }] },
      ],
    },
  });
  expect(filters.map(({ metadata, spec }) => [metadata.name, spec])).toEqual([
    ["web-answer-404", { directResponse: { statusCode: 404 } }],
    ["web-answer-403", { directResponse: { statusCode: 403 } }],
  ]);
});

test("an expression keeps its anchors and its case", () => {
  const snippet = "location ~* \\.(git|env) { deny all; } location ~ ^/x$ { deny all; }";
  const [route] = objectsOf(simple({ "server-snippet": snippet }), "kgateway");

  expect(route).toMatchObject({
    spec: {
      rules: [
        { matches: [{ path: { value: "(?i).*(?:\\.(git|env)).*" } }] },
        { matches: [{ path: { value: "/x$" } }] },
        { matches: [{ path: { value: "/" } }] },
      ],
    },
  });
});

describe("what nginx ranks otherwise is refused", () => {
  test.each([
    ["a longer path of an Ingress", "location /api { deny all; }", ["/ web:80", "/api/v1 web:80"]],
    ["the same path", "location = /api { deny all; }", ["/ web:80", "/api web:80"]],
    ["a path below an expression", "location ~ ^/api { deny all; }", ["/ web:80", "/api web:80"]],
    ["a loose expression beside paths", "location ~ x { deny all; }", ["/ web:80", "/api web:80"]],
    ["two statuses", "location /a { deny all; } location /b { return 404; }", ["/ web:80"]],
    ["lookaround", "location ~ ^/(?!api) { deny all; }", ["/ web:80"]],
    ["branches that end the anchor", "location ~ ^/a|/b { deny all; }", ["/ web:80"]],
  ])("%s", (_name, snippet, paths) => {
    const yaml = simple({ "server-snippet": snippet }, paths);

    expect(emitted(yaml, "envoy-gateway").map(({ blocked }) => blocked)).toEqual([true]);
  });

  test("a host of expressions, and two Ingresses with different locations", () => {
    const snippet = "location /metrics { deny all; }";
    const regex = simple({ "server-snippet": snippet, "use-regex": "true" }, [
      "/x.* web:80 ImplementationSpecific",
    ]);
    const other = simple({ "server-snippet": "location /x { deny all; }" }, ["/b web:80"]).replace(
      '"web"',
      '"two"',
    );
    const two = `${simple({ "server-snippet": snippet })}\n---\n${other}`;

    expect(emitted(regex, "envoy-gateway").map(({ blocked }) => blocked)).toEqual([true]);
    expect(emitted(two, "envoy-gateway").map(({ blocked }) => blocked)).toEqual([true, true]);
  });
});

describe("the proof sees the answer", () => {
  const whole =
    "location /metrics { deny all; } location = /debug { return 403; } location ~ \\.git { deny all; }";
  const given = [
    ["return 404", simple({ "configuration-snippet": "return 404;" })],
    ["deny all", simple({ "configuration-snippet": "deny all;" }, ["/ web:80"], true)],
    ["locations of the server", simple({ "server-snippet": whole }, ["/ web:80"])],
    [
      "a location among paths",
      simple({ "server-snippet": "location /metrics { deny all; }" }, ["/a/ web:80", "/m web:80"]),
    ],
  ] as const;
  const found = (
    yaml: string,
    target: "kgateway" | "envoy-gateway",
    change: (object: KubeObject) => KubeObject,
  ) =>
    prove({
      old: ingressesOf(yaml),
      oldWorld: nginxWorld({ configMap: live.nginx ?? {} }),
      new: objectsOf(yaml, target).map(change),
      newWorld: { target, sections: { http: "http", https: "https" }, services: [] },
      accepted: new Set(),
    })
      .hosts.filter(({ host }) => host === "a.test")
      .map(({ verdict }) => verdict);

  test.each(given)("%s", (_name, yaml) => {
    expect(found(yaml, "envoy-gateway", (object) => object)).toEqual(["equivalent"]);
    expect(found(yaml, "kgateway", (object) => object)).toEqual(["equivalent"]);
  });

  test.each(given)("%s with another status", (_name, yaml) => {
    const changed = found(yaml, "kgateway", (object) =>
      object.kind === "DirectResponse" ? { ...object, spec: { status: 200 } } : object,
    );

    expect(changed).toEqual(["different"]);
  });

  test("locations that nobody carried over", () => {
    const plain = objectsOf(simple({}, ["/ web:80"]), "kgateway");
    const { hosts } = prove({
      old: ingressesOf(given[2][1]),
      oldWorld: nginxWorld({ configMap: live.nginx ?? {} }),
      new: plain,
      newWorld: { target: "kgateway", sections: { http: "http", https: "https" }, services: [] },
      accepted: new Set(),
    });

    expect(hosts.find(({ host }) => host === "a.test")?.verdict).toBe("different");
  });

  test("a location that is narrower than nginx's", () => {
    const changed = found(given[2][1], "kgateway", (object) =>
      object.kind === "HTTPRoute"
        ? (JSON.parse(JSON.stringify(object).replace("/metrics.*", "/metrics")) as KubeObject) // the same object, one text changed
        : object,
    );

    expect(changed).toEqual(["different"]);
  });
});
