/** ConfigMaps and Secrets that annotations name: found where they stand, read only in plain text, and used for what they say. */
import { describe, expect, test } from "vitest";
import { surveySnapshot } from "../../../src/flows/survey.ts";
import { memorySnapshot } from "../../../src/model/memory-snapshot.ts";
import { readConfigObjects } from "../../../src/sources/objects/config-object.ts";

const apr1 = "ben:$apr1$lZL6V/ci$eIMz/iKDkbtys/uU7LEK00";
const encoded = Buffer.from(`${apr1}\n`).toString("base64");

const ingress = (annotations: string) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  namespace: shop
  annotations:
${annotations}
spec:
  ingressClassName: nginx
  rules:
    - host: web.example.com
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
`;

const passwords = `    nginx.ingress.kubernetes.io/auth-type: basic
    nginx.ingress.kubernetes.io/auth-secret: users`;
const headers = "    nginx.ingress.kubernetes.io/custom-headers: shop/extra";

const config = (nginx = "") => `version: 1
target: traefik
gateway: {name: edge, namespace: infra}
${nginx}`;

function kindsOf(files: Readonly<Record<string, string>>): readonly string[] | "blocked" {
  const { value } = surveySnapshot(memorySnapshot(files), {});
  const [emission] = value.clusters.flatMap(({ emissions }) => emissions);
  return emission?.blocked === false ? emission.objects.map(({ kind }) => kind) : "blocked";
}

describe("a Secret with passwords", () => {
  const files = (secret: string) => ({
    ".github/tidegate.yml": config(),
    "shop/ingress.yaml": ingress(passwords),
    "shop/users.yaml": secret,
  });

  test("in another file is read", () => {
    const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: users, namespace: shop}\ndata: {auth: ${encoded}}\n`;

    expect(kindsOf(files(secret))).toEqual(["HTTPRoute", "Middleware"]);
  });

  test.each([
    ["closed by SOPS", `data: {auth: "ENC[AES256_GCM,data:x]"}\nsops: {version: 3.9.0}`, "users"],
    ["closed without a mark", 'data: {auth: "ENC[AES256_GCM,data:x]"}', "users"],
    ["filled in later", "stringData: {auth: '\u0024{USERS}'}", "users"],
    ["of another name", `data: {auth: ${encoded}}`, "others"],
    ["that is no base64", "data: {auth: '***'}", "users"],
  ])("%s is not known", (_name, data, name) => {
    const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: ${name}, namespace: shop}\n${data}\n`;

    expect(kindsOf(files(secret))).toBe("blocked");
  });
});

test("a ConfigMap with headers is read", () => {
  const files = {
    ".github/tidegate.yml": config("nginx: {config: {global-allowed-response-headers: X-Team}}"),
    "shop/ingress.yaml": ingress(headers),
    "shop/extra.yaml":
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra, namespace: shop}\ndata: {X-Team: shop}\n",
  };
  const { value } = surveySnapshot(memorySnapshot(files), {});
  const [emission] = value.clusters.flatMap(({ emissions }) => emissions);

  expect(emission?.blocked).toBe(false);
  expect(JSON.stringify(emission?.objects)).toContain('{"name":"X-Team","value":"shop"}');
});

test("stringData wins over data, and the namespace defaults", () => {
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "users" },
    type: "Opaque",
    data: { auth: encoded, other: "eA==" },
    stringData: { auth: "plain" },
  };

  expect([...readConfigObjects([secret]).secrets]).toEqual([
    ["default/users", { type: "Opaque", data: { auth: "plain", other: "x" } }],
  ]);
});

test("an Ingress whose annotations are left empty names none", () => {
  const empty = ingress("").replace("  annotations:\n\n", "  annotations:\n");

  expect(empty).toContain("  annotations:\nspec:");
  expect(kindsOf({ "web.yaml": empty, ".github/tidegate.yml": config() })).toEqual(["HTTPRoute"]);
});
