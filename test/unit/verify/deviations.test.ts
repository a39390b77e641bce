import { describe, expect, it } from "vitest";
import { hostOf, ingress, path, proveThat, route } from "./world.ts";

const redirecting = (requestRedirect: unknown) => ({
  filters: [{ type: "RequestRedirect", requestRedirect }],
});

describe("a fixed redirect", () => {
  const old = [
    ingress(
      "one",
      { "a.test": [path("/", "s")] },
      { annotations: { "permanent-redirect": "https://new.test/x" } },
    ),
  ];
  const next = (redirect: Readonly<Record<string, unknown>>) => [
    route(
      "r",
      ["a.test"],
      ["http"],
      [
        redirecting({
          scheme: "https",
          hostname: "new.test",
          path: { type: "ReplaceFullPath", replaceFullPath: "/x" },
          statusCode: 301,
          ...redirect,
        }),
      ],
    ),
  ];

  it("that keeps the query, which nginx drops, is a known deviation", () => {
    const { verdict, witnesses } = hostOf(proveThat(old, next({})), "a.test");

    expect(verdict).toBe("equivalent");
    expect(witnesses).toMatchObject([
      {
        request: { path: "/?q=1" },
        old: { location: "https://new.test/x" },
        new: { location: "https://new.test/x?q=1" },
        deviation: "redirect-keeps-query",
      },
    ]);
  });

  it.each([
    ["another status", { statusCode: 302 }],
    ["another host", { hostname: "other.test" }],
    ["another path", { path: { type: "ReplaceFullPath", replaceFullPath: "/y" } }],
    ["its own path", { path: undefined }],
  ])("with %s is none", (_, change) => {
    expect(hostOf(proveThat(old, next(change)), "a.test").verdict).toBe("different");
  });
});

describe("the redirect from www", () => {
  const old = [
    ingress("one", { "a.test": [path("/", "s")] }, { annotations: { "from-to-www-redirect": "true" } }),
  ];
  const served = route("r", ["a.test"], ["http"], [{ backendRefs: [{ name: "s", port: 80 }] }]);
  const twin = (redirect: unknown) => route("w", ["www.a.test"], ["http"], [redirecting(redirect)]);

  it("names no port any more, which is a known deviation", () => {
    const proof = proveThat(old, [served, twin({ hostname: "a.test", statusCode: 308 })]);

    expect(proof.equivalent).toBe(true);
    expect(hostOf(proof, "www.a.test").witnesses).toMatchObject([
      {
        old: { location: "http://a.test:80" },
        new: { location: "http://a.test/" },
        deviation: "www-redirect-port",
        accepted: true,
      },
    ]);
  });

  it.each([
    ["status", { hostname: "a.test", statusCode: 301 }],
    ["host", { hostname: "b.test", statusCode: 308 }],
    ["scheme", { hostname: "a.test", scheme: "https", statusCode: 308 }],
    ["port", { hostname: "a.test", port: 8080, statusCode: 308 }],
  ])("with another %s is different", (_, redirect) => {
    expect(hostOf(proveThat(old, [served, twin(redirect)]), "www.a.test").verdict).toBe("different");
  });
});
