import { describe, expect, test } from "vitest";
import { bandOf } from "../../../src/nginx/annotations/band.ts";
import { controllerConfig } from "../../../src/nginx/controller.ts";
import { annotated } from "./given.ts";

describe("the band of an Ingress is the worst of its annotations", () => {
  test.each([
    ["low", {}],
    ["low", { "ssl-redirect": "true" }],
    ["low", { "proxy-body-size": "50m" }],
    ["low", { "rewrite-target": "/" }],
    ["low", { "backend-protocol": "HTTP" }],
    ["low", { canary: "false" }],
    ["low", { "permanent-redirect": "https://b.test" }],
    ["medium", { "proxy-buffering": "off", "proxy-read-timeout": "120" }],
    ["medium", { "whitelist-source-range": "10.0.0.0/8" }],
    ["medium", { "enable-cors": "true" }],
    ["medium", { "rewrite-target": "/$2" }],
    ["medium", { "use-regex": "true" }],
    ["medium", { affinity: "cookie" }],
    ["medium", { "backend-protocol": "GRPC" }],
    ["high", { "backend-protocol": "HTTPS", "ssl-redirect": "true" }],
    ["high", { "auth-url": "https://auth.test" }],
    ["high", { "configuration-snippet": "return 404;" }],
    ["high", { canary: "true" }],
    ["high", { "no-such-key": "1" }],
  ])("%s for %o", (band, annotations) => {
    expect(bandOf(annotated(annotations as Record<string, string>), controllerConfig({}))).toBe(band); // rows differ in their keys
  });
});
