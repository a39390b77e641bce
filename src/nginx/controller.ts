/**
 * The controller's ConfigMap as plain data: what an absent annotation means. Only keys that change what an Ingress means are
 * read; a value the controller would refuse counts as absent, as it does there. Defaults and rules: kubernetes/ingress-nginx
 * v1.15.1, internal/ingress/controller/config/config.go and template/configmap.go.
 */
import { compareText } from "../model/brands.ts";
import { parseBodySize } from "./annotations/size.ts";
import { parseGoBoolean, parseGoInteger } from "./annotations/values.ts";

export interface ControllerConfig {
  /** Default of the annotation `ssl-redirect`. */
  readonly sslRedirect: boolean;
  /** Default of `force-ssl-redirect`. */
  readonly forceSslRedirect: boolean;
  /** Status of the https redirect; other values than these are ignored by the controller. */
  readonly httpRedirectCode: 301 | 302 | 307 | 308;
  /** False: the https redirect cuts one trailing slash of path and query. */
  readonly preserveTrailingSlash: boolean;
  /** Ingress paths that begin with one of these are never redirected to https. */
  readonly noTlsRedirectLocations: readonly string[];
  readonly usePortInRedirects: boolean;
  readonly relativeRedirects: boolean;
  /** The Strict-Transport-Security value sent on every https response; undefined when switched off. */
  readonly hsts: string | undefined;
  /** X-Forwarded-* of the client is trusted: it then decides scheme, host and client address. */
  readonly useForwardedHeaders: boolean;
  /** Bytes; undefined: no limit. */
  readonly bodySize: number | undefined;
  /** Milliseconds. */
  readonly connectTimeout: number;
  readonly readTimeout: number;
  readonly sendTimeout: number;
  readonly responseBuffering: boolean;
  readonly requestBuffering: boolean;
  /** Default of `whitelist-source-range`; empty: open. */
  readonly allowedSources: readonly string[];
  /** Default of `denylist-source-range`. */
  readonly deniedSources: readonly string[];
  /** True when snippet annotations are live instead of taking the whole Ingress away. */
  readonly snippetsAreLive: boolean;
  /** Every entry as given, keys in byte order. */
  readonly entries: Readonly<Record<string, string>>;
}

const redirectCodes = [301, 302, 307, 308] as const;

export function controllerConfig(entries: Readonly<Record<string, string>>): ControllerConfig {
  const boolean = (key: string, fallback: boolean) => parseGoBoolean(entries[key] ?? "") ?? fallback;
  const seconds = (key: string, fallback: number) => (parseGoInteger(entries[key] ?? "") ?? fallback) * 1000;
  const list = (key: string) => splitList(entries[key] ?? "");
  const code = parseGoInteger(entries["http-redirect-code"] ?? "");
  const bodySize = parseBodySize(entries["proxy-body-size"] ?? "");
  return {
    sslRedirect: boolean("ssl-redirect", true),
    forceSslRedirect: boolean("force-ssl-redirect", false),
    httpRedirectCode: redirectCodes.find((known) => known === code) ?? 308,
    preserveTrailingSlash: boolean("preserve-trailing-slash", false),
    noTlsRedirectLocations: list("no-tls-redirect-locations").length
      ? list("no-tls-redirect-locations")
      : ["/.well-known/acme-challenge"],
    usePortInRedirects: boolean("use-port-in-redirects", false),
    relativeRedirects: boolean("relative-redirects", false),
    hsts: strictTransportSecurity(entries),
    useForwardedHeaders: boolean("use-forwarded-headers", false),
    bodySize: bodySize === undefined ? 1024 * 1024 : bodySize.bytes,
    connectTimeout: seconds("proxy-connect-timeout", 5),
    readTimeout: seconds("proxy-read-timeout", 60),
    sendTimeout: seconds("proxy-send-timeout", 60),
    responseBuffering: entries["proxy-buffering"] === "on",
    requestBuffering: entries["proxy-request-buffering"] !== "off",
    allowedSources: list("whitelist-source-range"),
    deniedSources: list("denylist-source-range"),
    snippetsAreLive:
      boolean("allow-snippet-annotations", false) && entries["annotations-risk-level"] === "Critical",
    entries: Object.fromEntries(Object.entries(entries).sort(([a], [b]) => compareText(a, b))),
  };
}

/** The header value nginx sends, built as rootfs/etc/nginx/lua/lua_ingress.lua does. */
function strictTransportSecurity(entries: Readonly<Record<string, string>>): string | undefined {
  if (parseGoBoolean(entries.hsts ?? "") === false) return undefined;
  const maxAge = parseGoInteger(entries["hsts-max-age"] ?? "") ?? 31_536_000;
  const subdomains = parseGoBoolean(entries["hsts-include-subdomains"] ?? "") ?? true;
  const preload = parseGoBoolean(entries["hsts-preload"] ?? "") ?? false;
  return [
    `max-age=${maxAge}`,
    ...(subdomains ? ["includeSubDomains"] : []),
    ...(preload ? ["preload"] : []),
  ].join("; ");
}

function splitList(text: string): readonly string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
