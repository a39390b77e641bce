import { describe, expect, it } from "vitest";
import type { RequestSample } from "../../../src/model/proof.ts";
import { answerNginx } from "../../../src/nginx/table/answer.ts";
import { buildNginxTable } from "../../../src/nginx/table/build.ts";
import { type NginxWorld, nginxWorld } from "../../../src/nginx/table/world.ts";
import { ingressOf, type RawManifest } from "./load-cases.ts";

/** One Ingress per line: "name host [annotation=value;...] path:type:service,...", type e, p or i; host "-" for none. */
function table(lines: readonly string[], world: Partial<NginxWorld> = {}) {
  const ingresses = lines.map((line) => {
    const [name = "", host = "", annotations = "", paths = ""] = line.split(" ");
    const [namespace, own] = name.includes("/") ? name.split("/") : ["default", name];
    const types: Readonly<Record<string, string>> = { e: "Exact", p: "Prefix", i: "ImplementationSpecific" };
    const rule = paths.split(",").map((path) => {
      const [text = "", type = "p", service = "s"] = path.split("@");
      return {
        path: text,
        pathType: types[type],
        backend: { service: { name: service, port: { number: 80 } } },
      };
    });
    const pairs = annotations
      .slice(1, -1)
      .split(";")
      .filter((one) => one !== "");
    const manifest = {
      kind: "Ingress",
      metadata: {
        name: own,
        namespace,
        annotations: Object.fromEntries(
          pairs
            .filter((pair) => !pair.startsWith("tls") && !pair.startsWith("at="))
            .map((pair) => [
              `nginx.ingress.kubernetes.io/${pair.slice(0, pair.indexOf("="))}`,
              pair.slice(pair.indexOf("=") + 1),
            ]),
        ),
        creationTimestamp: pairs.find((pair) => pair.startsWith("at="))?.slice(3),
      },
      spec: {
        rules: [{ ...(host === "-" ? {} : { host }), http: { paths: rule } }],
        tls: pairs.includes("tls") ? [{ hosts: [host], secretName: "t" }] : [],
      },
    };
    return ingressOf(manifest as unknown as RawManifest); // built above in the shape of a manifest
  });
  return buildNginxTable(ingresses, nginxWorld(world));
}

function ask(built: ReturnType<typeof table>, target: string, more: Partial<RequestSample> = {}): string {
  const slash = target.indexOf("/");
  const [host, path] = [target.slice(0, slash), target.slice(slash)];
  const { outcome } = answerNginx(built, { scheme: "http", host, method: "GET", path, headers: {}, ...more });
  switch (outcome.kind) {
    case "backend":
      return `${outcome.backend} ${outcome.path}`;
    case "redirect":
      return `${outcome.status} ${outcome.location}`;
    case "status":
      return String(outcome.status);
    case "denied":
      return `denied ${outcome.by}`;
  }
}

describe("plain paths", () => {
  const slashed = ["a a.test [] /foo@p@f,/foo/bar/@p@b"];
  it.each([
    ["whole segments only", ["a a.test [] /foo@p@foo,/@p@root"], "a.test/foobar", "default/root:80 /foobar"],
    ["matrix parameters are no segment", ["a a.test [] /foo@p@foo"], "a.test/foo;v=1", "404"],
    [
      "an Exact path with a slash adds it",
      ["a a.test [] /bar/@e@bar"],
      "a.test/bar",
      "301 http://a.test/bar/",
    ],
    [
      "the added slash beats a shorter prefix",
      slashed,
      "a.test/foo/bar?x=1",
      "301 http://a.test/foo/bar/?x=1",
    ],
    ["an Exact root leaves the implicit one", ["a a.test [] /@e@r"], "a.test/x", "404"],
    [
      "escapes are decoded for matching",
      ["a a.test [] /foo@p@foo"],
      "a.test/foo%2Fbar",
      "default/foo:80 /foo%2Fbar",
    ],
    ["slashes are merged for matching", ["a a.test [] /foo@p@foo"], "a.test//foo", "default/foo:80 //foo"],
    [
      "dot segments are resolved after decoding",
      ["a a.test [] /foo@p@foo,/exact@e@ex"],
      "a.test/foo/..%2fexact",
      "default/ex:80 /foo/..%2fexact",
    ],
    ["nobody climbs above the root", ["a a.test [] /@p@r"], "a.test/../x", "400"],
    [
      "a denied location adds no slash",
      ["a a.test [allowlist-source-range=x] /foo/@p@f"],
      "a.test/foo",
      "503",
    ],
  ] as const)("%s", (_, lines, target, expected) => {
    expect(ask(table(lines), target)).toBe(expected);
  });
});

