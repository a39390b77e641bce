/**
 * What the annotations of one Ingress set on each of its locations, with the controller's defaults filled in. Read from raw
 * strings on purpose: the translation reads them once more elsewhere, so that a proof cannot repeat its mistake.
 */
import { type Cidr, parseCidr } from "../../model/cidr.ts";
import type { Ingress } from "../../model/ingress.ts";
import { type AnnotationView, goBoolean, viewAnnotations } from "./annotation.ts";
import { type CorsSettings, readCors } from "./cors.ts";
import type { NginxWorld } from "./world.ts";

export interface LocationSettings {
  /** "namespace/name" of the Ingress; undefined for the built-in default of the default server. */
  readonly ingress: string | undefined;
  readonly namespace: string;
  /** A broken reference or list: every path answers 503. */
  readonly denied: string | undefined;
  readonly sslRedirect: boolean;
  readonly forceSslRedirect: boolean;
  readonly preserveTrailingSlash: boolean;
  readonly usePortInRedirects: boolean;
  readonly relativeRedirects: boolean;
  readonly useRegex: boolean;
  /** rewrite-target, "" when absent or ignored. */
  readonly rewriteTarget: string;
  readonly forwardedPrefix: string | undefined;
  readonly upstreamVhost: string | undefined;
  readonly appRoot: string | undefined;
  readonly redirect: { readonly status: number; readonly location: string } | undefined;
  readonly fromToWww: boolean;
  readonly cors: CorsSettings | undefined;
  /** undefined: every address may pass. */
  readonly allow: readonly Cidr[] | undefined;
  readonly deny: readonly Cidr[];
  /** "basic-auth" or "digest-auth"; undefined: none. */
  readonly passwordAuth: string | undefined;
  readonly externalAuth: boolean;
  readonly satisfyAny: boolean;
  /** Milliseconds. */
  readonly timeouts: { readonly connect: number; readonly read: number; readonly send: number };
  readonly defaultBackend: string | undefined;
  /** Status of a live configuration-snippet that is one plain `return`; "deny": `deny all`; "opaque": any other live one. */
  readonly snippet: number | "deny" | "opaque" | undefined;
  readonly backendProtocol: string;
}

export function readSettings(ingress: Ingress, world: NginxWorld): LocationSettings {
  const view = viewAnnotations(ingress.annotations);
  const config = world.configMap;
  const bool = (name: string, fallback: boolean): boolean => {
    const value = view.bool(name);
    return typeof value === "boolean" ? value : fallback;
  };
  const isVoid = isRedirectGroupVoid(view);
  return {
    ingress: ingress.key,
    namespace: ingress.namespace,
    denied: deniedBecause(view, ingress, world),
    sslRedirect: bool("ssl-redirect", configBool(config, "ssl-redirect", true)),
    forceSslRedirect: bool("force-ssl-redirect", configBool(config, "force-ssl-redirect", false)),
    preserveTrailingSlash: bool(
      "preserve-trailing-slash",
      configBool(config, "preserve-trailing-slash", false),
    ),
    usePortInRedirects: bool("use-port-in-redirects", configBool(config, "use-port-in-redirects", false)),
    // The annotation can only turn it on: the ConfigMap key stands above all servers.
    relativeRedirects:
      configBool(config, "relative-redirects", false) || (!isVoid && bool("relative-redirects", false)),
    useRegex: bool("use-regex", false),
    rewriteTarget: matching(view, "rewrite-target", /^\/?[-._~a-zA-Z0-9/:$]*$/) ?? "",
    forwardedPrefix: view.text("x-forwarded-prefix"),
    upstreamVhost: view.text("upstream-vhost"),
    appRoot: readAppRoot(view),
    redirect: readRedirect(view),
    fromToWww: !isVoid && bool("from-to-www-redirect", false),
    cors: bool("enable-cors", false) ? readCors(view) : undefined,
    allow: readCidrs(view.text("allowlist-source-range") ?? config["whitelist-source-range"]),
    deny: readCidrs(view.text("denylist-source-range") ?? config["denylist-source-range"]) ?? [],
    passwordAuth: readPasswordAuth(view),
    externalAuth: readExternalAuth(view, config),
    satisfyAny: view.text("satisfy") === "any",
    timeouts: readTimeouts(view, config),
    defaultBackend: view.text("default-backend"),
    snippet: readSnippet(view, config),
    backendProtocol: readProtocol(view),
  };
}

/** Settings of the default server's own "/" as long as no Ingress has taken it: no annotation, no list, no redirect. */
export function builtInSettings(world: NginxWorld): LocationSettings {
  const empty: Ingress = {
    key: "" as Ingress["key"], // stands for no Ingress; never shown
    namespace: "",
    name: "",
    labels: {},
    annotations: {},
    creationTimestamp: undefined,
    spec: { ingressClassName: undefined, defaultBackend: undefined, rules: [], tls: [] },
  };
  const settings = readSettings(empty, { ...world, configMap: {} });
  return { ...settings, ingress: undefined, sslRedirect: false };
}

export function configBool(
  config: Readonly<Record<string, string>>,
  name: string,
  fallback: boolean,
): boolean {
  return goBoolean(config[name] ?? "") ?? fallback;
}

function matching(view: AnnotationView, name: string, pattern: RegExp): string | undefined {
  const value = view.text(name);
  return value !== undefined && pattern.test(value) ? value : undefined;
}

/** Values that parse as an absolute path. */
function readAppRoot(view: AnnotationView): string | undefined {
  const value = matching(view, "app-root", /^[-._~a-zA-Z0-9/:$]*$/);
  return value?.startsWith("/") === true ? value : undefined;
}

/**
 * A temporal-redirect that is no URL of http or https voids the whole group, from-to-www-redirect and relative-redirects too
 * (ann/redirect; Go takes what stands before the first ":" for the scheme).
 */
