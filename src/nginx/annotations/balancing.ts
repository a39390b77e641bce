/**
 * Which pod of a Service gets a request: bound by a cookie, or hashed by a key. Both live on the Service and port, so every path
 * that uses them is concerned (internal/ingress/annotations/{sessionaffinity,upstreamhashby}/main.go, v1.15.1).
 */
import type { HashIntent, Intent, SessionAffinityIntent } from "../../model/intent.ts";
import type { Family } from "./family.ts";
import type { AnnotationView } from "./view.ts";

const cookieKeys = [
  "affinity-mode",
  "session-cookie-name",
  "session-cookie-path",
  "session-cookie-expires",
  "session-cookie-max-age",
  "session-cookie-samesite",
  "session-cookie-secure",
  "session-cookie-domain",
  "session-cookie-change-on-failure",
  "session-cookie-conditional-samesite-none",
] as const;

export const balancingFamily: Family = {
  name: "balancing",
  docs: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#session-affinity",
  keys: {
    affinity: "session-affinity",
    ...Object.fromEntries(cookieKeys.map((name) => [name, "session-affinity"])),
    "upstream-hash-by": "hash",
    "upstream-hash-by-subset": "hash",
    "upstream-hash-by-subset-size": "hash",
  },
  band: "medium",
  samples: [
    {
      affinity: "cookie",
      "affinity-mode": "persistent",
      "session-cookie-name": "route",
      "session-cookie-path": "/",
      "session-cookie-expires": "3600",
      "session-cookie-max-age": "3600",
      "session-cookie-samesite": "Lax",
      "session-cookie-secure": "true",
      "session-cookie-domain": "example.com",
      "session-cookie-change-on-failure": "true",
      "session-cookie-conditional-samesite-none": "true",
    },
    {
      "upstream-hash-by": "$remote_addr",
      "upstream-hash-by-subset": "true",
      "upstream-hash-by-subset-size": "3",
    },
  ],
  read: (view) => [...affinity(view), ...hash(view)],
};

function affinity(view: AnnotationView): readonly Intent[] {
  const kind = view.text("affinity");
  if (kind !== "cookie") {
    if (kind !== undefined) view.ignore("affinity", "cookie", "no affinity");
    for (const name of cookieKeys) {
      if (view.raw(name) !== undefined)
        view.ignored.set(name, "without affinity: cookie nginx does nothing with it");
    }
    return [];
  }
  const name = view.text("session-cookie-name") ?? "INGRESSCOOKIE";
  if (!/^[A-Za-z0-9._~-]{1,128}$/.test(name))
    view.refuse("session-cookie-name", "no cookie can have this name");
  for (const flag of ["session-cookie-change-on-failure", "session-cookie-conditional-samesite-none"]) {
    if (!view.boolean(flag, false) && view.raw(flag) !== undefined && !view.ignored.has(flag)) {
      view.ignored.set(flag, "the value is ingress-nginx's default");
    }
  }
  const sameSite = view.text("session-cookie-samesite");
  const spelled = (["None", "Lax", "Strict"] as const).find((known) => known === sameSite);
  if (sameSite !== undefined && spelled === undefined) {
    view.ignore("session-cookie-samesite", "None, Lax or Strict in exactly this spelling", "no SameSite");
  }
  const intent: SessionAffinityIntent = {
    kind: "session-affinity",
    cookie: name,
    path: view.text("session-cookie-path"),
    seconds: seconds(view, "session-cookie-max-age") ?? seconds(view, "session-cookie-expires"),
    sameSite: spelled,
    isSecure: view.boolean("session-cookie-secure", false),
  };
  return [intent];
}

function seconds(view: AnnotationView, name: string): number | undefined {
  const text = view.text(name);
  if (text === undefined) return undefined;
  if (!/^(?:0|[1-9]\d{0,9})$/.test(text)) {
    view.ignore(name, "a number of seconds", "a cookie that ends with the browser");
    return undefined;
  }
  return Number(text);
}

function hash(view: AnnotationView): readonly Intent[] {
  const text = view.text("upstream-hash-by");
  if (text === undefined) {
    for (const name of ["upstream-hash-by-subset", "upstream-hash-by-subset-size"]) {
      if (view.raw(name) !== undefined)
        view.ignored.set(name, "without upstream-hash-by nginx does nothing with it");
    }
    return [];
  }
  if (text.length > 256 || !/^[A-Za-z0-9\-_${}]*$/.test(text)) {
    view.drop("upstream-hash-by", "made of letters, digits and - _ $ { }");
    return [];
  }
  const intent: HashIntent = { kind: "hash", by: hashKey(text), text };
  return [intent];
}

/** One variable that other data planes know as well; constants and mixtures are nginx's own. */
function hashKey(text: string): HashIntent["by"] {
  const name = text.replace(/^\$\{(\w+)\}$/, "$$$1");
  if (["$remote_addr", "$binary_remote_addr", "$realip_remote_addr"].includes(name)) return { is: "address" };
  const [, kind, word = ""] = /^\$(http|cookie|arg)_(\w+)$/.exec(name) ?? [];
  if (kind === "http") return { is: "header", name: word.replaceAll("_", "-") };
  if (kind === "cookie") return { is: "cookie", name: word };
  if (kind === "arg") return { is: "argument", name: word };
  return { is: "variable" };
}
