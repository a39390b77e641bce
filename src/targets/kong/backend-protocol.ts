/**
 * Kong knows no BackendTLSPolicy (unsupported in all its reports); what it speaks to a Service is an annotation of the Service, which
 * is somebody else's object here.
 */
import { backendProtocol, refuse } from "../core.ts";
import type { Emit } from "../target.ts";

const shared = backendProtocol("");

const protocols = { HTTPS: "https", GRPCS: "grpcs" } as const;

export const kongBackendProtocol: Emit<"backend-protocol"> = (intent, context) => {
  const { protocol } = intent;
  if (protocol !== "HTTPS" && protocol !== "GRPCS") return shared(intent, context);
  return refuse(
    "nginx speaks TLS to the backend, which on Kong only the Service can ask for",
    `Annotate the Service with "konghq.com/protocol: ${protocols[protocol]}" (Kong then speaks TLS and verifies nothing unless konghq.com/tls-verify says so), or let the backend serve plain HTTP`,
  );
};