function isRedirectGroupVoid(view: AnnotationView): boolean {
  return !/^(https?:|$)/.test(view.text("temporal-redirect") ?? "");
}

/** temporal-redirect wins. */
function readRedirect(view: AnnotationView): LocationSettings["redirect"] {
  if (isRedirectGroupVoid(view)) return undefined;
  const temporal = view.text("temporal-redirect");
  if (temporal !== undefined) {
    return { status: codeWithin(view.int("temporal-redirect-code"), 300, 307, 302), location: temporal };
  }
  const permanent = view.text("permanent-redirect");
  if (permanent === undefined) return undefined;
  return { status: codeWithin(view.int("permanent-redirect-code"), 300, 308, 301), location: permanent };
}

function codeWithin(
  value: number | "invalid" | undefined,
  low: number,
  high: number,
  otherwise: number,
): number {
  return typeof value === "number" && value >= low && value <= high ? value : otherwise;
}

function readCidrs(value: string | undefined): readonly Cidr[] | undefined {
  if (value === undefined || value === "") return undefined;
  return value.split(",").flatMap((item) => {
    const range = parseCidr(item.trim());
    return range === undefined ? [] : [range];
  });
}

function readPasswordAuth(view: AnnotationView): string | undefined {
  const type = view.text("auth-type");
  if (type === undefined) return undefined;
  // The validation is a substring search, so "basicx" passes it and then is not "basic".
  return type === "basic" ? "basic-auth" : "digest-auth";
}

/** Fail-open trap: one bad value in these three discards the whole group (reference A.3). */
function readExternalAuth(view: AnnotationView, config: Readonly<Record<string, string>>): boolean {
  const own = view.text("auth-url") !== undefined;
  const failsOpen =
    view.bool("auth-always-set-cookie") === "invalid" ||
    !/^[\w\s,.\-/:]*$/.test(view.text("auth-cache-duration") ?? "") ||
    !/^[A-Za-z0-9\-._~/:,?&=]*$/.test(view.text("auth-request-redirect") ?? "");
  if (own && !failsOpen) return true;
  const isGlobal = (config["global-auth-url"] ?? "") !== "";
  return isGlobal && view.bool("enable-global-auth") !== false;
}

function readTimeouts(
  view: AnnotationView,
  config: Readonly<Record<string, string>>,
): LocationSettings["timeouts"] {
  const seconds = (name: string, fallback: number): number => {
    const written = view.int(name);
    if (typeof written === "number") return written * 1000;
    const configured = config[name];
    return (configured !== undefined && /^\d+$/.test(configured) ? Number(configured) : fallback) * 1000;
  };
  return {
    connect: seconds("proxy-connect-timeout", 5),
    read: seconds("proxy-read-timeout", 60),
    send: seconds("proxy-send-timeout", 60),
  };
}

/** A snippet is live only when both keys allow it; else it is blanked (or the Ingress is gone already). */
function readSnippet(
  view: AnnotationView,
  config: Readonly<Record<string, string>>,
): LocationSettings["snippet"] {
  const snippet = view.text("configuration-snippet");
  if (snippet === undefined || !configBool(config, "allow-snippet-annotations", false)) return undefined;
  if (/^deny\s+all\s*;$/.test(snippet)) return "deny";
  const plain = /^return\s+(\d{3})\s*;$/.exec(snippet);
  return plain?.[1] === undefined ? "opaque" : Number(plain[1]);
}

function readProtocol(view: AnnotationView): string {
  const value = view.text("backend-protocol")?.toUpperCase();
  return value !== undefined && /^(HTTP|HTTPS|AUTO_HTTP|GRPC|GRPCS|FCGI)$/.test(value) ? value : "HTTP";
}

/** "Location denied": a broken list or reference turns the Ingress's paths into 503. */
function deniedBecause(view: AnnotationView, ingress: Ingress, world: NginxWorld): string | undefined {
  for (const name of ["allowlist-source-range", "denylist-source-range"]) {
    const items = view.text(name)?.split(",") ?? [];
    if (items.some((item) => parseCidr(item.trim()) === undefined)) return name;
  }
  const method = view.text("auth-method");
  if (view.text("auth-url") !== undefined) {
    const methods = "GET HEAD POST PUT PATCH DELETE CONNECT OPTIONS TRACE".split(" ");
    if (method !== undefined && !methods.includes(method)) return "auth-method";
    const headers = view.text("auth-response-headers")?.split(",") ?? [];
    if (headers.some((header) => !/^[A-Za-z0-9\-_]*$/.test(header.trim()))) return "auth-response-headers";
  }
  if (view.text("auth-type") !== undefined && brokenSecret(view.text("auth-secret"), ingress, world, true)) {
    return "auth-secret";
  }
  const proxySsl = view.text("proxy-ssl-secret");
  if (proxySsl !== undefined && brokenSecret(proxySsl, ingress, world, false)) return "proxy-ssl-secret";
  return undefined;
}

/** True when a Secret reference cannot be followed: missing, or of another namespace without leave. */
export function brokenSecret(
  reference: string | undefined,
  ingress: Ingress,
  world: NginxWorld,
  mayBeBare: boolean,
): boolean {
  if (reference === undefined) return true;
  const parts = reference.split("/");
  if (parts.length > 2 || (parts.length === 1 && !mayBeBare)) return true;
  const namespace = parts.length === 2 ? parts[0] : ingress.namespace;
  const crosses = namespace !== ingress.namespace;
  if (crosses && !configBool(world.configMap, "allow-cross-namespace-resources", false)) return true;
  const key = `${namespace}/${parts.at(-1)}`;
  return world.missingSecrets.has(key) || world.secrets?.has(key) === false;
}
