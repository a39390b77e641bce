/** Corners found by asking a real nginx (test/nginx): one case per difference there was. */
import { describe, expect, it } from "vitest";
import type { Ingress, IngressPath } from "../../../src/model/ingress.ts";
import type { RequestSample } from "../../../src/model/proof.ts";
import { answerNginx } from "../../../src/nginx/table/answer.ts";
import { buildNginxTable } from "../../../src/nginx/table/build.ts";
import { type NginxWorld, nginxWorld } from "../../../src/nginx/table/world.ts";
import { ingress, path } from "../verify/world.ts";

type Annotations = Readonly<Record<string, string>>;

function site(
  annotations: Annotations,
  paths: readonly IngressPath[] = [path("/", "s")],
  tls = false,
): Ingress {
  return ingress("site", { "a.test": paths }, { annotations, tls });
}

function ask(
  ingresses: readonly Ingress[],
  target: string,
  more: Partial<RequestSample> = {},
  world: Partial<NginxWorld> = {},
) {
  const table = buildNginxTable(ingresses, nginxWorld(world));
  return answerNginx(table, {
    scheme: "http",
    host: "a.test",
    method: "GET",
    path: target,
    headers: {},
    ...more,
  });
}

describe("redirect annotations", () => {
  it.each([300, 304, 305, 306])("with code %i send no Location", (code) => {
    const annotations = { "permanent-redirect": "https://n.test/x", "permanent-redirect-code": String(code) };

    expect(ask([site(annotations)], "/").outcome).toEqual({ kind: "status", status: code });
  });

  it.each([
    ["a temporal code without a temporal redirect", { "temporal-redirect-code": "abc" }],
    [
      "a permanent code beside a temporal redirect",
      { "temporal-redirect": "https://n.test", "permanent-redirect-code": "x" },
    ],
    ["a realm without a type", { "auth-realm": "who*" }],
    ["a name to match without a client certificate", { "auth-tls-match-cn": "admin" }],
  ])("keep the Ingress when nobody reads the bad value: %s", (_what, annotations) => {
    const table = buildNginxTable([site(annotations)], nginxWorld({}));

    expect(table.dropped).toEqual([]);
  });

  it("lose the Ingress when the bad value is read", () => {
    const annotations = { "temporal-redirect": "https://n.test", "temporal-redirect-code": "abc" };

    expect(buildNginxTable([site(annotations)], nginxWorld({})).dropped).toHaveLength(1);
  });

  it("lose from-to-www-redirect and relative-redirects when temporal-redirect is no URL", () => {
    const annotations = {
      "temporal-redirect": "/x",
      "from-to-www-redirect": "true",
      "relative-redirects": "true",
    };
    const built = [site(annotations, [path("/foo/", "s")])];

    expect(ask(built, "/", { host: "www.a.test" }).outcome).toEqual({ kind: "status", status: 404 });
    expect(ask(built, "/foo").outcome).toEqual({
      kind: "redirect",
      status: 301,
      location: "http://a.test/foo/",
    });
  });

  it("stay relative when the ConfigMap says so, whatever the annotation says", () => {
    const built = [site({ "relative-redirects": "false" }, [path("/foo/", "s")])];
    const world = { configMap: { "relative-redirects": "true" } };

    expect(ask(built, "/foo", {}, world).outcome).toEqual({
      kind: "redirect",
      status: 301,
      location: "/foo/",
    });
  });
});

describe("from-to-www-redirect", () => {
  const built = [site({ "from-to-www-redirect": "true", "server-alias": "www.a.test" })];

  it("wins against an alias of the same name", () => {
    expect(ask(built, "/x", { host: "www.a.test" }).outcome).toEqual({
      kind: "redirect",
      status: 308,
      location: "http://a.test:80/x",
    });
  });

  it("follows a trusted X-Forwarded-Proto", () => {
    const more = { host: "www.a.test", headers: { "X-Forwarded-Proto": "https" } };
    const world = { configMap: { "use-forwarded-headers": "true" } };

    expect(ask(built, "/x", more, world).outcome).toMatchObject({ location: "https://a.test:80/x" });
  });

  it.each([
    ["/..", "GET", 400],
    ["/%zz", "GET", 400],
    ["/x", "TRACE", 405],
  ])("comes after the checks of the request itself: %s by %s", (target, method, status) => {
    expect(ask(built, target, { host: "www.a.test", method }).outcome).toEqual({ kind: "status", status });
  });
});

describe("satisfy any", () => {
  const password = { "auth-type": "basic", "auth-secret": "users", satisfy: "any" };
  const inside = { headers: { ":source": "10.1.2.3" } };
  const outside = { headers: { ":source": "192.0.2.1" } };

  it.each([
    ["an address nobody denies", { "denylist-source-range": "10.0.0.0/8" }, outside, 401],
    ["a denied address", { "denylist-source-range": "10.0.0.0/8" }, inside, 401],
    ["an address that is not allowed", { "whitelist-source-range": "10.0.0.0/8" }, outside, 401],
  ])("asks for the password: %s", (_who, list, more, status) => {
    expect(ask([site({ ...password, ...list })], "/", more).outcome).toMatchObject({
      kind: "denied",
      status,
    });
  });

  it("lets an allowed address pass without", () => {
    const list = { "whitelist-source-range": "10.0.0.0/8" };

    expect(ask([site({ ...password, ...list })], "/", inside).outcome.kind).toBe("backend");
  });

  it("answers 403 where there is no password", () => {
    const lists = { "denylist-source-range": "10.0.0.0/8", satisfy: "any" };

    expect(ask([site(lists)], "/", inside).outcome).toMatchObject({ by: "deny-list", status: 403 });
    expect(ask([site(lists)], "/", outside).outcome.kind).toBe("backend");
  });
});

