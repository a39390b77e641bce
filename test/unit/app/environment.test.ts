import { expect, test } from "vitest";
import { readEnvironment } from "../../../src/adapters/app-environment.ts";

const key = "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n";
const complete = { APP_ID: "12", WEBHOOK_SECRET: "s3cret", PRIVATE_KEY: key };
const noFile = (): undefined => undefined;

function problems(change: Readonly<Record<string, string | undefined>>): readonly string[] {
  return readEnvironment({ ...complete, ...change }, noFile).diagnostics.map(
    ({ code, params }) => `${code} ${"name" in params ? params.name : ""}`,
  );
}

test("three variables are enough for github.com", () => {
  expect(readEnvironment(complete, noFile).value).toEqual({
    appId: "12",
    webhookSecret: "s3cret",
    privateKey: key,
    githubApiUrl: "https://api.github.com",
    gitUrl: "https://github.com",
    port: 3000,
    host: "0.0.0.0",
    dataDir: "data",
    logLevel: "info",
  });
});

test("GHE_HOST leads to the API and the git server of that host", () => {
  const { value } = readEnvironment({ ...complete, GHE_HOST: "ghe.example:8443" }, noFile);

  expect(value?.githubApiUrl).toBe("https://ghe.example:8443/api/v3");
  expect(value?.gitUrl).toBe("https://ghe.example:8443");
});

test("the private key may come with written line ends, in base64, or from a file", () => {
  const forms = [key.replaceAll("\n", "\\n"), Buffer.from(key).toString("base64")];
  for (const form of forms)
    expect(readEnvironment({ ...complete, PRIVATE_KEY: form }, noFile).value?.privateKey).toBe(key);
  const fromFile = { ...complete, PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: "key.pem" };
  expect(readEnvironment(fromFile, (path) => (path === "key.pem" ? key : undefined)).value?.privateKey).toBe(
    key,
  );
});

const table: readonly (readonly [Readonly<Record<string, string | undefined>>, readonly string[]])[] = [
  [
    { APP_ID: undefined, WEBHOOK_SECRET: "" },
    ["app-setting-missing APP_ID", "app-setting-missing WEBHOOK_SECRET"],
  ],
  [{ PRIVATE_KEY: undefined }, ["app-setting-missing PRIVATE_KEY"]],
  [{ PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: "gone.pem" }, ["app-setting-unusable PRIVATE_KEY_PATH"]],
  [{ PRIVATE_KEY: "nonsense" }, ["app-setting-unusable PRIVATE_KEY"]],
  [{ APP_ID: "tidegate" }, ["app-setting-unusable APP_ID"]],
  [{ PORT: "http" }, ["app-setting-unusable PORT"]],
  [{ PORT: "70000" }, ["app-setting-unusable PORT"]],
  [{ LOG_LEVEL: "loud" }, ["app-setting-unusable LOG_LEVEL"]],
  [{ TIDEGATE_SWEEP_MINUTES: "0" }, ["app-setting-unusable TIDEGATE_SWEEP_MINUTES"]],
  [{ GHE_HOST: "https://ghe.example/x" }, ["app-setting-unusable GHE_HOST"]],
  [{ GHE_HOST: "ghe.example", GHE_PROTOCOL: "http" }, ["app-setting-unusable GHE_PROTOCOL"]],
  [{ GHE_HOST: "localhost:8080", GHE_PROTOCOL: "http" }, []],
];

test("each setting that is missing or unusable is named, and nothing starts", () => {
  expect(table.length).toBeGreaterThan(10);
  for (const [change, expected] of table) expect(problems(change), JSON.stringify(change)).toEqual(expected);
});

test("no problem shows a value", () => {
  const read = readEnvironment({ ...complete, PRIVATE_KEY: "my-secret-key", APP_ID: "my-secret-id" }, noFile);

  expect(read.diagnostics.length).toBe(2);
  expect(JSON.stringify(read.diagnostics)).not.toContain("my-secret");
});
