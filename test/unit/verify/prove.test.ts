import { describe, expect, it } from "vitest";
import { diagnoseProof } from "../../../src/verify/diagnose.ts";
import { translatePlainly } from "./plain-translator.ts";
import { hostOf, ingress, path, proveThat, route } from "./world.ts";

const to = (name: string): readonly unknown[] => [{ name, port: 80 }];
const at = (type: string, value: string): readonly unknown[] => [{ path: { type, value } }];

describe("equivalent", () => {
  it.each([
    ["a prefix and a root", { "a.test": [path("/", "root"), path("/api", "api")] }, false],
    ["an exact path beside its prefix", { "a.test": [path("/foo", "e", "Exact"), path("/foo", "p")] }, false],
    ["a prefix with a slash, whose name without it is redirected", { "a.test": [path("/foo/", "p")] }, false],
    ["the same with TLS", { "a.test": [path("/foo/", "p"), path("/", "r")] }, true],
    ["an exact path with a slash", { "a.test": [path("/bar/", "p", "Exact")] }, false],
    [
      "a longer slashed prefix below a shorter one",
      { "a.test": [path("/foo", "f"), path("/foo/bar/", "b")] },
      false,
    ],
    ["ImplementationSpecific", { "a.test": [path("/x", "s", "ImplementationSpecific")] }, false],
    ["two hosts", { "a.test": [path("/", "a")], "b.test": [path("/b", "b")] }, true],
    ["a wildcard", { "*.w.test": [path("/", "w")] }, true],
  ] as const)("%s", (_, hosts, tls) => {
    const old = [ingress("one", hosts, { tls })];

    const proof = proveThat(old, translatePlainly(old));

    expect(proof.hosts.filter(({ verdict }) => verdict !== "equivalent")).toEqual([]);
    expect(proof.equivalent).toBe(true);
    expect(proof.hosts.every(({ classes }) => classes > 0)).toBe(true);
  });

  it("holds for a host-less Ingress, whose only deviation is the controller's health path", () => {
    const old = [ingress("all", { "": [path("/", "s")] })];

    const proof = proveThat(old, translatePlainly(old));

    expect(proof.equivalent).toBe(true);
    const { witnesses } = hostOf(proof, "*");
    expect(witnesses.map(({ deviation, accepted }) => [deviation, accepted])).toEqual([
      ["controller-health-path", true],
    ]);
  });

  it("holds for nothing against nothing", () => {
    expect(proveThat([], [])).toMatchObject({ equivalent: true, hosts: [{ host: "*" }] });
  });
});

describe("known deviations", () => {
  it("are shown once per host and scheme, and accepted", () => {
    const old = [ingress("one", { "a.test": [path("/", "s"), path("/x", "x")] }, { tls: true })];

    const { witnesses } = hostOf(proveThat(old, translatePlainly(old)), "a.test");

    expect(witnesses[0]?.id).toMatch(/^[0-9a-f]{10}$/);
    expect(witnesses).toEqual([
      {
        id: witnesses[0]?.id,
        request: { scheme: "http", host: "a.test", method: "GET", path: "/", headers: {} },
        old: { kind: "redirect", status: 308, location: "https://a.test" },
        new: { kind: "redirect", status: 308, location: "https://a.test/" },
        reason: "nginx redirects to https://a.test, the new routes to https://a.test/.",
        deviation: "https-redirect-trailing-slash",
        accepted: true,
        access: false,
        alike: witnesses[0]?.alike,
      },
    ]);
  });

  it("do not cover a redirect with another status", () => {
    const old = [ingress("one", { "a.test": [path("/", "s")] }, { tls: true })];
    const next = [
      route(
        "r",
        ["a.test"],
        ["http"],
        [{ filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } }] }],
      ),
      route("s", ["a.test"], ["https"], [{ backendRefs: to("s") }]),
    ];

    const proof = hostOf(proveThat(old, next), "a.test");

    expect(proof.verdict).toBe("different");
    expect(proof.witnesses[0]).toMatchObject({
      deviation: undefined,
      reason: "Both redirect, nginx with 308 and the new routes with 301.",
    });
  });

  it("do not cover a wildcard's depth when the default server answers deeper names", () => {
    const old = [ingress("w", { "*.w.test": [path("/", "w")] }), ingress("all", { "": [path("/", "all")] })];

    const proof = hostOf(proveThat(old, translatePlainly(old)), "*.w.test");

    expect(proof.verdict).toBe("different");
    expect(proof.witnesses[0]).toMatchObject({
      request: { host: "any.any.w.test" },
      old: { backend: "shop/all:80" },
      new: { backend: "shop/w:80" },
      accepted: false,
    });
  });
});

