/**
 * Where the share of a canary shows: in every route of the same Service and port, as rules in nginx's order and as weights.
 */
import { describe, expect, test } from "vitest";
import type { HttpRoute } from "../../../src/gateway/objects/http-route.ts";
import { simple, translated } from "./given.ts";

const main = simple({}, ["/ main:80"]).replace('"name":"web"', '"name":"main"');
const other = simple({}, ["/other main:80"])
  .replace('"name":"web"', '"name":"other"')
  .replace("a.test", "b.test");

function canary(annotations: Record<string, string>, name = "canary", backend = "next:80"): string {
  return simple({ canary: "true", ...annotations }, [`/ ${backend}`]).replace(
    '"name":"web"',
    `"name":"${name}"`,
  );
}

/** "main /: X-C=always -> next*1" per rule. */
function rulesOf(yaml: string): readonly string[] {
  const { value } = translated(yaml, { target: "cilium" });
  return value.flatMap(({ ingress, objects }) =>
    objects.flatMap((object) =>
      (object as HttpRoute).spec.rules.map(({ matches = [], backendRefs = [] }) => {
        const [match] = matches;
        const header = match?.headers?.map((one) =>
          one.name === "Cookie" ? "Cookie" : `${one.name}=${one.value}`,
        );
        const refs = backendRefs.map(({ name, weight }) => `${name}*${weight}`).join(" ");
        return `${ingress} ${match?.path?.value} ${header?.join() ?? "any"} -> ${refs}`;
      }),
    ),
  );
}

describe("the share of a canary", () => {
  test("is a weight of the main route, and the canary has no route of its own", () => {
    expect(rulesOf(`${main}\n---\n${canary({ "canary-weight": "20" })}`)).toEqual([
      "default/main / any -> main*80 next*20",
    ]);
  });

  test("a total below 100 counts as 100", () => {
    const yaml = `${main}\n---\n${canary({ "canary-weight": "10", "canary-weight-total": "10" })}`;

    expect(rulesOf(yaml)).toEqual(["default/main / any -> main*90 next*10"]);
  });

  test("a total above 100 is kept, and a weight beyond it is all of it", () => {
    const yaml = `${main}\n---\n${canary({ "canary-weight": "1200", "canary-weight-total": "1000" })}`;

    expect(rulesOf(yaml)).toEqual(["default/main / any -> main*0 next*1000"]);
  });

  test("reaches every route of the Service, on other hosts too", () => {
    expect(rulesOf(`${main}\n---\n${other}\n---\n${canary({ "canary-weight": "20" })}`)).toEqual([
      "default/main / any -> main*80 next*20",
      "default/other /other any -> main*80 next*20",
    ]);
  });

  test("header comes before cookie, cookie before weight", () => {
    const yaml = `${main}\n---\n${canary({ "canary-by-header": "X-C", "canary-by-cookie": "c", "canary-weight": "5" })}`;

    expect(rulesOf(yaml)).toEqual([
      "default/main / X-C=always -> next*1",
      "default/main / X-C=never -> main*1",
      "default/main / Cookie -> next*1",
      "default/main / Cookie -> main*1",
      "default/main / any -> main*95 next*5",
    ]);
  });

  test("a header value has no always and never", () => {
    const yaml = `${main}\n---\n${canary({ "canary-by-header": "X-C", "canary-by-header-value": "v2" })}`;

    expect(rulesOf(yaml)).toEqual(["default/main / X-C=v2 -> next*1", "default/main / any -> main*1"]);
  });

  test("many paths keep header rules in their order although others are merged", () => {
    const paths = Array.from({ length: 12 }, (_unused, index) => `/p${index} main:80`);
    const wide = simple({}, ["/ main:80", ...paths]).replace('"name":"web"', '"name":"main"');
    const found = rulesOf(`${wide}\n---\n${canary({ "canary-by-header": "X-C", "canary-by-cookie": "c" })}`);
    const always = found.filter((text) => text.includes(" / ") || text.includes(" /p5 "));

    expect(always.slice(0, 4)).toEqual([
      "default/main / X-C=always -> next*1",
      "default/main / X-C=never -> main*1",
      "default/main / Cookie -> next*1",
      "default/main / Cookie -> main*1",
    ]);
  });
});

describe("canaries that need a person", () => {
  function blocked(yaml: string): readonly string[] {
    return translated(yaml, { target: "cilium" }).value.flatMap((emission) =>
      emission.blocked ? [emission.ingress] : [],
    );
  }

  test("the same Service as main", () => {
    const yaml = `${main}\n---\n${canary({ "canary-weight": "5" }, "canary", "main:80")}`;

    expect(blocked(yaml)).toEqual(["default/canary", "default/main"]);
  });

  test("two of them for one Service", () => {
    const yaml = `${main}\n---\n${canary({}, "one", "one:80")}\n---\n${canary({}, "two", "two:80")}`;

    expect(blocked(yaml)).toEqual(["default/main", "default/one", "default/two"]);
  });

  test("one that cannot move holds every route of its Service", () => {
    const yaml = `${main}\n---\n${other}\n---\n${canary({ "canary-by-header": "X_C" })}`;

    expect(blocked(yaml)).toEqual(["default/canary", "default/main", "default/other"]);
  });

  test("one in another namespace", () => {
    const far = canary({ "canary-weight": "5" }).replace(
      '"name":"canary"',
      '"name":"canary","namespace":"far"',
    );

    expect(blocked(`${main}\n---\n${far}`)).toEqual(["default/main", "far/canary"]);
  });
});
