/**
 * The protocol spoken to the backend, and TLS towards it. Validation ignores case; HTTPS backends are not verified and get no SNI
 * unless proxy-ssl-secret is there, without which the other proxy-ssl keys are not read
 * (internal/ingress/annotations/{backendprotocol,proxyssl}/main.go, v1.15.1).
 */
import type { BackendProtocolIntent, BackendTls } from "../../model/intent.ts";
import type { Family } from "./family.ts";
import type { AnnotationView } from "./view.ts";

const protocols = ["HTTP", "HTTPS", "AUTO_HTTP", "GRPC", "GRPCS", "FCGI"] as const;

const tlsKeys = [
  "proxy-ssl-ciphers",
  "proxy-ssl-name",
  "proxy-ssl-protocols",
  "proxy-ssl-server-name",
  "proxy-ssl-verify",
  "proxy-ssl-verify-depth",
] as const;

export const backendProtocolFamily: Family = {
  name: "backend-protocol",
  docs: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#backend-protocol",
  keys: {
    "backend-protocol": "backend-protocol",
    "proxy-ssl-secret": "backend-protocol",
    ...Object.fromEntries(tlsKeys.map((name) => [name, "backend-protocol" as const])),
  },
  band: "high",
  samples: [
    {
      "backend-protocol": "HTTPS",
      "proxy-ssl-secret": "shop/backend-tls",
      "proxy-ssl-ciphers": "HIGH",
      "proxy-ssl-name": "inner.example.com",
      "proxy-ssl-protocols": "TLSv1.3",
      "proxy-ssl-server-name": "on",
      "proxy-ssl-verify": "on",
      "proxy-ssl-verify-depth": "2",
    },
  ],
  read(view) {
    const text = view.text("backend-protocol");
    const protocol = protocols.find((known) => known === text?.toUpperCase());
    if (text !== undefined && protocol === undefined) {
      view.ignore("backend-protocol", `one of ${protocols.join(", ")}`, "HTTP");
    }
    const tls = backendTls(view);
    const intent: BackendProtocolIntent = { kind: "backend-protocol", protocol: protocol ?? "HTTP" };
    return [tls === undefined ? intent : { ...intent, tls }];
  },
};

function backendTls(view: AnnotationView): BackendTls | undefined {
  const text = view.text("proxy-ssl-secret");
  if (text === undefined) {
    for (const name of tlsKeys) {
      if (view.raw(name) !== undefined)
        view.ignored.set(name, "without proxy-ssl-secret nginx does nothing with it");
    }
    return undefined;
  }
  const [namespace = "", name = "", ...rest] = text.split("/");
  if (namespace === "" || name === "" || rest.length > 0) {
    view.drop("proxy-ssl-secret", "a Secret as namespace/name");
    return undefined;
  }
  const checked = view.text("proxy-ssl-name")?.toLowerCase();
  if (checked !== undefined && !/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(checked)) {
    view.refuse("proxy-ssl-name", "it is no fixed host name, and a route checks only such");
  }
  return {
    secret: { namespace, name },
    verifies: view.text("proxy-ssl-verify") === "on",
    name: checked,
  };
}