describe("regex mode", () => {
  const infected = [
    "re a.test [use-regex=true;at=1] /api/v[0-9]+@i@re",
    "b a.test [at=2] /foo@p@foo,/Header@e@h,/bar/@p@bar",
  ];
  it.each([
    [
      "case does not matter",
      ["a a.test [use-regex=true] /[A-Z]{3}@i@u"],
      "a.test/uuid",
      "default/u:80 /uuid",
    ],
    ["a neighbour's prefix loses its boundary and case", infected, "a.test/FOOBAR", "default/foo:80 /FOOBAR"],
    ["a neighbour's Exact means nothing", infected, "a.test/headers", "default/h:80 /headers"],
    ["no slash is added", infected, "a.test/bar", "404"],
    [
      "a target equal to its own prefix rewrites what is below",
      ["a a.test [rewrite-target=/foo] /foo@p@foo"],
      "a.test/foo/bar",
      "default/foo:80 /foo",
    ],
    [
      "a target with a question mark is ignored",
      ["a a.test [rewrite-target=/new?a=$1] /old/(.*)@i@o"],
      "a.test/old/x",
      "404",
    ],
    ["a lookahead is understood", ["a a.test [use-regex=true] /(?!api)[a-z]+@i@x"], "a.test/apix", "404"],
  ] as const)("%s", (_, lines, target, expected) => {
    expect(ask(table(lines), target)).toBe(expected);
  });

  it("refuses a broken expression as nginx does, and doubts one it does not know", () => {
    expect(table(["a a.test [use-regex=true] /(@i@x"]).refused).toEqual([
      { host: "a.test", reason: "the path /( is a broken regular expression" },
    ]);
    expect(table(["a a.test [use-regex=true] /(a)\\1@i@x"]).doubts).toEqual([
      { host: "a.test", reason: "the regular expression /(a)\\1 uses \\1" },
    ]);
  });
});

describe("hosts", () => {
  const wildcard = ["x x.w.test [] /a@p@x", "w *.w.test [] /b@p@w"];
  it.each([
    ["a wildcard is one label", wildcard, "y.w.test/b", "default/w:80 /b"],
    ["and not two", wildcard, "a.b.w.test/b", "404"],
    ["and not none", wildcard, "w.test/b", "404"],
    ["an exact host does not fall through to it", wildcard, "x.w.test/b", "404"],
    [
      "equal ages: the last name wins",
      ["aaa/a a.test [] /x@p@one", "bbb/a a.test [] /x@p@two"],
      "a.test/x",
      "bbb/two:80 /x",
    ],
    [
      "names of Services collide across namespaces",
      ["a/i a.test [at=1] /x@p@b-c", "a-b/i b.test [at=2] /y@p@c"],
      "b.test/y",
      "a/b-c:80 /y",
    ],
    ["host names ignore case, port and final dot", ["a a.test [] /@p@r"], "A.Test.:8080/", "default/r:80 /"],
  ] as const)("%s", (_, lines, target, expected) => {
    expect(ask(table(lines), target)).toBe(expected);
  });

  it("answers 503 for a Service without endpoints, unless default-backend stands in", () => {
    const world = { missingServices: new Set(["default/gone"]) };
    expect(ask(table(["a a.test [] /x@p@gone"], world), "a.test/x")).toBe("503");
    expect(ask(table(["a a.test [default-backend=dumb] /x@p@gone"], world), "a.test/x")).toBe(
      "default/dumb:80 /x",
    );
  });

  it("is refused when one path is written with and without its slash, or twice behind an Exact one", () => {
    const both = table(["a a.test [] /foo@p@a,/foo/@p@b"]);
    const behindExact = table([
      "a a.test [at=1] /foo@e@e",
      "b a.test [at=2] /foo@p@b",
      "c a.test [at=3] /foo@p@c",
    ]);
    const www = table(["a *.a.test [from-to-www-redirect=true] /@p@r"]);
    expect([both, behindExact, www].map(({ refused }) => refused.length)).toEqual([1, 1, 1]);
  });
});

