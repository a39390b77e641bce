/**
 * Cross-origin resource sharing. Without further keys nginx announces origin "*", credentials, a long header list and twenty
 * days: all of it has to be written out elsewhere (internal/ingress/annotations/cors/main.go, v1.15.1).
 */
import type { Family } from "./family.ts";
import type { AnnotationView } from "./view.ts";

const defaultMethods = "GET, PUT, POST, DELETE, PATCH, OPTIONS";
const defaultHeaders =
  "DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,Range,Authorization";
const defaultMaxAge = 1_728_000;

/** Upstream `^([A-Za-z]+,?\s?)+$`, written so that it cannot backtrack. */
const methods = /^[A-Za-z]+(?:(?:,\s|,|\s)[A-Za-z]+)*(?:,\s?|\s)?$/;
const headers = /^[A-Za-z0-9\-_,\s]+$/;
const exposed = /^[A-Za-z0-9\-_,\s*]+$/;
/** One element of the whole-value check; one bad element puts "*" in force. */
const looseOrigin = /^(?:[a-z]+:\/\/)?(?:\*\.)?[A-Za-z0-9\-.]*(?::\d+)?$/;
/** The check of each element; what fails it is skipped. */
const strictOrigin = /^[a-z]+:\/\/(?:\*\.)?[A-Za-z0-9\-.]*(?::\d+)?$/;

export const corsFamily: Family = {
  name: "cors",
  docs: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#enable-cors",
  keys: {
    "enable-cors": "cors",
    "cors-allow-origin": "cors",
    "cors-allow-methods": "cors",
    "cors-allow-headers": "cors",
    "cors-allow-credentials": "cors",
    "cors-expose-headers": "cors",
    "cors-max-age": "cors",
  },
  band: "medium",
  read(view) {
    if (!view.boolean("enable-cors", false)) {
      for (const name of Object.keys(corsFamily.keys)) {
        if (view.raw(name) !== undefined && !view.ignored.has(name)) {
          view.ignored.set(name, "CORS is not enabled on this Ingress, so nginx does nothing with this");
        }
      }
      return [];
    }
    return [
      {
        kind: "cors",
        allowOrigins: origins(view),
        allowMethods: items(list(view, "cors-allow-methods", methods, defaultMethods)),
        allowHeaders: items(list(view, "cors-allow-headers", headers, defaultHeaders)),
        exposeHeaders: items(list(view, "cors-expose-headers", exposed, "")),
        allowCredentials: view.boolean("cors-allow-credentials", true),
        maxAge: view.integer("cors-max-age", defaultMaxAge),
      },
    ];
  },
};

function origins(view: AnnotationView): readonly string[] {
  const name = "cors-allow-origin";
  const text = view.text(name);
  if (text === undefined) return ["*"];
  const written = text.split(",").map((item) => item.trim());
  if (written.includes("*")) return ["*"];
  if (!written.every((item) => item === "null" || looseOrigin.test(item))) {
    view.ignore(name, "a list of origins", '"*" (every origin)');
    return ["*"];
  }
  const usable = written.filter((item) => item === "null" || strictOrigin.test(item));
  if (usable.length === 0)
    view.refuse(name, "no element is an origin with a scheme, so nginx skips all of them");
  return [...new Set(usable)];
}

function list(view: AnnotationView, name: string, pattern: RegExp, fallback: string): string {
  const text = view.text(name);
  if (text === undefined) return fallback;
  if (text.length <= 8192 && pattern.test(text)) return text;
  view.ignore(name, "a comma list of names", fallback === "" ? "none" : fallback);
  return fallback;
}

function items(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,]+/).filter((item) => item !== ""))];
}
