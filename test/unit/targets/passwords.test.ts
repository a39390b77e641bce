/** Passwords: who can check the hashes that stand in the Secret, and who needs another key of it. */
import { describe, expect, test } from "vitest";
import { type TargetName, targetNames } from "../../../src/model/config.ts";
import type { SecretContent } from "../../../src/model/kube.ts";
import { linesOf } from "../../../src/targets/passwords.ts";
import { type Setting, simple, translated } from "../translate/given.ts";

const sha = "ann:{SHA}qUqP5cyxm6YcTAhz05Hph5gvu9M=";
const apr1 = "ben:$apr1$lZL6V/ci$eIMz/iKDkbtys/uU7LEK00";
const bcrypt = "eve:$2y$05$c4WoMPo3SXsafkva.HHa6uXQZWr7oboPiC2bT/r7q1BB8I2s0BRqC";

const yaml = simple({ "auth-type": "basic", "auth-secret": "users", "auth-realm": "Members" });

function withSecret(data: Readonly<Record<string, string>>, type?: string): Setting {
  const content: SecretContent = { type, data };
  return { secrets: new Map([["default/users", content]]) };
}

function kindsOf(target: TargetName, setting: Setting, text = yaml): string {
  const [emission] = translated(text, { ...setting, target }).value;
  if (emission?.blocked !== false) return "blocked";
  return emission.objects.map(({ kind }) => kind).join(" ");
}

const nginx = { "nginx-gateway-fabric": "HTTPRoute ProxySettingsPolicy AuthenticationFilter" };
const traefik = { ...nginx, traefik: "HTTPRoute Middleware" };
const kgateway = { ...traefik, kgateway: "HTTPRoute TrafficPolicy" };
const envoy = { kgateway: "HTTPRoute TrafficPolicy", "envoy-gateway": "HTTPRoute SecurityPolicy" };

const cases: readonly (readonly [name: string, setting: Setting, but: Readonly<Record<string, string>>])[] = [
  ["no Secret in the repository", {}, nginx],
  ["hashes of htpasswd's default", withSecret({ auth: apr1 }), traefik],
  ["bcrypt beside apr1, with a comment", withSecret({ auth: `# users\n${bcrypt}\n${apr1}\n` }), traefik],
  ["{SHA}", withSecret({ auth: sha }), kgateway],
  [
    "{SHA} under a second key too",
    withSecret({ auth: sha, ".htpasswd": `${sha}\n` }),
    { ...nginx, ...envoy },
  ],
  [
    "other users under the second key",
    withSecret({ auth: sha, ".htpasswd": `${sha}\n${sha}` }),
    { ...nginx, kgateway: envoy.kgateway },
  ],
  ["{SHA} beside apr1", withSecret({ auth: `${sha}\n${apr1}` }), traefik],
  ["crypt of another kind", withSecret({ auth: "ann:$6$salt$hash" }), nginx],
  ["a line with a comment field", withSecret({ auth: `${sha}:staff` }), nginx],
  ["no lines", withSecret({ auth: "" }), nginx],
  [
    "the type with other keys",
    withSecret({ auth: sha }, "kubernetes.io/basic-auth"),
    { ...nginx, kgateway: envoy.kgateway },
  ],
];

describe("what each target makes of", () => {
  test.each(cases)("%s", (_name, setting, but) => {
    const found = targetNames.map((target) => [target, kindsOf(target, setting)]);
    const expected = targetNames.map((target) => [target, but[target] ?? "blocked"]);

    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });

  test("a Secret of another namespace, or with one key per user: a refusal", () => {
    const setting = { secrets: new Map([["other/users", { type: undefined, data: { auth: sha } }]]) };
    const elsewhere = simple({ "auth-type": "basic", "auth-secret": "other/users" });
    const map = simple({ "auth-type": "basic", "auth-secret": "users", "auth-secret-type": "auth-map" });

    expect(kindsOf("kgateway", setting, elsewhere)).toBe("blocked");
    expect(kindsOf("traefik", withSecret({ auth: apr1 }), map)).toBe("blocked");
  });
});

describe("the objects", () => {
  const both = withSecret({ auth: sha, ".htpasswd": sha });
  const specOf = (target: TargetName, setting: Setting) =>
    translated(yaml, { ...setting, target }).value[0]?.objects.at(-1)?.spec;

  test("name the Secret", () => {
    expect(specOf("envoy-gateway", both)).toMatchObject({
      basicAuth: { users: { group: "", kind: "Secret", name: "users" } },
    });
    expect(specOf("kgateway", both)).toMatchObject({
      basicAuth: { secretRef: { name: "users", key: "auth" } },
    });
    expect(specOf("traefik", withSecret({ auth: apr1 }))).toEqual({
      basicAuth: { secret: "users", removeHeader: true, realm: "Members" },
    });
  });

  test.each(["envoy-gateway", "kgateway"] as const)("keep the password from the backend of %s", (target) => {
    const [route] = translated(yaml, { ...both, target }).value[0]?.objects ?? [];

    expect(JSON.stringify(route)).toContain('{"remove":["Authorization"]}');
  });
});

test("lines are told by their hash", () => {
  expect(linesOf(`${sha}\n\n${apr1}\r\n${bcrypt}\nx:y`).map(({ hash }) => hash)).toEqual([
    "sha",
    "apr1",
    "bcrypt",
    "other",
  ]);
});
