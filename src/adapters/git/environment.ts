/**
 * The environment git runs in: nothing of ours but what it needs. The token travels as configuration in environment variables, so it
 * stands neither in an address, nor in arguments every user of the machine can list, nor on disk.
 */

export interface GitAccess {
  /** Address of the repository, without credentials. */
  readonly url: string;
  readonly token: string | undefined;
}

/** Variables that name a proxy or certificates: a company network may need them. */
const passedOn = [
  "PATH",
  "HTTPS_PROXY",
  "https_proxy",
  "HTTP_PROXY",
  "http_proxy",
  "NO_PROXY",
  "no_proxy",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
];

export function gitEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  home: string,
  access: GitAccess | undefined,
): Readonly<Record<string, string>> {
  const environment: Record<string, string> = {
    HOME: home,
    LANG: "C",
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ALLOW_PROTOCOL: access !== undefined && isLocalHttp(access.url) ? "http" : "https",
    GIT_OPTIONAL_LOCKS: "0",
  };
  for (const name of passedOn) {
    const value = own[name];
    if (value !== undefined) environment[name] = value;
  }
  const settings = [...fixedSettings, ...(access === undefined ? [] : credentials(access))];
  environment.GIT_CONFIG_COUNT = String(settings.length);
  for (const [index, [key, value]] of settings.entries()) {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return environment;
}

/** Names of the variables above, for the client's own guard against them. */
export function guardedNames(environment: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(environment).filter((name) => name.startsWith("GIT_"));
}

/** Plain http is for a server on this machine only: a token must not cross a network in the clear. */
export function isLocalHttp(url: string): boolean {
  return /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?\//.test(url);
}

const fixedSettings: readonly (readonly [string, string])[] = [
  ["core.hooksPath", "/dev/null"],
  ["credential.helper", ""],
  ["http.followRedirects", "false"],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["protocol.version", "2"],
  ["submodule.recurse", "false"],
];

/** The header is bound to the server's address: git sends it nowhere else. */
function credentials({ url, token }: GitAccess): readonly (readonly [string, string])[] {
  if (token === undefined) return [];
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  return [[`http.${new URL(url).origin}/.extraHeader`, `Authorization: Basic ${basic}`]];
}