describe("TLS and redirects", () => {
  it.each([
    ["one trailing slash is cut", ["a a.test [tls] /foo@p@f"], "a.test/foo/", "308 https://a.test/foo"],
    ["also the only one", ["a a.test [tls] /foo@p@f"], "a.test/", "308 https://a.test"],
    ["also of the query", ["a a.test [tls] /foo@p@f"], "a.test/p?next=/", "308 https://a.test/p?next="],
    [
      "a sibling's tls redirects everyone",
      ["a a.test [at=1] /a@p@a", "b a.test [at=2;tls] /b@p@b"],
      "a.test/a",
      "308 https://a.test/a",
    ],
    [
      "a wildcard with TLS redirects exact sub-hosts",
      ["w *.w.test [tls] /@p@w", "x x.w.test [] /@p@x"],
      "x.w.test/",
      "308 https://x.w.test",
    ],
    [
      "app-root comes first and drops the query",
      ["a a.test [tls;app-root=/foo] /foo@p@f"],
      "a.test/?x=1",
      "302 http://a.test/foo",
    ],
    ["the port of the request is dropped", ["a a.test [tls] /@p@f"], "a.test:8080/x", "308 https://a.test/x"],
  ] as const)("%s", (_, lines, target, expected) => {
    expect(ask(table(lines), target)).toBe(expected);
  });

  it("counts as TLS although the Secret is missing", () => {
    const built = table(["a a.test [tls] /@p@f"], { missingSecrets: new Set(["default/t"]) });
    expect(ask(built, "a.test/x")).toBe("308 https://a.test/x");
  });
});

describe("access", () => {
  it.each([
    ["an address outside the list", "10.0.0.0/8", { ":source": "192.0.2.1" }, "denied allow-list"],
    ["an address inside the list", "10.0.0.0/8", { ":source": "10.1.2.3" }, "default/f:80 /x"],
    ["one address of several", "10.0.0.0/8, 192.0.2.1", { ":source": "192.0.2.1" }, "default/f:80 /x"],
    ["a broken list", "10.0.0.0/33", {}, "503"],
  ] as const)("%s", (_, list, headers, expected) => {
    const built = buildNginxTable(
      [
        ingressOf({
          kind: "Ingress",
          metadata: {
            name: "a",
            annotations: { "nginx.ingress.kubernetes.io/whitelist-source-range": list },
          },
          spec: {
            rules: [
              {
                host: "a.test",
                http: { paths: [{ path: "/", backend: { service: { name: "f", port: { number: 80 } } } }] },
              },
            ],
          },
        }),
      ],
      nginxWorld({}),
    );
    expect(ask(built, "a.test/x", { headers })).toBe(expected);
  });

  it("trusts the leftmost X-Forwarded-For when told to trust forwarded headers", () => {
    const built = table(["a a.test [allowlist-source-range=10.0.0.0/8] /@p@f"], {
      configMap: { "use-forwarded-headers": "true" },
    });
    expect(ask(built, "a.test/x", { headers: { "X-Forwarded-For": "10.1.1.1, 9.9.9.9" } })).toBe(
      "default/f:80 /x",
    );
  });

  it.each([
    ["basic auth", "auth-type=basic;auth-secret=s", {}, "denied basic-auth"],
    [
      "basic auth whose Secret is missing",
      "auth-type=basic;auth-secret=s",
      { missingSecrets: new Set(["default/s"]) },
      "503",
    ],
    ["external auth", "auth-url=http://auth.test/", {}, "denied external-auth"],
    [
      "external auth opened by a bad sibling value",
      "auth-url=http://auth.test/;auth-always-set-cookie=yes",
      {},
      "default/f:80 /x",
    ],
    ["client certificates leave plain http open", "auth-tls-secret=default/ca", {}, "default/f:80 /x"],
    [
      "satisfy any with a fitting address",
      "auth-type=basic;auth-secret=s;satisfy=any;allowlist-source-range=127.0.0.1",
      {},
      "default/f:80 /x",
    ],
  ] as const)("%s", (_, annotations, world, expected) => {
    expect(ask(table([`a a.test [${annotations}] /@p@f`], world), "a.test/x")).toBe(expected);
  });

  it("asks for a client certificate on https for the whole host", () => {
    const built = table(["a a.test [auth-tls-secret=default/ca] /a@p@f", "b a.test [] /b@p@g"]);
    expect(ask(built, "a.test/b", { scheme: "https" })).toBe("denied client-certificate");
  });
});

describe("headers to the back end", () => {
  it("replaces what the client says about itself", () => {
    const built = table(["a a.test [] /@p@f"]);
    const { outcome } = answerNginx(built, {
      scheme: "http",
      host: "a.test:8080",
      method: "GET",
      path: "/",
      headers: { "X-Forwarded-For": "9.9.9.9", "X-Forwarded-Host": "evil.test" },
    });
    expect(outcome).toMatchObject({
      headers: {
        host: "a.test:8080",
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-host": "a.test:8080",
        "x-forwarded-port": "80",
        "x-original-forwarded-for": "9.9.9.9",
        "x-original-forwarded-host": "evil.test",
      },
    });
  });
});