describe("different", () => {
  const old = [
    ingress("one", { "a.test": [path("/", "root"), path("/api", "api"), path("/x", "x", "Exact")] }),
  ];
  const rules = {
    root: { matches: at("PathPrefix", "/"), backendRefs: to("root") },
    api: { matches: at("PathPrefix", "/api"), backendRefs: to("api") },
    x: { matches: at("Exact", "/x"), backendRefs: to("x") },
  };
  const proveRules = (...list: readonly unknown[]) =>
    hostOf(proveThat(old, [route("r", ["a.test"], ["http"], list)]), "a.test");

  it("nothing in the untouched rules, whatever their order", () => {
    expect(proveRules(rules.root, rules.api, rules.x).verdict).toBe("equivalent");
    expect(proveRules(rules.x, rules.api, rules.root).verdict).toBe("equivalent");
  });

  it.each([
    [
      "a dropped rule",
      [rules.root, rules.x],
      "/api",
      "nginx sends it to shop/api:80, the new routes to shop/root:80.",
    ],
    [
      "a dropped root",
      [rules.api, rules.x],
      "/",
      "nginx sends it to shop/root:80; the new routes answer 404.",
    ],
    [
      "one changed character",
      [rules.root, { ...rules.api, matches: at("PathPrefix", "/apj") }, rules.x],
      "/api",
      "nginx sends it to shop/api:80, the new routes to shop/root:80.",
    ],
    [
      "another backend",
      [rules.root, rules.api, { ...rules.x, backendRefs: to("y") }],
      "/x",
      "nginx sends it to shop/x:80, the new routes to shop/y:80.",
    ],
    [
      "a prefix made exact",
      [rules.root, { ...rules.api, matches: at("Exact", "/api") }, rules.x],
      "/api/",
      "nginx sends it to shop/api:80, the new routes to shop/root:80.",
    ],
    [
      "an exact path made a prefix",
      [rules.root, rules.api, { ...rules.x, matches: at("PathPrefix", "/x") }],
      "/x/",
      "nginx sends it to shop/root:80, the new routes to shop/x:80.",
    ],
    [
      "a header condition",
      [
        rules.root,
        { ...rules.api, matches: [{ path: { value: "/api" }, headers: [{ name: "X-A", value: "1" }] }] },
        rules.x,
      ],
      "/api",
      "nginx sends it to shop/api:80, the new routes to shop/root:80.",
    ],
    [
      "a method condition",
      [rules.root, { ...rules.api, matches: [{ path: { value: "/api" }, method: "GET" }] }, rules.x],
      "/api",
      "nginx sends it to shop/api:80, the new routes to shop/root:80.",
    ],
    [
      "a split",
      [{ ...rules.root, backendRefs: [...to("root"), ...to("new")] }, rules.api, rules.x],
      "/",
      "nginx sends it to shop/root:80, the new routes to 50 % shop/new:80, 50 % shop/root:80.",
    ],
    [
      "a rewritten path",
      [
        rules.root,
        {
          ...rules.api,
          filters: [
            {
              type: "URLRewrite",
              urlRewrite: { path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/" } },
            },
          ],
        },
        rules.x,
      ],
      "/api",
      "The back end sees /api from nginx and / from the new routes.",
    ],
    [
      "a rewritten host",
      [
        rules.root,
        { ...rules.api, filters: [{ type: "URLRewrite", urlRewrite: { hostname: "b.test" } }] },
        rules.x,
      ],
      "/api",
      'The back end sees host "a.test" from nginx and "b.test" from the new routes.',
    ],
  ] as const)("notices %s", (_, list, witnessPath, reason) => {
    const proof = proveRules(...list);

    expect(proof.verdict).toBe("different");
    expect(proof.witnesses[0]).toMatchObject({ request: { path: witnessPath }, reason, accepted: false });
  });

  it("notices the order of two rules with the same match", () => {
    const twice = [rules.root, rules.api, { ...rules.api, backendRefs: to("other") }, rules.x];
    expect(proveRules(...twice).verdict).toBe("equivalent");
    expect(proveRules(twice[0], twice[2], twice[1], twice[3]).verdict).toBe("different");
  });

  it("notices a host nobody routes any more, and one that is new", () => {
    const next = [route("r", ["b.test"], ["http"], [rules.root])];
    const proof = proveThat(old, next);
    expect(proof.hosts.map(({ host, verdict }) => [host, verdict])).toEqual([
      ["a.test", "different"],
      ["b.test", "different"],
      ["*", "equivalent"],
    ]);
  });

  it("shows one witness per finding, the shortest, and judges by all findings", () => {
    const many = [
      ingress("one", {
        "a.test": Array.from({ length: 13 }, (_, index) => path(`/p${String(index).padStart(2, "0")}`, "s")),
      }),
    ];
    const first = hostOf(proveThat(many, []), "a.test");
    expect(first.witnesses.map(({ request }) => request.path)).toEqual(
      ["00", "01", "02", "03", "04", "05", "06", "07", "08", "09"].map((number) => `/p${number}`),
    );
    expect(first.witnesses.every(({ alike = 0 }) => alike > 0)).toBe(true);

    const accepted = first.witnesses.map(({ id }) => id);
    const second = hostOf(proveThat(many, [], { accepted }), "a.test");
    expect(second.verdict).toBe("different");
    expect(second.witnesses.slice(0, 3).map(({ request }) => request.path)).toEqual(["/p10", "/p11", "/p12"]);
  });

  it("covers by one acceptance what two rules answer alike, and nothing that comes later", () => {
    const lost = [route("r", ["a.test"], ["http"], [rules.root, rules.x])];
    const found = hostOf(proveThat(old, lost), "a.test").witnesses;
    expect(found.map(({ request }) => request.path)).toEqual(["/api"]);
    const accepted = found.map(({ id }) => id);
    expect(proveThat(old, lost, { accepted }).equivalent).toBe(true);

    const grown = [
      ingress("one", {
        "a.test": [path("/", "root"), path("/api", "api"), path("/x", "x", "Exact"), path("/new", "api")],
      }),
    ];
    const later = hostOf(proveThat(grown, lost, { accepted }), "a.test");
    expect(later.verdict).toBe("different");
    expect(later.witnesses.filter((one) => !one.accepted).map(({ request }) => request.path)).toContain(
      "/new",
    );
  });

  it("accepts what somebody accepted, until the answer changes", () => {
    const next = [route("r", ["a.test"], ["http"], [rules.root, rules.x])];
    const ids = new Set<string>();
    let proof = proveThat(old, next);
    for (let round = 0; round < 20 && !proof.equivalent; round += 1) {
      for (const { id } of hostOf(proof, "a.test").witnesses) ids.add(id);
      proof = proveThat(old, next, { accepted: [...ids] });
    }
    expect(proof.equivalent).toBe(true);
    const other = [route("r", ["a.test"], ["http"], [{ ...rules.root, backendRefs: to("other") }, rules.x])];
    expect(proveThat(old, other, { accepted: [...ids] }).equivalent).toBe(false);
  });

  it("asks only about the hosts it is given, and the names that lead to them", () => {
    const several = [
      ingress("a", { "a.test": [path("/", "a")] }, { annotations: { "server-alias": "alias.test" } }),
      ingress("b", { "b.test": [path("/", "b")] }),
    ];
    const proof = proveThat(several, [], { hosts: ["a.test"] });
    expect(proof.hosts.map(({ host }) => host)).toEqual(["a.test", "alias.test"]);
  });
});

describe("access control", () => {
  const list = { annotations: { "whitelist-source-range": "10.0.0.0/8" } };
  const guarded = [ingress("one", { "a.test": [path("/", "s")] }, list)];
  const open = route("r", ["a.test"], ["http"], [{ backendRefs: to("s") }]);
  const policy = (cidr: string) => ({
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
    kind: "SecurityPolicy",
    metadata: { name: "p", namespace: "shop" },
    spec: {
      targetRefs: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "r" }],
      authorization: {
        defaultAction: "Deny",
        rules: [{ action: "Allow", principal: { clientCIDRs: [cidr] } }],
      },
    },
  });

  it("shows the address that nginx refuses and the new routes let in", () => {
    const proof = proveThat(guarded, [open]);

    const { verdict, witnesses } = hostOf(proof, "a.test");
    expect(verdict).toBe("different");
    expect(witnesses[0]).toMatchObject({
      old: { kind: "denied", by: "allow-list" },
      new: { kind: "backend", backend: "shop/s:80" },
      request: { headers: { ":source": "9.255.255.255" } },
      reason: "nginx refuses it (allow-list); the new routes send it to shop/s:80.",
    });
    expect(diagnoseProof(proof).map(({ code }) => code)).toContain("proof-access-difference");
  });

  it("takes a policy with the same range as equal, and a wider or narrower one as different", () => {
    expect(proveThat(guarded, [open, policy("10.0.0.0/8")]).equivalent).toBe(true);
    expect(proveThat(guarded, [open, policy("10.0.0.0/7")]).equivalent).toBe(false);
    expect(proveThat(guarded, [open, policy("10.0.0.0/9")]).equivalent).toBe(false);
    expect(proveThat(guarded, [open, policy("10.0.0.0/8")], { target: "cilium" }).equivalent).toBe(false);
  });

  it.each([
    ["basic auth", { "auth-type": "basic", "auth-secret": "s" }, "basic-auth"],
    ["external auth", { "auth-url": "http://auth.test/" }, "external-auth"],
  ])("shows that %s is gone", (_, annotations, by) => {
    const old = [ingress("one", { "a.test": [path("/", "s")] }, { annotations })];
    expect(hostOf(proveThat(old, [open]), "a.test").witnesses[0]).toMatchObject({
      old: { kind: "denied", by },
      accepted: false,
    });
  });

  it("is never put down to the depth of a wildcard", () => {
    const old = [ingress("w", { "*.w.test": [path("/", "w")] }, list)];
    const next = [route("r", ["*.w.test"], ["http"], [{ backendRefs: to("w") }])];
    const { verdict, witnesses } = hostOf(proveThat(old, next), "*.w.test");
    expect(verdict).toBe("different");
    expect(
      witnesses.filter(({ old: before }) => before.kind === "denied").map(({ accepted }) => accepted),
    ).toContain(false);
  });
});

