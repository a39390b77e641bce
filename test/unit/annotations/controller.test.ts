import { describe, expect, test } from "vitest";
import { severityOf } from "../../../src/diagnostics/diagnostic.ts";
import { controllerConfig } from "../../../src/nginx/controller.ts";
import { controllerFindings } from "../../../src/nginx/controller-findings.ts";

describe("the controller's ConfigMap", () => {
  test("an empty one means the defaults of the last release", () => {
    expect(controllerConfig({})).toEqual({
      sslRedirect: true,
      forceSslRedirect: false,
      httpRedirectCode: 308,
      preserveTrailingSlash: false,
      noTlsRedirectLocations: ["/.well-known/acme-challenge"],
      usePortInRedirects: false,
      relativeRedirects: false,
      hsts: "max-age=31536000; includeSubDomains",
      useForwardedHeaders: false,
      bodySize: 1_048_576,
      connectTimeout: 5000,
      readTimeout: 60_000,
      sendTimeout: 60_000,
      responseBuffering: false,
      requestBuffering: true,
      allowedSources: [],
      deniedSources: [],
      snippetsAreLive: false,
      entries: {},
    });
  });

  test.each([
    ["301", 301],
    ["303", 308],
    ["3O1", 308],
  ])("http-redirect-code %s gives %d", (text, code) => {
    expect(controllerConfig({ "http-redirect-code": text }).httpRedirectCode).toBe(code);
  });

  test.each([
    [{ hsts: "false" }, undefined],
    [{ "hsts-max-age": "600", "hsts-include-subdomains": "false" }, "max-age=600"],
    [{ "hsts-preload": "true" }, "max-age=31536000; includeSubDomains; preload"],
  ])("%o gives the header %s", (entries, header) => {
    expect(controllerConfig(entries as Record<string, string>).hsts).toBe(header); // rows differ in their keys
  });

  test.each([
    ["global-auth-url", "https://auth.test", ["blocker"]],
    ["denylist-source-range", "10.0.0.0/8", []],
    ["denylist-source-range", "nonsense", ["blocker"]],
    ["whitelist-source-range", "10.0.0.0/8,x", ["blocker"]],
    ["http-snippet", "deny all;", ["blocker"]],
    ["enable-modsecurity", "false", []],
    ["use-forwarded-headers", "true", ["warning"]],
    ["proxy-body-size", "10m", []],
  ])("%s: %s is reported as %o", (key, value, severities) => {
    expect(controllerFindings(controllerConfig({ [key]: value })).map(severityOf)).toEqual(severities);
  });
});
