import { describe, expect, test } from "vitest";
import type { Intent, IntentKind } from "../../../src/model/intent.ts";
import { readIntents } from "../../../src/nginx/annotations/read.ts";
import { controllerConfig } from "../../../src/nginx/controller.ts";
import { annotated } from "./given.ts";

type Case = readonly [
  annotations: Readonly<Record<string, string>>,
  kind: IntentKind,
  expected: Partial<Intent> | undefined,
  ignored?: readonly string[],
];

const redirect: readonly Case[] = [
  [{}, "https-redirect", { when: "tls" }],
  [{ "ssl-redirect": "false" }, "https-redirect", { when: "never" }],
  [{ "ssl-redirect": "F" }, "https-redirect", { when: "never" }],
  [{ "ssl-redirect": "no" }, "https-redirect", { when: "tls" }, ["ssl-redirect"]],
  [{ "ssl-redirect": " false" }, "https-redirect", { when: "tls" }, ["ssl-redirect"]],
  [{ "ssl-redirect": "" }, "https-redirect", { when: "tls" }],
  [{ "force-ssl-redirect": "true" }, "https-redirect", { when: "always" }],
  [{ "force-ssl-redirect": "true", "ssl-redirect": "false" }, "https-redirect", { when: "always" }],
];

const bodySize: readonly Case[] = [
  [{}, "body-limit", { bytes: 1_048_576, isDefault: true }],
  [{ "proxy-body-size": "0" }, "body-limit", { bytes: undefined, isDefault: false }],
  [{ "proxy-body-size": "50m" }, "body-limit", { bytes: 52_428_800, isDefault: false }],
  [{ "proxy-body-size": "1G" }, "body-limit", { bytes: 1_073_741_824, isDefault: false }],
  [{ "proxy-body-size": "8000" }, "body-limit", { bytes: 8000, isDefault: false }],
  [{ "proxy-body-size": "100b" }, "body-limit", { bytes: 1_048_576, isDefault: false }],
  [{ "proxy-body-size": "8 m" }, "body-limit", { bytes: 1_048_576, isDefault: true }, ["proxy-body-size"]],
  [{ "proxy-body-size": "unlimited" }, "body-limit", { isDefault: true }, ["proxy-body-size"]],
];

const timeouts: readonly Case[] = [
  [{}, "timeouts", { connect: 5000, read: 60_000, send: 60_000, isDefault: true }],
  [{ "proxy-read-timeout": "120" }, "timeouts", { read: 120_000, isDefault: false }],
  [{ "proxy-send-timeout": "3600" }, "timeouts", { send: 3_600_000, isDefault: false }],
  [{ "proxy-connect-timeout": "+10" }, "timeouts", { connect: 10_000 }],
  [{ "proxy-read-timeout": "50s" }, "timeouts", { read: 60_000, isDefault: true }, ["proxy-read-timeout"]],
  [{ "proxy-read-timeout": "1.5" }, "timeouts", { read: 60_000 }, ["proxy-read-timeout"]],
];

const buffering: readonly Case[] = [
  [{}, "buffering", { response: false, request: true, isDefault: true }],
  [{ "proxy-buffering": "on" }, "buffering", { response: true, isDefault: false }],
  [{ "proxy-buffering": "off" }, "buffering", { response: false, isDefault: true }],
  [{ "proxy-request-buffering": "off" }, "buffering", { request: false, isDefault: false }],
  [{ "proxy-buffering": "true" }, "buffering", { response: false }, ["proxy-buffering"]],
];

const allowList: readonly Case[] = [
  [{}, "source-ranges", undefined],
  [{ "whitelist-source-range": "10.0.0.0/8" }, "source-ranges", { allowed: ["10.0.0.0/8"] }],
  [
    { "whitelist-source-range": "10.1.2.3/8, 192.168.1.7\n" },
    "source-ranges",
    { allowed: ["10.0.0.0/8", "192.168.1.7/32"] },
  ],
  [
    { "whitelist-source-range": "2001:DB8::/32,::1" },
    "source-ranges",
    { allowed: ["2001:db8::/32", "::1/128"] },
  ],
  [
    { "whitelist-source-range": "10.0.0.0/8", "allowlist-source-range": "172.16.0.0/12" },
    "source-ranges",
    { allowed: ["172.16.0.0/12"] },
  ],
  [{ "denylist-source-range": "10.0.0.7" }, "source-ranges", { allowed: [], denied: ["10.0.0.7/32"] }],
];

const protocol: readonly Case[] = [
  [{}, "backend-protocol", { protocol: "HTTP" }],
  [{ "backend-protocol": "https" }, "backend-protocol", { protocol: "HTTPS" }],
  [{ "backend-protocol": "GRPC" }, "backend-protocol", { protocol: "GRPC" }],
  [{ "backend-protocol": "h2c" }, "backend-protocol", { protocol: "HTTP" }, ["backend-protocol"]],
];

const rewrite: readonly Case[] = [
  [{}, "rewrite", undefined],
  [{ "rewrite-target": "/$2" }, "rewrite", { target: "/$2" }],
  [{ "rewrite-target": "/x?y=$1" }, "rewrite", undefined, ["rewrite-target"]],
  [{ "use-regex": "true" }, "regex", { kind: "regex" }],
  [{ "use-regex": "yes" }, "regex", undefined, ["use-regex"]],
];

