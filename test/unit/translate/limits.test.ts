import { describe, expect, test } from "vitest";
import type { HttpRoute } from "../../../src/gateway/objects/http-route.ts";
import { validateObjects } from "../../../src/gateway/validate/validate.ts";
import { simple, translated } from "./given.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

function routes(yaml: string): readonly HttpRoute[] {
  return translated(yaml).value.flatMap(({ objects }) => objects as readonly HttpRoute[]); // only routes are emitted here
}

describe("the API's limits", () => {
  test("sixteen rules stay one rule per path", () => {
    const found = routes(
      simple(
        {},
        numbers(16).map((index) => `/p${index} web:80`),
      ),
    );

    expect(found.map(({ spec }) => spec.rules.length)).toEqual([16]);
  });

  test("more paths of one Service become one rule with several matches", () => {
    const found = routes(
      simple(
        {},
        numbers(40).map((index) => `/p${index} web:80`),
      ),
    );

    expect(found.map(({ spec }) => spec.rules.map(({ matches }) => matches?.length))).toEqual([[40]]);
  });

  test("more Services than rules split into several routes", () => {
    const found = routes(
      simple(
        {},
        numbers(40).map((index) => `/p${index} web${index}:80`),
      ),
    );

    expect(found.map(({ metadata, spec }) => [metadata.name, spec.rules.length])).toEqual([
      ["web", 16],
      ["web-2", 16],
      ["web-3", 8],
    ]);
  });

  test("no route holds more than 128 matches, and none is lost", () => {
    const found = routes(
      simple(
        {},
        numbers(300).map((index) => `/p${index} web:80`),
      ),
    );
    const counts = found.map(({ spec }) =>
      spec.rules.reduce((sum, { matches }) => sum + (matches?.length ?? 0), 0),
    );

    expect(Math.max(...counts)).toBeLessThanOrEqual(128);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(300);
    expect(
      validateObjects(found, { gatewayApi: { major: 1, minor: 5 }, channel: "standard", crds: [] }).value,
    ).toBe(true);
  });

  test("more than sixteen hosts split into several routes", () => {
    const rules = numbers(20).map(
      (index) =>
        `{host: h${index}.test, http: {paths: [{path: /, backend: {service: {name: web, port: {number: 80}}}}]}}`,
    );
    const found = routes(`kind: Ingress\nmetadata: {name: web}\nspec: {rules: [${rules.join(", ")}]}`);

    expect(found.map(({ metadata, spec }) => [metadata.name, spec.hostnames?.length])).toEqual([
      ["web", 16],
      ["web-2", 4],
    ]);
  });
});