describe("CORS origins", () => {
  const origin = { headers: { origin: "https://o.test" } };

  it.each([
    ["none, when every item lacks its scheme", "o.test", undefined],
    ["any, when the value as a whole is refused", "HTTPS://o.test", "*"],
    ["any, when an item is not made of the right characters", "https://o.test, https://o_p.test", "*"],
    ["those that are valid", "o.test, https://o.test", "https://o.test"],
  ])("are %s", (_which, value, allowed) => {
    const built = [site({ "enable-cors": "true", "cors-allow-origin": value })];

    expect(ask(built, "/", origin).responseHeaders["access-control-allow-origin"]).toBe(allowed);
  });

  it("are not answered where the location is denied", () => {
    const built = [site({ "enable-cors": "true", "whitelist-source-range": "nobody" })];

    expect(ask(built, "/", origin)).toMatchObject({
      outcome: { kind: "status", status: 503 },
      responseHeaders: {},
    });
  });
});

describe("rewrites", () => {
  const rewritten = (annotations: Annotations, text: string, target: string) =>
    ask([site(annotations, [path(text, "s")])], target);

  it("answer 500 when nothing is left of the path", () => {
    const answer = rewritten({ "rewrite-target": "$2" }, "/x(/|$)(.*)", "/x");

    expect(answer.outcome).toEqual({ kind: "status", status: 500 });
  });

  it("escape the whole path once more", () => {
    const answer = rewritten(
      { "rewrite-target": "/in/$1" },
      "/x/(.*)",
      "/x/%22%3C%3E%5C%5E%60%7B%7C%7D%20+&",
    );

    expect(answer.outcome).toMatchObject({ path: "/in/%22%3C%3E%5C%5E%60%7B%7C%7D%20+&" });
  });

  it.each([
    ["/x/a|b", "https://n.test/a|b"],
    ["/x/a%20b+c", "https://n.test/a%20b+c"],
    ["/x/a%3Fb%26c", "https://n.test/a?b%26c"],
    ["/x/%22%7B", "https://n.test/%22{"],
  ])("to another host unescape what they can: %s", (target, location) => {
    const answer = rewritten({ "rewrite-target": "https://n.test/$1" }, "/x/(.*)", target);

    expect(answer.outcome).toEqual({ kind: "redirect", status: 302, location });
  });

  it("fill in the variables of the location, and captures in X-Forwarded-Prefix", () => {
    const answer = rewritten(
      {
        "rewrite-target": "/$2",
        "x-forwarded-prefix": "/$1",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: an nginx variable
        "upstream-vhost": "$service_name.${namespace}.svc:$service_port",
      },
      "/(x|y)/(.*)",
      "/y/z",
    );

    expect(answer.outcome).toMatchObject({
      path: "/z",
      headers: { host: "s.shop.svc:80", "x-forwarded-prefix": "/y" },
    });
    expect(answer.doubt).toBeUndefined();
  });

  it.each([
    ["rewrite-target", "/users/$id"],
    ["upstream-vhost", "$nowhere"],
    ["app-root", "/$nowhere"],
  ])("are doubted when %s names another variable", (name, value) => {
    const built = [site({ "use-regex": "true", [name]: value })];

    expect(ask(built, "/").doubt).toBeDefined();
    expect(buildNginxTable(built, nginxWorld({})).doubts.map(({ host }) => host)).toContain("a.test");
  });

  it("keep nginx from loading its configuration when a dollar has no name, unless the location is denied", () => {
    const broken = { "rewrite-target": "/cut$" };

    expect(buildNginxTable([site(broken)], nginxWorld({})).refused).not.toEqual([]);
    expect(
      buildNginxTable([site({ ...broken, "whitelist-source-range": "nobody" })], nginxWorld({})).refused,
    ).toEqual([]);
  });
});

describe("request targets", () => {
  it("have no query when nothing follows the question mark", () => {
    expect(ask([site({}, [path("/foo/", "s")])], "/foo?").outcome).toMatchObject({
      location: "http://a.test/foo/",
    });
  });

  it("meet paths outside ASCII by their bytes", () => {
    const built = [site({}, [path("/café", "s"), path("/menü/{x}/", "m")])];

    expect(ask(built, "/caf%C3%A9/x").outcome).toMatchObject({ backend: "shop/s:80" });
    expect(ask(built, "/men%C3%BC/%7Bx%7D").outcome).toMatchObject({
      location: "http://a.test/men%C3%BC/%7Bx%7D/",
    });
  });
});

describe("certificates", () => {
  it("of a wildcard entry count for the aliases of a host they fit", () => {
    const site = ingress(
      "w",
      { "x.w.test": [path("/", "s")] },
      { annotations: { "server-alias": "www.w.test" } },
    );
    const tls = [{ hosts: ["*.w.test"], secretName: "wild" }];
    const built = [{ ...site, spec: { ...site.spec, tls } }];

    expect(ask(built, "/q", { host: "www.w.test" }).outcome).toMatchObject({
      status: 308,
      location: "https://www.w.test/q",
    });
    expect(
      ask(built, "/q", { host: "www.w.test" }, { missingSecrets: new Set(["shop/wild"]) }).outcome.kind,
    ).toBe("backend");
  });
});
