/**
 * Checks before a request may pass: passwords, an external service, client certificates. Nothing here is ever dropped in silence;
 * a key that nginx does not read without its partner is said to be without effect (internal/ingress/annotations/{auth,authreq,
 * authtls,satisfy}/main.go, v1.15.1).
 */
import type { Intent } from "../../model/intent.ts";
import type { Family } from "./family.ts";
import type { AnnotationView } from "./view.ts";

const basic = ["auth-type", "auth-secret", "auth-secret-type", "auth-realm"] as const;
const external = [
  "auth-url",
  "auth-method",
  "auth-signin",
  "auth-signin-redirect-param",
  "auth-response-headers",
  "auth-request-redirect",
  "auth-proxy-set-headers",
  "auth-always-set-cookie",
  "auth-cache-key",
  "auth-cache-duration",
  "auth-keepalive",
  "auth-keepalive-requests",
  "auth-keepalive-share-vars",
  "auth-keepalive-timeout",
] as const;
const certificates = [
  "auth-tls-secret",
  "auth-tls-verify-client",
  "auth-tls-verify-depth",
  "auth-tls-match-cn",
  "auth-tls-error-page",
  "auth-tls-pass-certificate-to-upstream",
] as const;

export const accessFamily: Family = {
  name: "access",
  docs: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#authentication",
  keys: {
    ...Object.fromEntries(basic.map((name) => [name, "basic-auth"])),
    ...Object.fromEntries(external.map((name) => [name, "external-auth"])),
    ...Object.fromEntries(certificates.map((name) => [name, "client-certificates"])),
    satisfy: "satisfy-any",
  },
  band: "high",
  samples: [
    {
      "auth-type": "basic",
      "auth-secret": "users",
      "auth-secret-type": "auth-file",
      "auth-realm": "Members",
    },
    {
      "auth-url": "https://auth.example.com/check",
      "auth-method": "GET",
      "auth-signin": "https://auth.example.com/start",
      "auth-signin-redirect-param": "rd",
      "auth-response-headers": "X-User",
      "auth-request-redirect": "https://www.example.com/",
      "auth-proxy-set-headers": "shop/headers",
      "auth-always-set-cookie": "true",
      "auth-cache-key": "$remote_user",
      "auth-cache-duration": "200 1m",
      "auth-keepalive": "10",
      "auth-keepalive-requests": "1000",
      "auth-keepalive-share-vars": "true",
      "auth-keepalive-timeout": "60",
    },
    {
      "auth-tls-secret": "shop/ca",
      "auth-tls-verify-client": "on",
      "auth-tls-verify-depth": "1",
      "auth-tls-match-cn": "CN=client",
      "auth-tls-error-page": "https://www.example.com/certificates",
      "auth-tls-pass-certificate-to-upstream": "true",
    },
    { satisfy: "any" },
  ],
  read: (view) => [...passwords(view), ...outside(view), ...clientCertificates(view), ...satisfy(view)],
};

function passwords(view: AnnotationView): readonly Intent[] {
  const type = view.text("auth-type");
  if (type === undefined) return without(view, "auth-type", basic);
  if (!type.includes("basic") && !type.includes("digest")) {
    view.drop("auth-type", "basic or digest");
    return [];
  }
  const [first = "", second] = (view.text("auth-secret") ?? "").split("/");
  const isMap = view.text("auth-secret-type") === "auth-map";
  if (first === "") view.refuse("auth-type", "no auth-secret is named, so ingress-nginx answers 503");
  return [
    {
      kind: "basic-auth",
      scheme: type === "basic" ? "basic" : "digest",
      secret:
        second === undefined ? { namespace: undefined, name: first } : { namespace: first, name: second },
      isMap,
      realm: view.text("auth-realm") ?? "",
    },
  ];
}

function outside(view: AnnotationView): readonly Intent[] {
  const url = view.text("auth-url");
  if (url === undefined) return without(view, "auth-url", external);
  return [{ kind: "external-auth", url, signin: view.text("auth-signin") }];
}

function clientCertificates(view: AnnotationView): readonly Intent[] {
  if (view.text("auth-tls-secret") === undefined) return without(view, "auth-tls-secret", certificates);
  return [
    {
      kind: "client-certificates",
      isOptional: view.text("auth-tls-verify-client")?.startsWith("opt") ?? false,
    },
  ];
}

function satisfy(view: AnnotationView): readonly Intent[] {
  const value = view.text("satisfy");
  if (value === undefined || value === "any") return value === undefined ? [] : [{ kind: "satisfy-any" }];
  if (value === "all") view.ignored.set("satisfy", "the value is ingress-nginx's default");
  else view.ignore("satisfy", "any or all", "all");
  return [];
}

function without(view: AnnotationView, main: string, names: readonly string[]): readonly Intent[] {
  for (const name of names) {
    if (view.raw(name) !== undefined) view.ignored.set(name, `without ${main} nginx does nothing with it`);
  }
  return [];
}
