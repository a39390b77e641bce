/** Another service decides: where the question can be asked as nginx asks it, and what is refused instead. */
import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../../src/model/kube.ts";
import { nginxWorld } from "../../../src/nginx/table/world.ts";
import { prove } from "../../../src/verify/prove.ts";
import { ingressesOf, type Setting, simple, translated } from "../translate/given.ts";
import { type AnswerCase, compareAnswers } from "./answers.ts";

const url = "http://auth.default.svc.cluster.local:8080/check?app=web";
const asked = { "auth-url": url };
const traefik = { traefik: "approximate Middleware" };
const both = { ...traefik, "envoy-gateway": "approximate SecurityPolicy" };
/** Without it Envoy may not ask with another method than nginx. */
const vouched: Setting = { externalAuth: "same-for-every-method" };

const cases: readonly AnswerCase[] = [
  { annotation: ["auth-url", url], every: "blocked", but: traefik },
  { annotation: ["auth-url", url], setting: vouched, every: "blocked", but: both },
  { annotation: ["auth-url", "http://auth/check"], setting: vouched, every: "blocked", but: both },
  { annotation: ["auth-url", "https://auth.test"], setting: vouched, every: "blocked", but: traefik },
  { annotation: ["auth-url", "http://auth.example"], setting: vouched, every: "blocked", but: traefik },
  { annotation: ["auth-url", "http://auth.other.svc"], setting: vouched, every: "blocked", but: traefik },
  { annotation: ["auth-url", "https://$host/check"], every: "blocked", but: traefik },
  { annotation: ["auth-url", "https://$hostname/check"], every: "blocked" },
  { annotation: ["auth-url", "https://auth.test$request_uri"], every: "blocked" },
  { annotation: ["auth-url", "/check"], every: "blocked" },
  { annotation: ["auth-url", "https://auth.test/<script>"], every: "blocked" },
  { annotation: ["auth-url", ""], every: "inert" },
  {
    annotation: ["auth-url", "http://oauth2-proxy/oauth2/auth"],
    setting: vouched,
    every: "blocked",
    but: traefik,
  },
  { annotation: ["auth-url", url], setting: { ...vouched, version: "1.7" }, every: "blocked", but: traefik },
  { annotation: ["auth-signin", "https://auth.test"], every: "inert" },
  {
    annotation: ["auth-signin", "https://auth.test/start?rd=$escaped_request_uri"],
    further: asked,
    every: "blocked",
  },
  {
    annotation: ["auth-response-headers", "X-User, X-Groups"],
    further: asked,
    setting: vouched,
    every: "blocked",
    but: { traefik: "equivalent-with Middleware" },
  },
  { annotation: ["auth-response-headers", "X User"], further: asked, every: "blocked" },
  {
    annotation: ["auth-method", "GET"],
    further: asked,
    setting: vouched,
    every: "blocked",
    but: { traefik: "exact Middleware", "envoy-gateway": "exact SecurityPolicy" },
  },
  { annotation: ["auth-method", "POST"], further: asked, setting: vouched, every: "blocked" },
  { annotation: ["auth-method", "FETCH"], further: asked, every: "blocked" },
  { annotation: ["auth-proxy-set-headers", "default/h"], further: asked, every: "blocked" },
  {
    annotation: ["auth-cache-key", "$cookie_a"],
    further: asked,
    setting: vouched,
    every: "blocked",
    but: both,
  },
  // ingress-nginx drops the check because of these, so the paths are open today
  { annotation: ["auth-always-set-cookie", "yes"], further: asked, every: "blocked" },
  { annotation: ["auth-cache-duration", "200 {1m}"], further: asked, every: "blocked" },
  { annotation: ["auth-request-redirect", "https://$host"], further: asked, every: "blocked" },
  { annotation: ["auth-snippet", "return 200;"], further: asked, every: "blocked" },
];

describe("what each target makes of an external check", () => {
  test.each(cases)("$annotation $further $setting", (given) => {
    const { found, expected } = compareAnswers(given);

    expect(found).toEqual(expected);
  });
});