const cors: readonly Case[] = [
  [{}, "cors", undefined],
  [{ "enable-cors": "false", "cors-max-age": "5" }, "cors", undefined],
  [
    { "enable-cors": "true" },
    "cors",
    {
      allowOrigins: ["*"],
      allowMethods: ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"],
      allowHeaders: [
        "DNT",
        "Keep-Alive",
        "User-Agent",
        "X-Requested-With",
        "If-Modified-Since",
        "Cache-Control",
        "Content-Type",
        "Range",
        "Authorization",
      ],
      exposeHeaders: [],
      allowCredentials: true,
      maxAge: 1_728_000,
    },
  ],
  [
    { "enable-cors": "true", "cors-allow-origin": "https://a.test, https://*.b.test:8443" },
    "cors",
    { allowOrigins: ["https://a.test", "https://*.b.test:8443"] },
  ],
  [
    { "enable-cors": "true", "cors-allow-origin": "https://a.test,b.test" },
    "cors",
    { allowOrigins: ["https://a.test"] },
  ],
  [{ "enable-cors": "true", "cors-allow-origin": "https://a.test,*" }, "cors", { allowOrigins: ["*"] }],
  [
    { "enable-cors": "true", "cors-allow-origin": "https://a_b.test" },
    "cors",
    { allowOrigins: ["*"] },
    ["cors-allow-origin"],
  ],
  [{ "enable-cors": "true", "cors-allow-methods": "GET,POST" }, "cors", { allowMethods: ["GET", "POST"] }],
  [
    { "enable-cors": "true", "cors-allow-methods": "GET;POST" },
    "cors",
    { allowMethods: ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"] },
    ["cors-allow-methods"],
  ],
  [{ "enable-cors": "true", "cors-allow-credentials": "false" }, "cors", { allowCredentials: false }],
  [{ "enable-cors": "true", "cors-expose-headers": "X-A, X-B" }, "cors", { exposeHeaders: ["X-A", "X-B"] }],
  [{ "enable-cors": "true", "cors-max-age": "10m" }, "cors", { maxAge: 1_728_000 }, ["cors-max-age"]],
];

const all = [
  ...redirect,
  ...bodySize,
  ...timeouts,
  ...buffering,
  ...allowList,
  ...protocol,
  ...rewrite,
  ...cors,
].map(([annotations, kind, expected, ignored = []]) => ({ annotations, kind, expected, ignored }));

describe("annotation values mean what ingress-nginx takes them to mean", () => {
  test.each(all)("$annotations gives $kind $expected", ({ annotations, kind, expected, ignored }) => {
    const { value, diagnostics } = readIntents(annotated(annotations), controllerConfig({}));
    const intent = value.intents.find((candidate) => candidate.kind === kind);

    if (expected === undefined) expect(intent).toBeUndefined();
    else expect(intent).toMatchObject(expected);
    expect(
      diagnostics.flatMap((found) => (found.code === "annotation-value-ignored" ? [found.params.key] : [])),
    ).toEqual(ignored.map((name) => `nginx.ingress.kubernetes.io/${name}`));
  });

  test("a bad element in an allow list is refused, since nginx answers 503 on every path", () => {
    const { value } = readIntents(
      annotated({ "whitelist-source-range": "10.0.0.0/8,nonsense" }),
      controllerConfig({}),
    );

    expect(value.fates).toMatchObject([{ name: "whitelist-source-range", fate: "blocker" }]);
  });

  test.each(["0", "-1"])("a timeout of %s is refused", (seconds) => {
    const { value } = readIntents(annotated({ "proxy-read-timeout": seconds }), controllerConfig({}));

    expect(value.fates).toMatchObject([{ name: "proxy-read-timeout", fate: "blocker" }]);
  });

  test("long lists without a match do not take long", () => {
    const value = `${"a".repeat(200_000)}!`;
    const started = performance.now();
    readIntents(annotated({ "enable-cors": "true", "cors-allow-methods": value }), controllerConfig({}));

    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe("absent annotations take the controller's settings", () => {
  test.each([
    [{ "ssl-redirect": "false" }, { kind: "https-redirect", when: "never" }],
    [{ "force-ssl-redirect": "true" }, { kind: "https-redirect", when: "always" }],
    [{ "proxy-body-size": "0" }, { kind: "body-limit", bytes: undefined, isDefault: true }],
    [
      { "proxy-read-timeout": "300" },
      { kind: "timeouts", connect: 5000, read: 300_000, send: 60_000, isDefault: true },
    ],
    [{ "proxy-buffering": "on" }, { kind: "buffering", response: true, request: true, isDefault: false }],
    [
      { "whitelist-source-range": "10.0.0.0/8" },
      { kind: "source-ranges", allowed: ["10.0.0.0/8"], denied: [] },
    ],
  ])("%o", (entries, expected) => {
    const { value } = readIntents(annotated({}), controllerConfig(entries));

    expect(value.intents).toContainEqual(expected);
  });

  test("an annotation replaces the controller's allow list", () => {
    const controller = controllerConfig({ "whitelist-source-range": "10.0.0.0/8" });
    const { value } = readIntents(annotated({ "allowlist-source-range": "192.0.2.0/24" }), controller);

    expect(value.intents).toContainEqual({ kind: "source-ranges", allowed: ["192.0.2.0/24"], denied: [] });
  });
});
