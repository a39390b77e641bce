import { describe, expect, test } from "vitest";
import { wordingOf } from "../../../src/diagnostics/diagnostic.ts";
import { catalogue } from "../../../src/nginx/annotations/catalogue.ts";
import { readIntents } from "../../../src/nginx/annotations/read.ts";
import { annotationRecords } from "../../../src/nginx/annotations/records.ts";
import { AnnotationView } from "../../../src/nginx/annotations/view.ts";
import { controllerConfig } from "../../../src/nginx/controller.ts";
import { annotated } from "./given.ts";

function fateOf(annotations: Readonly<Record<string, string>>, name: string): string | undefined {
  const { value } = readIntents(annotated(annotations), controllerConfig({}));
  return value.fates.find((fate) => fate.name === name)?.fate;
}

describe("every key has one owner", () => {
  test("no annotation of the catalogue is without a record", () => {
    const owned = new Set(annotationRecords().map(({ name }) => name));
    const known = catalogue.filter(({ prefix }) => prefix === "nginx.ingress.kubernetes.io");
    const names = known.flatMap(({ name, aliases }) => [name, ...aliases]);

    expect(names.length).toBeGreaterThan(150);
    expect(names.filter((name) => !owned.has(name))).toEqual([]);
  });

  test("no record is there twice", () => {
    const names = annotationRecords().map(({ name }) => name);

    expect(names).toEqual([...new Set(names)]);
  });

  test("a family cannot read a key it did not declare", () => {
    const view = new AnnotationView(annotated({}), ["ssl-redirect"]);

    expect(() => view.raw("proxy-body-size")).toThrow("does not own");
  });
});

describe("keys that are not translated", () => {
  test.each([
    ["enable-modsecurity", "true"],
    ["custom-http-errors", "404, 503"],
    ["default-backend", "Not_A_Service"],
    ["ssl-passthrough", "yes"],
    ["configuration-snippet", "more_set_headers 'X: 1';"],
    ["configuration-snippet", ""],
    ["auth-snippet", ""],
    ["proxy-redirect-from", "http://a"],
    ["ssl-ciphers", "HIGH"],
  ])("%s: %o blocks", (name, value) => {
    expect(fateOf({ [name]: value }, name)).toBe("blocker");
  });

  test.each([
    ["enable-modsecurity", "F"],
    ["proxy-cookie-path", "off"],
    ["proxy-buffer-size", "16k"],
    ["enable-access-log", "false"],
    ["secure-backends", "true"],
    ["global-rate-limit", "100"],
    ["set-real-ip-from", "10.0.0.0/8"],
    ["use-port-in-redirects", "false"],
  ])("%s: %o is inert", (name, value) => {
    expect(fateOf({ [name]: value }, name)).toBe("inert");
  });

  test.each([
    ["use-port-in-redirects", "true"],
    ["proxy-next-upstream-tries", "5"],
  ])("%s: %o is dropped with a difference", (name, value) => {
    expect(fateOf({ [name]: value }, name)).toBe("approximate");
  });

  test.each([
    ["fastcgi-index", "index.php", { "backend-protocol": "FCGI" }],
    ["affinity-canary-behavior", "legacy", { canary: "true" }],
  ])("%s counts only beside the key it belongs to", (name, value, with_) => {
    expect(fateOf({ [name]: value }, name)).toBe("inert");
    expect(fateOf({ ...(with_ as Record<string, string>), [name]: value }, name)).toBe("blocker"); // each row names one key
  });

  test("an unknown key blocks and the nearest known one is named", () => {
    const { value, diagnostics } = readIntents(
      annotated({ "whitelist-source-ranges": "10.0.0.0/8" }),
      controllerConfig({}),
    );

    expect(value.fates).toMatchObject([{ fate: "blocker" }]);
    expect(diagnostics.map((found) => wordingOf(found).remedy)).toEqual([
      "Did you mean nginx.ingress.kubernetes.io/whitelist-source-range? Correct the key, or remove the annotation.",
    ]);
  });

  test("names from Object's prototype are unknown keys, not crashes", () => {
    const { value } = readIntents(
      annotated({ constructor: "x", toString: "y", __proto_: "z" }),
      controllerConfig({}),
    );

    expect(value.fates.map(({ fate }) => fate)).toEqual(["blocker", "blocker", "blocker"]);
  });

  test("annotations of other prefixes are not ours to judge", () => {
    const ingress = { ...annotated({}), annotations: { "nginx.org/x": "1", "traefik.io/y": "2" } };

    expect(readIntents(ingress, controllerConfig({})).value.fates).toEqual([]);
  });
});
