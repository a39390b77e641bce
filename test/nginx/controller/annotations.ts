/**
 * Annotations as the controller's own parsers see them, for the generator of nginx.conf in this folder. Written from the
 * controller's Go sources (internal/ingress/annotations, v1.15.1) and sharing nothing with `src/nginx`, so that the model
 * under test meets a second reading of the facts.
 */
import { isIPv4 } from "node:net";
import type { Ingress } from "../../../src/model/ingress.ts";
import type { NginxWorld } from "../../../src/nginx/table/world.ts";

export interface Cors {
  readonly origins: readonly string[];
  readonly headers: readonly (readonly [name: string, value: string])[];
}

export interface Settings {
  readonly ingress: string;
  readonly target: string;
  readonly useRegex: boolean;
  readonly sslRedirect: boolean;
  readonly forceSslRedirect: boolean;
  readonly preserveTrailingSlash: boolean;
  readonly usePortInRedirects: boolean;
  readonly appRoot: string;
  readonly redirectUrl: string;
  readonly redirectCode: number;
  readonly fromToWww: boolean;
  readonly relativeRedirects: boolean;
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  readonly denied: boolean;
  readonly basicAuth: boolean;
  readonly satisfy: string;
  readonly upstreamVhost: string;
  readonly forwardedPrefix: string;
  readonly cors: Cors | undefined;
  readonly snippet: string;
  readonly aliases: readonly string[];
  readonly clientCertificateError: boolean;
}

/** What this generator leaves out; such an Ingress set is not asked here. */
export class NotGenerated extends Error {}

const supported = new Set(
  `allowlist-source-range app-root auth-realm auth-secret auth-type auth-tls-secret canary-weight configuration-snippet
   cors-allow-credentials cors-allow-headers cors-allow-methods cors-allow-origin cors-expose-headers cors-max-age
   denylist-source-range enable-cors force-ssl-redirect from-to-www-redirect permanent-redirect permanent-redirect-code
   preserve-trailing-slash proxy-read-timeout relative-redirects rewrite-target satisfy server-alias ssl-passthrough
   ssl-redirect temporal-redirect temporal-redirect-code upstream-vhost use-port-in-redirects use-regex
   whitelist-source-range x-forwarded-prefix`.split(/\s+/),
);

const prefix = "nginx.ingress.kubernetes.io/";
const trueWords = new Set(["1", "t", "T", "TRUE", "true", "True"]);
const falseWords = new Set(["0", "f", "F", "FALSE", "false", "False"]);

/** A value whose validator says no; what follows depends on the annotation. */
class Invalid extends Error {}

/** undefined: the controller drops the whole Ingress. */
export function readAnnotations(ingress: Ingress, world: NginxWorld): Settings | undefined {
  for (const key of Object.keys(ingress.annotations)) {
    if (key.startsWith(prefix) && !supported.has(key.slice(prefix.length))) throw new NotGenerated(key);
  }
  try {
    return read(ingress, world);
  } catch (error) {
    if (error instanceof Invalid) return undefined;
    throw error;
  }
}

