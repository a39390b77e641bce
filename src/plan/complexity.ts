/**
 * How heavy an Ingress is, from its annotations alone: the band that waves are ordered by. Keys are those of the last ingress-nginx
 * release; one that is not listed counts as high, because nobody has looked at it.
 */
import type { Ingress, InventoryIngress } from "../model/ingress.ts";
import type { Complexity } from "../model/plan.ts";
import type { AnnotationVerdict } from "../model/translation.ts";

/** Decides the band of one Ingress; the annotation catalogue may bring its own. */
export type BandOf = (ingress: InventoryIngress) => Complexity;

const prefix = "nginx.ingress.kubernetes.io/";

/** Redirects and simple settings. */
const low = [
  "ssl-redirect",
  "force-ssl-redirect",
  "preserve-trailing-slash",
  "permanent-redirect",
  "permanent-redirect-code",
  "temporal-redirect",
  "temporal-redirect-code",
  "relative-redirects",
  "use-port-in-redirects",
  "app-root",
  "enable-access-log",
  "enable-rewrite-log",
  "enable-opentelemetry",
  "enable-opentracing",
  "opentelemetry-operation-name",
  "http2-push-preload",
  "service-upstream",
  "proxy-http-version",
  "connection-proxy-header",
  "load-balance",
  "proxy-buffer-size",
  "proxy-buffers-number",
  "proxy-busy-buffers-size",
  "proxy-max-temp-file-size",
  "client-body-buffer-size",
  "add-base-url",
  "base-url-scheme",
];

const medium = [
  "proxy-body-size",
  "proxy-connect-timeout",
  "proxy-read-timeout",
  "proxy-send-timeout",
  "proxy-buffering",
  "proxy-request-buffering",
  "proxy-next-upstream",
  "proxy-next-upstream-timeout",
  "proxy-next-upstream-tries",
  "proxy-redirect-from",
  "proxy-redirect-to",
  "proxy-cookie-domain",
  "proxy-cookie-path",
  "whitelist-source-range",
  "allowlist-source-range",
  "denylist-source-range",
  "enable-cors",
  "cors-allow-credentials",
  "cors-allow-headers",
  "cors-allow-methods",
  "cors-allow-origin",
  "cors-expose-headers",
  "cors-max-age",
  "rewrite-target",
  "use-regex",
  "x-forwarded-prefix",
  "upstream-vhost",
  "upstream-hash-by",
  "upstream-hash-by-subset",
  "upstream-hash-by-subset-size",
  "affinity",
  "affinity-mode",
  "session-cookie-change-on-failure",
  "session-cookie-conditional-samesite-none",
  "session-cookie-domain",
  "session-cookie-expires",
  "session-cookie-max-age",
  "session-cookie-name",
  "session-cookie-path",
  "session-cookie-samesite",
  "session-cookie-secure",
  "limit-allowlist",
  "limit-burst-multiplier",
  "limit-connections",
  "limit-rate",
  "limit-rate-after",
  "limit-rpm",
  "limit-rps",
  "limit-whitelist",
  "from-to-www-redirect",
  "server-alias",
  "custom-headers",
  "custom-http-errors",
  "default-backend",
  "disable-proxy-intercept-errors",
  "mirror-host",
  "mirror-request-body",
  "mirror-target",
  "ssl-ciphers",
  "ssl-prefer-server-ciphers",
];

const bands: ReadonlyMap<string, Complexity> = new Map([
  ...low.map((key): [string, Complexity] => [key, "low"]),
  ...medium.map((key): [string, Complexity] => [key, "medium"]),
]);

const ranks: readonly Complexity[] = ["low", "medium", "high"];

/** The default: the heaviest annotation decides. */
export function annotationBand(ingress: Ingress): Complexity {
  return Object.entries(ingress.annotations).reduce<Complexity>((band, [key, value]) => {
    return key.startsWith(prefix) ? heavier(band, bandOfAnnotation(key.slice(prefix.length), value)) : band;
  }, "low");
}

/**
 * The band with what translation said: a policy or a difference for a written annotation is medium at least. A blocker is a pending
 * decision and changes nothing, and neither do defaults, which every Ingress has.
 */
export function complexityOf(ingress: Ingress, verdicts: readonly AnnotationVerdict[] = []): Complexity {
  const isMedium = verdicts.some(
    ({ ingress: key, key: name, verdict }) =>
      key === ingress.key &&
      !name.startsWith("(default)") &&
      (verdict === "equivalent-with" || verdict === "approximate"),
  );
  return heavier(annotationBand(ingress), isMedium ? "medium" : "low");
}

export function heavier(a: Complexity, b: Complexity): Complexity {
  return compareComplexity(a, b) >= 0 ? a : b;
}

export function compareComplexity(a: Complexity, b: Complexity): number {
  return ranks.indexOf(a) - ranks.indexOf(b);
}

/** Stating plain HTTP to the backend, or a switch that is off, is no weight. */
function bandOfAnnotation(key: string, value: string): Complexity {
  if (key === "backend-protocol") return value.trim().toUpperCase() === "HTTP" ? "low" : "high";
  const isOff = /^(0|f|F|FALSE|false|False)$/.test(value);
  if (
    isOff &&
    (key === "ssl-passthrough" || key === "canary" || key === "enable-cors" || key === "use-regex")
  )
    return "low";
  return bands.get(key) ?? "high";
}
