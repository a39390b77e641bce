/**
 * What the backend is told about the request: another Host, the prefix a rewrite cut off, a fixed Connection header. nginx
 * variables are live in the Host; those that only name the location's own Service can be worked out beforehand
 * (internal/ingress/annotations/upstreamvhost/main.go; `set $namespace`, `$ingress_name`, `$service_name` in nginx.tmpl, v1.15.1).
 */
import type { Intent } from "../../model/intent.ts";
import type { Family } from "./family.ts";
import type { AnnotationView } from "./view.ts";

export const upstreamHostFamily: Family = {
  name: "upstream-host",
  docs: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#custom-nginx-upstream-vhost",
  keys: {
    "upstream-vhost": "upstream-host",
    "x-forwarded-prefix": "forwarded-prefix",
    "connection-proxy-header": "connection-header",
  },
  band: "medium",
  samples: [
    {
      "upstream-vhost": "inner.example.com",
      "x-forwarded-prefix": "/shop",
      "connection-proxy-header": "keep-alive",
    },
  ],
  read: (view) => [...upstreamHost(view), ...forwardedPrefix(view), ...connection(view)],
};

const name = "upstream-vhost";
const ownHost: ReadonlySet<string> = new Set(["$host", "$http_host", "$best_http_host"]);
const known = /\$(?:\{(service_name|namespace|ingress_name)\}|(service_name|namespace|ingress_name)\b)/g;

function upstreamHost(view: AnnotationView): readonly Intent[] {
  const text = view.text(name);
  if (text === undefined) return [];
  if (text.length > 1024 || !/^[-A-Za-z0-9._~/:^$[\](){}*+?|&=\\]+$/.test(text)) {
    view.drop(name, "one word of letters, digits and punctuation");
    return [];
  }
  if (ownHost.has(text)) {
    view.ignored.set(name, "it is the Host of the request, which the backend gets anyway");
    return [];
  }
  const host = text
    .toLowerCase()
    .replace(known, (_all, braced?: string, bare?: string) => `<${braced ?? bare}>`);
  if (host.includes("$")) {
    view.refuse(name, "it holds an nginx variable that only nginx knows, and a route sets a fixed name");
    return [];
  }
  if (!/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(host.replace(/<[a-z_]+>/g, "x")) || host.includes("..")) {
    view.refuse(name, "a route can only set a host name without a port");
    return [];
  }
  return [{ kind: "upstream-host", host }];
}

function forwardedPrefix(view: AnnotationView): readonly Intent[] {
  const prefix = view.text("x-forwarded-prefix");
  if (prefix === undefined) return [];
  if (prefix.length > 4096 || !/^\/?[-._~a-zA-Z0-9/:$]*$/.test(prefix)) {
    view.drop("x-forwarded-prefix", "made of letters, digits and - . _ ~ / : $");
    return [];
  }
  if (prefix.includes("$")) {
    view.refuse("x-forwarded-prefix", "it holds an nginx variable, and a route sets a fixed value");
    return [];
  }
  return [{ kind: "forwarded-prefix", prefix }];
}

function connection(view: AnnotationView): readonly Intent[] {
  const value = view.text("connection-proxy-header");
  if (value === undefined) return [];
  if (value !== "close" && value !== "keep-alive") {
    view.drop("connection-proxy-header", "close or keep-alive");
    return [];
  }
  return [{ kind: "connection-header", value }];
}
