/**
 * Checks before a request may pass: passwords and client certificates. Nothing here is ever dropped in silence; a key that nginx does
 * not read without its partner is said to be without effect (internal/ingress/annotations/{auth,authtls,satisfy}/main.go, v1.15.1).
 */
import type { Intent } from "../../model/intent.ts";
import type { Family } from "./family.ts";
import type { AnnotationView } from "./view.ts";

const basic = ["auth-type", "auth-secret", "auth-secret-type", "auth-realm"] as const;
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
      "auth-tls-secret": "shop/ca",
      "auth-tls-verify-client": "on",
      "auth-tls-verify-depth": "1",
      "auth-tls-match-cn": "CN=client",
      "auth-tls-error-page": "https://www.example.com/certificates",
      "auth-tls-pass-certificate-to-upstream": "true",
    },
    { satisfy: "any" },
  ],
  read: (view) => [...passwords(view), ...clientCertificates(view), ...satisfy(view)],
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

function clientCertificates(view: AnnotationView): readonly Intent[] {
  const reference = view.text("auth-tls-secret");
  if (reference === undefined) return without(view, "auth-tls-secret", certificates);
  const [namespace = "", name = "", ...rest] = reference.split("/");
  if (namespace === "" || name === "" || rest.length > 0) {
    view.refuse(
      "auth-tls-secret",
      "it is not namespace/name, so nginx answers 403 to everything on the host",
    );
  }
  const verify = view.text("auth-tls-verify-client") ?? "on";
  const depth = view.integer("auth-tls-verify-depth", 0);
  return [
    {
      kind: "client-certificates",
      secret: name === "" ? { namespace: view.namespace, name: namespace } : { namespace, name },
      isOptional: verify === "optional" || verify === "optional_no_ca",
      isOff: verify === "off",
      matchesName: view.text("auth-tls-match-cn"),
      hasErrorPage: view.text("auth-tls-error-page") !== undefined,
      passesOn: view.boolean("auth-tls-pass-certificate-to-upstream", false),
      depth: depth > 0 ? depth : undefined,
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
