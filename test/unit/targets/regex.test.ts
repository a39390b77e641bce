/** How nginx's `^text` in any case is written for each reader of expressions, and which of two paths it surely tries first. */
import { describe, expect, test } from "vitest";
import type { HttpPathMatch } from "../../../src/gateway/objects/http-route.ts";
import { targetNames } from "../../../src/model/config.ts";
import { targets } from "../../../src/targets/index.ts";
import type { RankedPath } from "../../../src/targets/regex.ts";

function written(text: string): Readonly<Record<string, string>> {
  const pairs = targetNames.map((name) => {
    const found = targets[name].regex?.write(text);
    return [name, found === undefined ? "not read" : "value" in found ? found.value : found.because];
  });
  return Object.fromEntries(pairs) as Record<string, string>; // pairs of texts
}

test("an open text, a closed one, and one with braces", () => {
  const none = { standard: "not read", gke: "not read" };
  const whole = { "envoy-gateway": "(?i)/a.*", cilium: "(?i)/a.*", istio: "(?i)/a.*", kgateway: "(?i)/a.*" };

  expect(written("/a")).toEqual({
    ...none,
    ...whole,
    "nginx-gateway-fabric": "/(?i)a",
    traefik: "(?i)^/a",
    kong: "/(?i)a",
  });
  expect(written("/a$")).toMatchObject({ istio: "(?i)/a$", traefik: "(?i)^/a$", kong: "/(?i)a$" });
  expect(written("/a{2}")).toMatchObject({
    kong: "/(?i)a{2}",
    "nginx-gateway-fabric": "NGINX Gateway Fabric takes no blank, brace or semicolon in a path",
  });
  expect(written("/a`b").traefik).toBe("a backtick ends the expression in Traefik's rules");
});

const path = (type: HttpPathMatch["type"], value: string, text = value): RankedPath => ({
  text,
  match: { type, value },
});
const short = path("RegularExpression", "(?i)/a.*", "/a");
const long = path("RegularExpression", "(?i)/ab[0-9].*", "/ab[0-9]");
const prefix = path("PathPrefix", "/ab", "/ab(/|$)(.*)");
const everything = path("PathPrefix", "/");
const exact = path("Exact", "/a");

describe("which is surely tried first", () => {
  const readers = ["envoy-gateway", "cilium", "istio", "kgateway", "nginx-gateway-fabric", "traefik", "kong"];

  test.each<readonly [string, RankedPath, RankedPath, readonly string[]]>([
    ["an exact path before an expression", exact, long, readers],
    ["the longer expression, of two routes", long, short, readers.filter((name) => name !== "kgateway")],
    ["the shorter expression, of two routes", short, long, []],
    [
      "an expression before a prefix that takes everything",
      short,
      everything,
      readers.filter((name) => name !== "istio"),
    ],
    ["a prefix before an expression", prefix, long, ["istio"]],
    [
      "a longer expression before a prefix that has an exact location of its own",
      long,
      prefix,
      ["envoy-gateway", "cilium", "kgateway", "traefik", "kong"],
    ],
    [
      "an expression that lies below the prefix",
      path("RegularExpression", "(?i)/ab/c.*", "/ab/c"),
      prefix,
      readers.filter((name) => name !== "istio"),
    ],
  ])("%s", (_name, first, second, expected) => {
    const found = targetNames.filter((name) => targets[name].regex?.isTriedFirst(first, second, false));

    expect([...found].sort()).toEqual([...expected].sort());
  });

  test("inside one route the order of rules decides between expressions on kgateway, up to a route's sixteen", () => {
    expect(targets.kgateway.regex?.isTriedFirst(short, long, true)).toBe(true);
    expect(targets.kgateway.regex?.maxRules).toBe(16);
    expect(targets.kong.regex?.isTriedFirst(short, long, true)).toBe(false);
  });

  test("of two expressions of one length nginx takes the first in byte order", () => {
    const [a, b] = [path("RegularExpression", "/(?i)a", "/a"), path("RegularExpression", "/(?i)b", "/b")];

    expect(targets["nginx-gateway-fabric"].regex?.isTriedFirst(a, b, false)).toBe(true);
    expect(targets["nginx-gateway-fabric"].regex?.isTriedFirst(b, a, true)).toBe(false);
  });

  test("on Traefik a longer prefix is tried before a shorter expression", () => {
    const below = path("PathPrefix", "/a/very/long/path/indeed");

    expect(targets.traefik.regex?.isTriedFirst(below, short, false)).toBe(true);
    expect(targets.traefik.regex?.isTriedFirst(short, below, false)).toBe(false);
  });
});
