import { describe, expect, test } from "vitest";
import { simple, translated } from "../translate/given.ts";
import { type AnswerCase, compareAnswers } from "./answers.ts";

const allowed = {
  nginx: { "global-allowed-response-headers": "X-One,X-Two" },
  configMaps: new Map([["default/headers", { "X-One": "1" }]]),
};

const cases: readonly AnswerCase[] = [
  { annotation: ["upstream-vhost", "inner.test"], every: "exact" },
  { annotation: ["upstream-vhost", "$service_name.$namespace.svc.cluster.local"], every: "exact" },
  { annotation: ["upstream-vhost", "$host"], every: "inert" },
  { annotation: ["upstream-vhost", "$arg_host"], every: "blocked" },
  { annotation: ["upstream-vhost", "inner.test:8080"], every: "blocked" },
  { annotation: ["upstream-vhost", "two words"], every: "blocked" },
  { annotation: ["x-forwarded-prefix", "/shop"], every: "inert" },
  {
    annotation: ["x-forwarded-prefix", "/shop"],
    further: { "rewrite-target": "/$2" },
    paths: ["/shop(/|$)(.*) web:80"],
    every: "exact",
    but: { gke: "blocked", "nginx-gateway-fabric": "exact ProxySettingsPolicy" },
  },
  { annotation: ["x-forwarded-prefix", "/$1"], every: "blocked" },
  { annotation: ["connection-proxy-header", "keep-alive"], every: "approximate" },
  { annotation: ["connection-proxy-header", "upgrade"], every: "blocked" },
  { annotation: ["custom-headers", "default/headers"], every: "blocked" },
  { annotation: ["custom-headers", "headers"], every: "blocked" },
  { annotation: ["custom-headers", "default/headers"], setting: allowed, every: "approximate" },
  {
    annotation: ["custom-headers", "default/headers"],
    setting: { ...allowed, nginx: { "global-allowed-response-headers": "X-Two" } },
    every: "blocked",
  },
  {
    annotation: ["custom-headers", "other/headers"],
    setting: { ...allowed, configMaps: new Map([["other/headers", { "X-One": "1" }]]) },
    every: "blocked",
  },
];

describe("what each target makes of Host and headers", () => {
  test.each(cases)("$annotation $further $setting", (given) => {
    const { found, expected } = compareAnswers(given);

    expect(found).toEqual(expected);
  });
});

test("a rewritten path and another Host are one filter", () => {
  const yaml = simple(
    {
      "rewrite-target": "/$2",
      "upstream-vhost": "$service_name.$namespace.svc",
      "x-forwarded-prefix": "/shop",
    },
    ["/shop(/|$)(.*) web:80"],
  );
  const [emission] = translated(yaml).value;

  expect(emission?.objects[0]).toMatchObject({
    spec: {
      rules: [
        {
          filters: [
            {
              type: "URLRewrite",
              urlRewrite: {
                path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/" },
                hostname: "web.default.svc",
              },
            },
            {
              type: "RequestHeaderModifier",
              requestHeaderModifier: { set: [{ name: "X-Forwarded-Prefix", value: "/shop" }] },
            },
          ],
        },
      ],
    },
  });
});

test("headers of a ConfigMap and the strict transport header are one filter", () => {
  const [emission] = translated(
    simple({ "custom-headers": "default/headers" }, ["/ web:80"], true),
    allowed,
  ).value;

  expect(emission?.objects[0]).toMatchObject({
    spec: {
      rules: [
        {
          filters: [
            {
              type: "ResponseHeaderModifier",
              responseHeaderModifier: {
                set: [
                  { name: "X-One", value: "1" },
                  { name: "Strict-Transport-Security", value: "max-age=31536000; includeSubDomains" },
                ],
              },
            },
          ],
        },
      ],
    },
  });
});
