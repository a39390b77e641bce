/**
 * A canary: this Ingress's Services get a share of another one's traffic, by header, then cookie, then weight
 * (internal/ingress/annotations/canary/main.go and rootfs/etc/nginx/lua/balancer.lua, v1.15.1). Whatever else such an Ingress
 * says about its paths is not read; those of the main Ingress hold.
 */
import type { CanaryIntent } from "../../model/intent.ts";
import type { Family } from "./family.ts";
import type { AnnotationView } from "./view.ts";

const words = /^[/\-._~a-zA-Z0-9:]*$/;
const headerName = /^[A-Za-z0-9-]{1,256}$/;
const cookieName = /^[A-Za-z0-9._~-]{1,80}$/;

export const canaryFamily: Family = {
  name: "canary",
  docs: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#canary",
  keys: {
    canary: "canary",
    "canary-by-header": "canary",
    "canary-by-header-value": "canary",
    "canary-by-header-pattern": "canary",
    "canary-by-cookie": "canary",
    "canary-weight": "canary",
    "canary-weight-total": "canary",
  },
  band: "high",
  samples: [
    {
      canary: "true",
      "canary-by-header": "X-Canary",
      "canary-by-header-value": "yes",
      "canary-weight": "10",
      "canary-weight-total": "100",
    },
    { canary: "true", "canary-by-header": "X-Canary", "canary-by-header-pattern": "^v[0-9]+$" },
    { canary: "true", "canary-by-cookie": "canary" },
  ],
  read(view) {
    if (!view.boolean("canary", false)) {
      for (const name of Object.keys(canaryFamily.keys)) {
        if (view.raw(name) !== undefined && !view.ignored.has(name)) {
          view.ignored.set(name, "this Ingress is no canary, so nginx does nothing with this");
        }
      }
      return [];
    }
    const total = Math.max(100, view.integer("canary-weight-total", 100));
    const weight = Math.min(total, Math.max(0, view.integer("canary-weight", 0)));
    const intent: CanaryIntent = {
      kind: "canary",
      header: header(view),
      cookie: name(view, "canary-by-cookie", cookieName),
      weight,
      total,
    };
    return [intent];
  },
};

function name(view: AnnotationView, key: string, usable: RegExp): string | undefined {
  const text = view.text(key);
  if (text === undefined) return undefined;
  if (!words.test(text)) {
    view.ignore(key, "one word of letters, digits and - . _ ~ / :", "none");
    return undefined;
  }
  if (!usable.test(text)) view.refuse(key, "no route can match on this name");
  return text;
}

function header(view: AnnotationView): CanaryIntent["header"] {
  const [value, pattern] = ["canary-by-header-value", "canary-by-header-pattern"] as const;
  const key = name(view, "canary-by-header", headerName);
  if (key === undefined) {
    for (const needing of [value, pattern]) {
      if (view.raw(needing) !== undefined) {
        view.ignored.set(needing, "without canary-by-header nginx does nothing with it");
      }
    }
    return undefined;
  }
  const wanted = name(view, value, /^[\x21-\x7e]{1,4096}$/);
  if (wanted !== undefined) {
    if (view.raw(pattern) !== undefined) view.ignored.set(pattern, `${value} wins over it`);
    return { name: key, is: "value", value: wanted };
  }
  const text = view.text(pattern);
  if (text === undefined) return { name: key, is: "switch" };
  if (text.length > 512 || !/^[-A-Za-z0-9._~/:^$[\](){}*+?|&=\\,]+$/.test(text)) {
    view.ignore(pattern, "one word of letters, digits and regular expression characters", "always and never");
    return { name: key, is: "switch" };
  }
  return { name: key, is: "pattern", pattern: text };
}

/** Keys of a canary Ingress that nginx reads, or that must be looked at by a person whatever they do. */
export function countsOnCanary(name: string): boolean {
  return (
    Object.hasOwn(canaryFamily.keys, name) ||
    /snippet$|^auth-tls-|^proxy-ssl-/.test(name) ||
    ["load-balance", "upstream-hash-by", "affinity-canary-behavior", "service-upstream"].includes(name)
  );
}
