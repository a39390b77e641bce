/**
 * The protocol spoken to the backend. Validation ignores case; HTTPS backends are not verified and get no SNI, which no Gateway
 * API field can say (internal/ingress/annotations/backendprotocol/main.go, v1.15.1).
 */
import type { BackendProtocolIntent } from "../../model/intent.ts";
import type { Family } from "./family.ts";

const protocols = ["HTTP", "HTTPS", "AUTO_HTTP", "GRPC", "GRPCS", "FCGI"] as const;

export const backendProtocolFamily: Family = {
  name: "backend-protocol",
  docs: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#backend-protocol",
  keys: { "backend-protocol": "backend-protocol" },
  band: "high",
  read(view) {
    const text = view.text("backend-protocol");
    const protocol = protocols.find((known) => known === text?.toUpperCase());
    if (text !== undefined && protocol === undefined) {
      view.ignore("backend-protocol", `one of ${protocols.join(", ")}`, "HTTP");
    }
    const intent: BackendProtocolIntent = { kind: "backend-protocol", protocol: protocol ?? "HTTP" };
    return [intent];
  },
};
