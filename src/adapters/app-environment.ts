/**
 * The App's settings from environment variables, named as Probot names them. Values may be secrets: problems speak of names only.
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../diagnostics/diagnostic.ts";

export interface EnvironmentSettings {
  readonly appId: string;
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly githubApiUrl: string;
  readonly gitUrl: string;
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly databaseUrl?: string;
  readonly sweepInterval?: number;
  readonly logLevel: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const logLevels = ["silent", "error", "warn", "info", "debug"];

/** undefined when something is missing or unusable; the diagnostics say what. */
export function readEnvironment(
  environment: Environment,
  readKeyFile: (path: string) => string | undefined,
): Outcome<EnvironmentSettings | undefined> {
  const problems: Diagnostic[] = [];
  const required = (name: string, purpose: string): string => {
    const value = environment[name];
    if (value === undefined || value === "")
      problems.push(diagnose("app-setting-missing", { name, purpose }));
    return value ?? "";
  };
  const checked = <T>(
    name: string,
    expected: string,
    read: (text: string) => T | undefined,
    otherwise: T,
  ): T => {
    const text = environment[name];
    if (text === undefined || text === "") return otherwise;
    const value = read(text);
    if (value === undefined) problems.push(diagnose("app-setting-unusable", { name, expected }));
    return value ?? otherwise;
  };

  const appId = required("APP_ID", "it tells GitHub which App this is");
  if (appId !== "" && !/^\d+$/.test(appId))
    problems.push(diagnose("app-setting-unusable", { name: "APP_ID", expected: "a number" }));
  const webhookSecret = required("WEBHOOK_SECRET", "without it anybody could send events");
  const privateKey = readPrivateKey(environment, readKeyFile, problems);
  const addresses = readAddresses(environment, problems);
  const interval = checked("TIDEGATE_SWEEP_MINUTES", "a number of minutes, 1 or more", toMinutes, undefined);
  const port = checked("PORT", "a port number", toPort, 3000);
  const logLevel = checked(
    "LOG_LEVEL",
    logLevels.join(", "),
    (text) => logLevels.find((level) => level === text),
    "info",
  );
  if (problems.length > 0) return outcome(undefined, problems);

  const databaseUrl = environment["DATABASE_URL"];
  return outcome({
    appId,
    privateKey,
    webhookSecret,
    ...addresses,
    port,
    // in a container the port has to be reachable from outside; a proxy or the container's own network guards it
    host: environment["HOST"] ?? "0.0.0.0",
    dataDir: environment["TIDEGATE_DATA"] ?? "data",
    logLevel,
    ...(databaseUrl === undefined || databaseUrl === "" ? {} : { databaseUrl }),
    ...(interval === undefined ? {} : { sweepInterval: interval }),
  });
}

/** PRIVATE_KEY holds the key itself, with real or written line ends or in base64; PRIVATE_KEY_PATH names its file. */
function readPrivateKey(
  environment: Environment,
  readKeyFile: (path: string) => string | undefined,
  problems: Diagnostic[],
): string {
  const path = environment["PRIVATE_KEY_PATH"];
  const written = environment["PRIVATE_KEY"];
  const name = written === undefined && path !== undefined ? "PRIVATE_KEY_PATH" : "PRIVATE_KEY";
  const text = written ?? (path === undefined ? undefined : readKeyFile(path));
  if (text === undefined && path === undefined) {
    const purpose = "with it the App proves who it is (or name its file in `PRIVATE_KEY_PATH`)";
    problems.push(diagnose("app-setting-missing", { name, purpose }));
    return "";
  }
  const key = [
    text ?? "",
    (text ?? "").replaceAll("\\n", "\n"),
    Buffer.from(text ?? "", "base64").toString("utf8"),
  ].find(isPem);
  if (key === undefined)
    problems.push(diagnose("app-setting-unusable", { name, expected: "a private key in PEM form" }));
  return key ?? "";
}

function isPem(text: string): boolean {
  return /-----BEGIN (RSA )?PRIVATE KEY-----\n[\s\S]+\n-----END (RSA )?PRIVATE KEY-----/.test(text);
}

/** GitHub Enterprise Server serves its API under /api/v3 of its own host. */
function readAddresses(
  environment: Environment,
  problems: Diagnostic[],
): { readonly githubApiUrl: string; readonly gitUrl: string } {
  const host = environment["GHE_HOST"];
  if (host === undefined || host === "")
    return { githubApiUrl: "https://api.github.com", gitUrl: "https://github.com" };
  const protocol = environment["GHE_PROTOCOL"] ?? "https";
  const isLocal = /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(host);
  if (!/^[A-Za-z0-9.-]+(:\d+)?$/.test(host))
    problems.push(
      diagnose("app-setting-unusable", {
        name: "GHE_HOST",
        expected: "a host name without protocol and path",
      }),
    );
  if (protocol !== "https" && !(protocol === "http" && isLocal)) {
    const expected = "`https` (`http` only for a server on this machine)";
    problems.push(diagnose("app-setting-unusable", { name: "GHE_PROTOCOL", expected }));
  }
  const base = `${protocol}://${host}`;
  return { githubApiUrl: `${base}/api/v3`, gitUrl: base };
}

function toPort(text: string): number | undefined {
  const port = Number(text);
  return Number.isInteger(port) && port >= 0 && port <= 65535 ? port : undefined;
}

function toMinutes(text: string): number | undefined {
  const minutes = Number(text);
  return Number.isFinite(minutes) && minutes >= 1 ? minutes * 60_000 : undefined;
}