describe("regular expressions", () => {
  const old = [
    ingress(
      "one",
      { "a.test": [path("/items/[0-9]+$", "items", "ImplementationSpecific")] },
      {
        annotations: { "use-regex": "true" },
      },
    ),
  ];
  const next = (value: string) => [
    route("r", ["a.test"], ["http"], [{ matches: at("RegularExpression", value), backendRefs: to("items") }]),
  ];

  it("are compared as languages, not as texts", () => {
    expect(proveThat(old, next("(?i)/items/[0-9]+")).equivalent).toBe(true);
    expect(proveThat(old, next("/[iI][tT][eE][mM][sS]/\\d\\d*")).equivalent).toBe(true);
  });

  it.each([
    ["/items/[0-9]+", "/ITEMS/0"],
    ["(?i)/items/[0-8]+", "/ITEMS/9"],
    ["(?i)/items/[0-9]{2,}", "/ITEMS/0"],
    ["(?i)/items/[0-9]*", "/ITEMS/"],
  ])("differ from %s by a shortest path", (value) => {
    const proof = hostOf(proveThat(old, next(value)), "a.test");
    expect(proof.verdict).toBe("different");
    expect(proof.witnesses[0]?.request.path.length).toBeLessThanOrEqual("/items/0".length);
  });

  it("show how the prefix idiom differs: case alone", () => {
    const idiom = [
      ingress(
        "one",
        { "a.test": [path("/x(/|$)(.*)", "s", "ImplementationSpecific")] },
        {
          annotations: { "rewrite-target": "/$2" },
        },
      ),
    ];
    const rewrite = {
      type: "URLRewrite",
      urlRewrite: { path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/" } },
    };
    const rule = { filters: [rewrite], backendRefs: to("s") };
    const lower = { ...rule, matches: at("PathPrefix", "/x") };
    const upper = { ...rule, matches: at("PathPrefix", "/X") };

    const proof = hostOf(proveThat(idiom, [route("r", ["a.test"], ["http"], [lower])]), "a.test");
    expect(proof.verdict).toBe("different");
    expect(proof.witnesses.every(({ request }) => request.path.startsWith("/X"))).toBe(true);
    expect(proveThat(idiom, [route("r", ["a.test"], ["http"], [lower, upper])]).equivalent).toBe(true);
  });

  it("that no automaton decides make a sample, never a proof", () => {
    const lookahead = [
      ingress(
        "one",
        { "a.test": [path("/(?!x).*", "s", "ImplementationSpecific")] },
        {
          annotations: { "use-regex": "true" },
        },
      ),
    ];
    const proof = proveThat(lookahead, next("/[^x].*"));
    expect(proof.equivalent).toBe(false);
    expect(hostOf(proveThat(lookahead, []), "a.test").verdict).not.toBe("equivalent");
  });

  it("are never proved on a data plane whose order nobody defines", () => {
    const mixed = [
      ingress(
        "one",
        { "a.test": [path("/a.*", "s", "ImplementationSpecific"), path("/", "s")] },
        {
          annotations: { "use-regex": "true" },
        },
      ),
    ];
    const routes = [
      route(
        "r",
        ["a.test"],
        ["http"],
        [
          { matches: at("RegularExpression", "(?i)/a.*"), backendRefs: to("s") },
          { matches: at("PathPrefix", "/"), backendRefs: to("s") },
        ],
      ),
    ];
    expect(hostOf(proveThat(mixed, routes, { target: "standard" }), "a.test").verdict).toBe("sampled");
    expect(hostOf(proveThat(mixed, routes), "a.test").verdict).toBe("equivalent");
  });
});

describe("canaries and CORS", () => {
  const main = ingress("main", { "a.test": [path("/", "main")] });
  const canary = (annotations: Readonly<Record<string, string>>) =>
    ingress("can", { "a.test": [path("/", "can")] }, { annotations: { canary: "true", ...annotations } });
  const weighted = (mainWeight: number, canaryWeight: number) => ({
    backendRefs: [
      { name: "main", port: 80, weight: mainWeight },
      { name: "can", port: 80, weight: canaryWeight },
    ],
  });

  it("compare weights as shares", () => {
    const old = [main, canary({ "canary-weight": "20" })];
    expect(proveThat(old, [route("r", ["a.test"], ["http"], [weighted(4, 1)])]).equivalent).toBe(true);
    expect(proveThat(old, [route("r", ["a.test"], ["http"], [weighted(3, 1)])]).equivalent).toBe(false);
  });

  it("ask with and without the canary's header", () => {
    const old = [main, canary({ "canary-by-header": "X-C", "canary-by-header-value": "blue" })];
    const header = (value: string) => [{ path: { value: "/" }, headers: [{ name: "x-c", value }] }];
    const rules = (value: string) => [
      { matches: header(value), backendRefs: to("can") },
      { backendRefs: to("main") },
    ];
    expect(proveThat(old, [route("r", ["a.test"], ["http"], rules("blue"))]).equivalent).toBe(true);
    expect(proveThat(old, [route("r", ["a.test"], ["http"], rules("green"))]).equivalent).toBe(false);
    expect(proveThat(old, [route("r", ["a.test"], ["http"], [{ backendRefs: to("main") }])]).equivalent).toBe(
      false,
    );
  });

  it("show the OPTIONS requests that only nginx answers, not the preflights both answer", () => {
    const old = [
      ingress(
        "one",
        { "a.test": [path("/", "s")] },
        { annotations: { "enable-cors": "true", "cors-allow-origin": "https://x.test" } },
      ),
    ];
    const cors = { type: "CORS", cors: { allowOrigins: ["https://x.test"] } };

    const { witnesses } = hostOf(
      proveThat(old, [route("r", ["a.test"], ["http"], [{ filters: [cors], backendRefs: to("s") }])]),
      "a.test",
    );

    const asked = witnesses.map(({ request }) => Object.keys(request.headers).join());
    expect([...new Set(asked)]).toEqual(["origin"]);
    expect(witnesses[0]).toMatchObject({
      request: { method: "OPTIONS" },
      old: { kind: "status", status: 204 },
    });
  });

  it("show a preflight nobody answers any more", () => {
    const old = [ingress("one", { "a.test": [path("/", "s")] }, { annotations: { "enable-cors": "true" } })];
    const { witnesses } = hostOf(
      proveThat(old, [route("r", ["a.test"], ["http"], [{ backendRefs: to("s") }])]),
      "a.test",
    );
    expect(witnesses[0]?.request.headers).toMatchObject({ "access-control-request-method": "GET" });
  });
});

describe("assumptions", () => {
  it("say that nginx refuses a configuration, and nothing is proved then", () => {
    const proof = proveThat([ingress("one", { "a.test": [path("/foo", "a"), path("/foo/", "b")] })], []);
    expect(proof.equivalent).toBe(false);
    expect(proof.assumptions).toContain(
      "nginx refuses this configuration (a.test: two locations for /foo/), so the controller keeps serving an older one.",
    );
  });

  it("name an Ingress the controller ignores", () => {
    const old = [ingress("one", { "a.test": [path("/", "s")] }, { annotations: { "server-snippet": "" } })];
    const proof = proveThat(old, []);
    expect(proof.equivalent).toBe(true);
    expect(proof.assumptions.some((sentence) => sentence.includes("shop/one is not served"))).toBe(true);
  });
});

describe("what the back end is spoken to in", () => {
  const old = (protocol: string) => [
    ingress("one", { "a.test": [path("/", "s")] }, { annotations: { "backend-protocol": protocol } }),
  ];
  const plain = route("r", ["a.test"], ["http"], [{ backendRefs: to("s") }]);
  const tls = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "BackendTLSPolicy",
    metadata: { name: "p", namespace: "shop" },
    spec: { targetRefs: [{ group: "", kind: "Service", name: "s" }] },
  };

  it.each([
    ["HTTPS", [plain], false],
    ["HTTPS", [plain, tls], true],
    ["HTTP", [plain, tls], false],
    ["GRPC", [plain], false],
    ["HTTP", [plain], true],
  ] as const)("%s is kept or shown to differ (%#)", (protocol, next, expected) => {
    expect(proveThat(old(protocol), next).equivalent).toBe(expected);
  });
});

describe("what the tables leave out", () => {
  const plain = [route("r", ["a.test"], ["http"], [{ backendRefs: to("s") }])];

  it.each([
    ["a firewall", { "enable-modsecurity": "true" }, {}],
    ["a firewall for all", {}, { configMap: { "enable-modsecurity": "true" } }],
    ["an expression among the aliases", { "server-alias": "~^b\\.test$" }, {}],
    [
      "a live snippet",
      { "server-snippet": "deny all;" },
      { configMap: { "annotations-risk-level": "Critical", "allow-snippet-annotations": "true" } },
    ],
  ])("%s makes a host a sample", (_, annotations, oldWorld) => {
    const old = [ingress("one", { "a.test": [path("/", "s")] }, { annotations })];

    const proof = proveThat(old, plain, { oldWorld });

    expect(hostOf(proof, "a.test").verdict).toBe("sampled");
    expect(proof.equivalent).toBe(false);
    expect(diagnoseProof(proof).map(({ code }) => code)).toContain("proof-sampled");
  });
});
