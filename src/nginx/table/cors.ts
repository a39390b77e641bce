/**
 * CORS as ingress-nginx does it: every OPTIONS request of a matching origin is answered 204 before anything else of the
 * location, and every answer to a matching origin carries the headers (rootfs/etc/nginx/template/nginx.tmpl, v1.15.1).
 */
import type { AnnotationView } from "./annotation.ts";

export interface CorsSettings {
  /** ["*"] or the valid items; none when no item is valid, and then no origin is allowed. */
  readonly origins: readonly string[];
  readonly methods: string;
  readonly headers: string;
  readonly exposeHeaders: string;
  readonly credentials: boolean;
  readonly maxAge: number;
}

export function readCors(view: AnnotationView): CorsSettings {
  const credentials = view.bool("cors-allow-credentials");
  const maxAge = view.int("cors-max-age");
  return {
    origins: readOrigins(view.text("cors-allow-origin")),
    methods:
      valid(view.text("cors-allow-methods"), /^[A-Za-z, ]+$/) ?? "GET, PUT, POST, DELETE, PATCH, OPTIONS",
    headers:
      valid(view.text("cors-allow-headers"), /^[A-Za-z0-9\-_, *]+$/) ??
      "DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,Range,Authorization",
    exposeHeaders: valid(view.text("cors-expose-headers"), /^[A-Za-z0-9\-_, *]+$/) ?? "",
    credentials: typeof credentials === "boolean" ? credentials : true,
    maxAge: typeof maxAge === "number" ? maxAge : 1728000,
  };
}

const origin = /^([a-z]+:\/\/(\*\.)?[A-Za-z0-9\-.]*(:\d+)?|null)$/;
const originOrName = /^([a-z]+:\/\/)?(\*\.)?[A-Za-z0-9\-.]*(:\d+)?$/;

function valid(value: string | undefined, pattern: RegExp): string | undefined {
  return value !== undefined && pattern.test(value) ? value : undefined;
}

function readOrigins(value: string | undefined): readonly string[] {
  if (value === undefined) return ["*"];
  const items = value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
  // A value the annotation's validator refuses counts as absent; what passes it is filtered item by item (ann/cors).
  if (items.includes("*") || items.some((item) => !originOrName.test(item))) return ["*"];
  return items.filter((item) => origin.test(item));
}

/** The Access-Control headers of an answer to this origin; undefined when the origin is not on the list. */
export function corsHeaders(
  cors: CorsSettings,
  origin: string | undefined,
): Readonly<Record<string, string>> | undefined {
  const isAny = cors.origins.includes("*");
  if (!isAny && (origin === undefined || !cors.origins.some((item) => endsLike(origin, item)))) {
    return undefined;
  }
  return {
    "access-control-allow-origin": isAny ? "*" : (origin ?? ""),
    ...(cors.credentials ? { "access-control-allow-credentials": "true" } : {}),
    "access-control-allow-methods": cors.methods,
    "access-control-allow-headers": cors.headers,
    ...(cors.exposeHeaders === "" ? {} : { "access-control-expose-headers": cors.exposeHeaders }),
    "access-control-max-age": String(cors.maxAge),
  };
}

/**
 * The controller builds an expression that is anchored at its end only and ignores case, "*." being one label: so
 * "evilhttps://a.x.test" passes "https://*.x.test" (tpl buildCorsOriginRegex).
 */
function endsLike(origin: string, item: string): boolean {
  const [text, wanted] = [origin.toLowerCase(), item.toLowerCase()];
  const star = wanted.indexOf("*.");
  if (star < 0) return text.endsWith(wanted);
  const [before, after] = [wanted.slice(0, star), wanted.slice(star + 1)];
  if (!text.endsWith(after)) return false;
  const rest = text.slice(0, text.length - after.length);
  const start = rest.lastIndexOf(before);
  const label = rest.slice(start + before.length);
  return start >= 0 && /^[a-z0-9-]+$/.test(label);
}
