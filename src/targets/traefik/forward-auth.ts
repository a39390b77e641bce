/**
 * Middleware forwardAuth: asks by GET with the client's headers, and takes every 2xx for a yes, as nginx does. Headers that nginx
 * writes into the question are taken from the client first, who could otherwise choose what the auth service judges
 * (pkg/middlewares/auth/forward.go, v3.7: a listed answer header is deleted from the request before it is set).
 */
import { checkOf, refuseCheck, settingsAround, shown } from "../external-auth.ts";
import type { Emit, PolicyPart } from "../target.ts";

const recipe =
  "Write a Middleware (forwardAuth.address, authResponseHeaders) and refer to it in the rules; Traefik passes every answer but 2xx on to the client";

const ofNginx = ["X-Auth-Request-Redirect", "X-Original-Method", "X-Original-URL", "X-Sent-From"];

export const traefikForwardAuth: Emit<"external-auth"> = (intent, { facts }) => {
  const check = checkOf(intent, facts);
  if ("because" in check) return refuseCheck(intent, check.because, recipe);
  const { address } = check;
  const { responseHeaders } = intent;
  const tls =
    address.scheme === "https"
      ? "; Traefik verifies the certificate of the auth service, which nginx does not"
      : "";
  return {
    answers: {
      ...settingsAround(intent),
      "auth-response-headers": {
        verdict: "equivalent-with",
        note: "the Middleware puts these headers of the answer in the place of the client's own",
      },
      "": {
        verdict: "approximate",
        note: `a Middleware asks ${shown(address.text)} before every request (Traefik needs its Kubernetes CRD provider for it); the auth service gets X-Forwarded-Method, -Proto, -Host and -Uri instead of X-Original-URL and X-Original-Method; any answer but 2xx goes to the client, where nginx makes a 500 of all but 401 and 403; cookies set on a yes do not reach the client${tls}; paths without a rule answer 404 instead of 401`,
      },
    },
    policies: [
      middleware("auth-headers", {
        headers: { customRequestHeaders: Object.fromEntries(ofNginx.map((name) => [name, ""])) },
      }),
      middleware("forward-auth", {
        forwardAuth: {
          address: address.text,
          trustForwardHeader: false,
          ...(responseHeaders.length > 0 && { authResponseHeaders: [...responseHeaders] }),
        },
      }),
    ],
  };
};

function middleware(name: string, spec: PolicyPart["spec"]): PolicyPart {
  return { apiVersion: "traefik.io/v1alpha1", kind: "Middleware", name, spec };
}