function objectsOf(yaml: string, setting: Setting): readonly KubeObject[] {
  return translated(yaml, setting).value.flatMap(({ objects }) => objects);
}

test("Envoy Gateway asks the Service at its own path and fails closed", () => {
  const [, policy] = objectsOf(simple(asked), { target: "envoy-gateway", ...vouched });

  expect(policy).toEqual({
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
    kind: "SecurityPolicy",
    metadata: { name: "web", namespace: "default" },
    spec: {
      targetRefs: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "web" }],
      extAuth: {
        headersToExtAuth: [
          "accept",
          "cookie",
          "user-agent",
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-request-id",
        ],
        failOpen: false,
        http: {
          backendRefs: [{ group: "", kind: "Service", name: "auth", port: 8080 }],
          pathOverride: "/check?app=web",
        },
      },
    },
  });
});

test("Envoy Gateway asks nobody with another method than nginx until a person vouches for it", () => {
  const [emission] = translated(simple(asked), { target: "envoy-gateway" }).value;

  expect(emission?.objects).toEqual([]);
  expect(emission?.verdicts.find(({ key }) => key.endsWith("auth-url"))?.note).toContain(
    "`accept: {externalAuth: same-for-every-method}`",
  );
});

test("Traefik takes from clients what nginx would overwrite, before it asks", () => {
  const yaml = simple({ ...asked, "auth-response-headers": "X-User" });
  const [route, ...middlewares] = objectsOf(yaml, { target: "traefik" });
  const ref = (name: string) => ({
    type: "ExtensionRef",
    extensionRef: { group: "traefik.io", kind: "Middleware", name },
  });

  expect(route).toMatchObject({
    spec: { rules: [{ filters: [ref("web-auth-headers"), ref("web-forward-auth")] }] },
  });
  expect(middlewares.map(({ spec }) => spec)).toEqual([
    {
      headers: {
        customRequestHeaders: {
          "X-Auth-Request-Redirect": "",
          "X-Original-Method": "",
          "X-Original-URL": "",
          "X-Sent-From": "",
        },
      },
    },
    { forwardAuth: { address: url, trustForwardHeader: false, authResponseHeaders: ["X-User"] } },
  ]);
});

test("$host becomes the one host of the Ingress", () => {
  const objects = objectsOf(simple({ "auth-url": "https://$host/check" }), { target: "traefik" });

  expect(objects.at(-1)?.spec).toMatchObject({ forwardAuth: { address: "https://a.test/check" } });
});

test("oauth2-proxy's recipe is told by name", () => {
  const yaml = simple({
    "auth-url": "https://$host/oauth2/auth",
    "auth-signin": "https://$host/oauth2/start?rd=$escaped_request_uri",
  });
  const [emission] = translated(yaml, { target: "traefik" }).value;

  expect(emission?.objects).toEqual([]);
  expect(emission?.verdicts.find(({ key }) => key.endsWith("auth-signin"))?.note).toContain(
    "--upstream=static://200",
  );
});

describe("the proof sees the check", () => {
  const yaml = simple(asked);
  const verdictOf = (
    target: "traefik" | "envoy-gateway",
    change: (object: KubeObject) => readonly KubeObject[],
  ) =>
    prove({
      old: ingressesOf(yaml),
      oldWorld: nginxWorld({}),
      new: objectsOf(yaml, { target, ...vouched }).flatMap(change),
      newWorld: { target, sections: { http: "http", https: "https" }, services: [] },
      accepted: new Set(),
    }).hosts.find(({ host }) => host === "a.test")?.verdict;

  test.each(["traefik", "envoy-gateway"] as const)("on %s", (target) => {
    expect(verdictOf(target, (object) => [object])).toBe("equivalent");
  });

  test.each(["traefik", "envoy-gateway"] as const)("and its absence on %s", (target) => {
    const isCheck = ({ kind, spec }: KubeObject) =>
      kind === "SecurityPolicy" || JSON.stringify(spec ?? {}).includes("forwardAuth");

    expect(verdictOf(target, (object) => (isCheck(object) ? [] : [object]))).toBe("different");
  });
});
