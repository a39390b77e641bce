/**
 * Where redirects of their own stand among the rules of a host, on either listener.
 */
import { describe, expect, test } from "vitest";
import type { HttpRoute } from "../../../src/gateway/objects/http-route.ts";
import type { Emission } from "../../../src/model/translation.ts";
import { ingressesOf, type Setting, simple, translated } from "./given.ts";

/** "http,https a.test: Exact / -> 302 ://-/ui" per rule. */
function rulesOf(emissions: readonly Emission[]): readonly string[] {
  return emissions.flatMap(({ objects }) =>
    objects.flatMap((object) => {
      const { spec } = object as HttpRoute; // these Ingresses make routes alone
      const listeners = spec.parentRefs.map(({ sectionName }) => sectionName).join("+");
      const hosts = (spec.hostnames ?? ["any"]).join("+");
      return spec.rules.map(({ matches = [], filters = [], backendRefs = [] }) => {
        const paths = matches.map(({ path }) => `${path?.type} ${path?.value}`).join(" or ");
        const redirect = filters.find((filter) => filter.type === "RequestRedirect")?.requestRedirect;
        const to =
          redirect === undefined
            ? backendRefs.map(({ name }) => name).join()
            : `${redirect.statusCode} ${redirect.scheme ?? ""}://${redirect.hostname ?? "-"}${fullPath(redirect.path)}`;
        return `${listeners} ${hosts}: ${paths} -> ${to}`;
      });
    }),
  );
}

function fullPath(path: { readonly type: string; readonly replaceFullPath?: string } | undefined): string {
  return path?.replaceFullPath ?? "";
}

function rules(annotations: Record<string, string>, paths: string[], tls = false, setting: Setting = {}) {
  return rulesOf(translated(simple(annotations, paths, tls), setting).value);
}

describe("fixed redirects", () => {
  test("come before the redirect to https, on both listeners", () => {
    const found = rules({ "permanent-redirect": "https://new.test" }, ["/ web:80"], true);

    expect(found).toEqual(["http+https a.test: PathPrefix / -> 301 https://new.test/"]);
  });

  test("are inherited by the implicit / of the host", () => {
    const found = rules({ "temporal-redirect": "http://new.test/x" }, ["/old web:80"]);

    expect(found).toEqual([
      "http a.test: PathPrefix /old -> 302 http://new.test/x",
      "http a.test: PathPrefix / -> 302 http://new.test/x",
    ]);
  });

  test("the slash is added first", () => {
    const found = rules({ "permanent-redirect": "https://new.test/x" }, ["/old/ web:80", "/ web:80"]);

    expect(found[1]).toBe("http a.test: Exact /old -> 301 ://-/old/");
  });

  test("beside paths that go to https every path has its own rule on http", () => {
    const plain = simple({}, ["/ web:80", "/old/but/here web:80"], true);
    const moved = plain
      .replace(
        '"name":"web","annotations":{}',
        '"name":"moved","annotations":{"nginx.ingress.kubernetes.io/permanent-redirect":"https://new.test/"}',
      )
      .replace('"path":"/","', '"path":"/old","')
      .replace('"path":"/old/but/here","', '"path":"/older","');
    expect(ingressesOf(`${plain}\n---\n${moved}`).map(({ name }) => name)).toEqual(["web", "moved"]);
    const found = rulesOf(translated(`${plain}\n---\n${moved}`).value);

    expect(found.filter((text) => text.startsWith("http a.test"))).toEqual([
      "http a.test: PathPrefix / -> 308 https://-",
      "http a.test: PathPrefix /old/but/here -> 308 https://-",
    ]);
    expect(found).toContain("http+https a.test: PathPrefix /old -> 301 https://new.test/");
  });
});

describe("a start page", () => {
  test("takes exactly / on both listeners and leaves the rest to the paths", () => {
    expect(rules({ "app-root": "/ui" }, ["/ web:80"], true)).toEqual([
      "https a.test: Exact / -> 302 ://-/ui",
      "https a.test: PathPrefix / -> web",
      "http a.test: Exact / -> 302 ://-/ui",
      "http a.test: PathPrefix / -> 308 https://-",
    ]);
  });

  test("replaces an exact / of any Ingress", () => {
    expect(rules({ "app-root": "/ui" }, ["/ web:80 Exact"])).toEqual(["http a.test: Exact / -> 302 ://-/ui"]);
  });

  test("two of them on one host need a decision", () => {
    const one = simple({ "app-root": "/a" });
    const two = simple({ "app-root": "/b" }, ["/x web:80"]).replace('"name":"web"', '"name":"two"');
    const { value } = translated(`${one}\n---\n${two}`);

    expect(value.map(({ blocked }) => blocked)).toEqual([true, true]);
  });
});

describe("the www twin", () => {
  test("redirects on http, and on https where the host has TLS", () => {
    const found = rules({ "from-to-www-redirect": "true" }, ["/ web:80"], true);

    expect(found).toContain("http+https www.a.test: PathPrefix / -> 308 ://a.test");
    expect(rules({ "from-to-www-redirect": "true" }, ["/ web:80"])).toContain(
      "http www.a.test: PathPrefix / -> 308 ://a.test",
    );
  });

  test("of a www host is the bare name", () => {
    const yaml = simple({ "from-to-www-redirect": "true" }).replaceAll("a.test", "www.a.test");

    expect(rulesOf(translated(yaml).value)).toContain("http a.test: PathPrefix / -> 308 ://www.a.test");
  });

  test("is left alone where some Ingress serves it", () => {
    const other = simple({}).replace('"name":"web"', '"name":"twin"').replaceAll("a.test", "www.a.test");
    const { value } = translated(`${simple({ "from-to-www-redirect": "true" })}\n---\n${other}`);

    expect(rulesOf(value)).toEqual([
      "http www.a.test: PathPrefix / -> web",
      "http a.test: PathPrefix / -> web",
    ]);
  });

  test("of a wildcard breaks nginx, so nothing moves", () => {
    const yaml = simple({ "from-to-www-redirect": "true" }).replaceAll("a.test", "*.a.test");

    expect(translated(yaml).value[0]?.blocked).toBe(true);
  });
});

describe("aliases", () => {
  test("are listed beside the host", () => {
    expect(rules({ "server-alias": "b.test,*.c.test" }, ["/ web:80"])).toEqual([
      "http a.test+*.c.test+b.test: PathPrefix / -> web",
    ]);
  });

  test("reach the paths of every Ingress of the host", () => {
    const other = simple({}, ["/x other:80"]).replace('"name":"web"', '"name":"other"');
    const { value } = translated(`${simple({ "server-alias": "b.test" })}\n---\n${other}`);

    expect(rulesOf(value)).toEqual([
      "http a.test+b.test: PathPrefix /x -> other",
      "http a.test+b.test: PathPrefix / -> web",
    ]);
  });

  test("are not redirected to https unless a tls entry names them", () => {
    const found = rules({ "server-alias": "b.test" }, ["/ web:80"], true);

    expect(found).toContain("http+https b.test: PathPrefix / -> web");
    expect(found).toContain("http a.test: PathPrefix / -> 308 https://-");
  });

  test("that differ between Ingresses of one host need a decision", () => {
    const other = simple({ "server-alias": "c.test" }, ["/x other:80"]).replace('"name":"web"', '"name":"o"');
    const { value } = translated(`${simple({ "server-alias": "b.test" })}\n---\n${other}`);

    expect(value.map(({ blocked }) => blocked)).toEqual([true, true]);
  });
});
