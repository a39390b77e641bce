import { describe, expect, test } from "vitest";
import { simple, translated } from "../translate/given.ts";
import { type AnswerCase, compareAnswers } from "./answers.ts";

const users = { "auth-secret": "users" };
const ngf = { "nginx-gateway-fabric": "equivalent-with AuthenticationFilter" };

const cases: readonly AnswerCase[] = [
  { annotation: ["auth-type", "basic"], further: users, every: "blocked", but: ngf },
  { annotation: ["auth-secret", "users"], further: { "auth-type": "basic" }, every: "blocked", but: ngf },
  { annotation: ["auth-type", "digest"], further: users, every: "blocked" },
  { annotation: ["auth-type", "none"], further: users, every: "blocked" },
  { annotation: ["auth-type", "basic"], every: "blocked" },
  { annotation: ["auth-type", "basic"], further: { "auth-secret": "other/users" }, every: "blocked" },
  {
    annotation: ["auth-type", "basic"],
    further: users,
    setting: { version: "2.4" },
    every: "blocked",
  },
  {
    annotation: ["auth-secret-type", "auth-map"],
    further: { ...users, "auth-type": "basic" },
    every: "blocked",
  },
  { annotation: ["auth-secret", "users"], every: "inert" },
  { annotation: ["auth-tls-secret", "default/ca"], every: "blocked" },
  {
    annotation: ["auth-tls-verify-client", "off"],
    further: { "auth-tls-secret": "default/ca" },
    every: "blocked",
  },
  { annotation: ["auth-tls-verify-client", "on"], every: "inert" },
  { annotation: ["satisfy", "any"], every: "blocked" },
  { annotation: ["satisfy", "all"], every: "inert" },
  { annotation: ["satisfy", "any"], further: { ...users, "auth-type": "basic" }, every: "blocked" },
];

describe("what each target makes of access checks", () => {
  test.each(cases)("$annotation $further $setting", (given) => {
    const { found, expected } = compareAnswers(given);

    expect(found).toEqual(expected);
  });
});

test("passwords of NGINX Gateway Fabric guard every rule that forwards", () => {
  const yaml = simple({ "auth-type": "basic", "auth-secret": "users", "auth-realm": "Members" }, [
    "/a web:80",
    "/b web:80",
  ]);
  const [emission] = translated(yaml, { target: "nginx-gateway-fabric" }).value;
  const [route] = emission?.objects ?? [];
  const filter = emission?.objects.find(({ kind }) => kind === "AuthenticationFilter");
  const ref = {
    type: "ExtensionRef",
    extensionRef: { group: "gateway.nginx.org", kind: "AuthenticationFilter", name: "web-basic-auth" },
  };

  expect(route).toMatchObject({ spec: { rules: [{ filters: [ref] }, { filters: [ref] }] } });
  expect(filter).toMatchObject({
    metadata: { name: "web-basic-auth" },
    spec: { type: "Basic", basic: { secretRef: { name: "users" }, realm: "Members" } },
  });
});