function read(ingress: Ingress, world: NginxWorld): Settings {
  const raw = (name: string): string => ingress.annotations[prefix + name] ?? "";
  const checked = (name: string, valid: RegExp): string => {
    const value = raw(name);
    if (!valid.test(value)) throw new Invalid(name);
    return value.trim();
  };
  /** Parsers that only note an invalid value and go on with the default. */
  const lenient = (name: string, valid: RegExp, otherwise: string): string =>
    raw(name) !== "" && valid.test(raw(name)) ? raw(name).trim() : otherwise;
  const bool = (name: string, otherwise: boolean): boolean =>
    trueWords.has(raw(name)) ? true : falseWords.has(raw(name)) ? false : otherwise;
  const strictBool = (name: string): boolean => {
    if (raw(name) !== "" && !trueWords.has(raw(name)) && !falseWords.has(raw(name))) throw new Invalid(name);
    return trueWords.has(raw(name));
  };
  const strictInt = (name: string): number => {
    if (raw(name) !== "" && !/^[+-]?\d+$/.test(raw(name))) throw new Invalid(name);
    return Number(raw(name));
  };
  const config = (name: string, otherwise: boolean): boolean =>
    trueWords.has(world.configMap[name] ?? "")
      ? true
      : falseWords.has(world.configMap[name] ?? "")
        ? false
        : otherwise;

  const isCritical = (world.configMap["annotations-risk-level"] ?? "High") === "Critical";
  if (Object.hasOwn(ingress.annotations, `${prefix}configuration-snippet`) && !isCritical) {
    throw new Invalid("configuration-snippet");
  }
  strictBool("ssl-passthrough");
  if (raw("auth-type") !== "") checked("auth-realm", /^[-/._~a-zA-Z0-9: ]*$/);

  const url = /^[-._~a-zA-Z0-9/:,?&=]*$/;
  const isFromToWww = strictBool("from-to-www-redirect");
  const isRelative = strictBool("relative-redirects");
  const temporal = checked("temporal-redirect", url);
  const temporalCode = temporal === "" ? 0 : strictInt("temporal-redirect-code");
  const redirect = { redirectUrl: "", redirectCode: 0, fromToWww: false, relativeRedirects: false };
  if (temporal !== "") {
    // Go reads everything before the first ":" as scheme, and asks only that it begins with "http".
    if (/^https?:/.test(temporal)) {
      redirect.redirectUrl = temporal;
      redirect.redirectCode = temporalCode >= 300 && temporalCode <= 307 ? temporalCode : 302;
      redirect.fromToWww = isFromToWww;
      redirect.relativeRedirects = isRelative;
    }
  } else {
    const permanent = checked("permanent-redirect", url);
    const permanentCode = strictInt("permanent-redirect-code");
    redirect.redirectUrl = permanent;
    redirect.redirectCode = permanentCode >= 300 && permanentCode <= 308 ? permanentCode : 301;
    redirect.fromToWww = isFromToWww;
    redirect.relativeRedirects = isRelative;
  }

  const allow = addresses(raw("allowlist-source-range") || raw("whitelist-source-range"));
  const deny = addresses(raw("denylist-source-range"));
  const authType = checked("auth-type", /basic|digest|^$/);
  if (authType !== "" && authType !== "basic") throw new NotGenerated("auth-type");
  const hasAuth = authType === "basic";
  const secret = raw("auth-secret").trim();
  const secretKey = secret.includes("/") ? secret : `${ingress.namespace}/${secret}`;
  const isSecretUsable =
    secret !== "" &&
    secretKey.startsWith(`${ingress.namespace}/`) &&
    !world.missingSecrets.has(secretKey) &&
    world.secrets?.has(secretKey) !== false;
  const root = lenient("app-root", /^\/?[-._~a-zA-Z0-9:/$]*$/, "");
  return {
    ingress: ingress.key,
    target: lenient("rewrite-target", /^\/?[-._~a-zA-Z0-9:/$]*$/, ""),
    useRegex: bool("use-regex", false),
    sslRedirect: bool("ssl-redirect", config("ssl-redirect", true)),
    forceSslRedirect: bool("force-ssl-redirect", config("force-ssl-redirect", false)),
    preserveTrailingSlash: bool("preserve-trailing-slash", config("preserve-trailing-slash", false)),
    usePortInRedirects: bool("use-port-in-redirects", config("use-port-in-redirects", false)),
    appRoot: root.startsWith("/") ? root : "",
    ...redirect,
    allow: allow ?? [],
    deny: deny ?? [],
    denied: allow === undefined || deny === undefined || (hasAuth && !isSecretUsable),
    basicAuth: hasAuth,
    satisfy: /^(any|all)$/.test(raw("satisfy")) ? raw("satisfy") : "",
    upstreamVhost: checked("upstream-vhost", /^[-._~a-zA-Z0-9/:^$[\](){}*+?|&=\\]*$/),
    forwardedPrefix: checked("x-forwarded-prefix", /^\/?[-._~a-zA-Z0-9/:$]*$/),
    cors: bool("enable-cors", false) ? readCors(raw, lenient, bool) : undefined,
    snippet: config("allow-snippet-annotations", false) ? raw("configuration-snippet") : "",
    aliases: raw("server-alias")
      .split(",")
      .map((alias) => alias.trim())
      .filter((alias) => alias !== ""),
    clientCertificateError: isClientSecretBroken(raw("auth-tls-secret"), world),
  };
}

/** undefined: an element is no address, which denies the location. */
function addresses(text: string): readonly string[] | undefined {
  if (text === "") return [];
  const items = text.split(",").map((item) => item.trim());
  return items.every(isAddress) ? items : undefined;
}

function isAddress(text: string): boolean {
  const [address = "", length = "32", ...rest] = text.split("/");
  return isIPv4(address) && /^\d{1,2}$/.test(length) && Number(length) <= 32 && rest.length === 0;
}

function isClientSecretBroken(secret: string, world: NginxWorld): boolean {
  if (secret === "") return false;
  const isBroken =
    !secret.includes("/") || world.missingSecrets.has(secret) || world.secrets?.has(secret) === false;
  if (!isBroken) throw new NotGenerated("auth-tls-secret");
  return true;
}

function readCors(
  raw: (name: string) => string,
  lenient: (name: string, valid: RegExp, otherwise: string) => string,
  bool: (name: string, otherwise: boolean) => boolean,
): Cors {
  const written = raw("cors-allow-origin").replaceAll(" ", "");
  const listed = written.split(",").filter((item) => item !== "");
  // Two filters: a value the first refuses as a whole stands for "*"; items the second refuses are left out one by one.
  const isTaken = listed.every((item) => /^(([a-z]+:\/\/)?(\*\.)?[A-Za-z0-9\-.]*(:\d+)?|\*)$/.test(item));
  const origins = listed.filter((item) => /^([a-z]+:\/\/(\*\.)?[A-Za-z0-9\-.]*(:\d+)?|null)$/.test(item));
  const expose = lenient("cors-expose-headers", /^[A-Za-z0-9\-_*, ]+$/, "");
  const defaultHeaders =
    "DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,Range,Authorization";
  const headers: (readonly [string, string])[] = [
    ["Access-Control-Allow-Methods", lenient("cors-allow-methods", /^[A-Za-z, ]+$/, defaultMethods)],
    ["Access-Control-Allow-Headers", lenient("cors-allow-headers", /^[A-Za-z0-9\-_, ]+$/, defaultHeaders)],
    ["Access-Control-Max-Age", lenient("cors-max-age", /^-?\d+$/, "1728000")],
  ];
  if (bool("cors-allow-credentials", true)) headers.push(["Access-Control-Allow-Credentials", "true"]);
  if (expose !== "") headers.push(["Access-Control-Expose-Headers", expose]);
  return { origins: written === "" || !isTaken || listed.includes("*") ? ["*"] : origins, headers };
}

const defaultMethods = "GET, PUT, POST, DELETE, PATCH, OPTIONS";
