/**
 * Any conformant implementation: only what the API itself promises. Regular expressions, allow lists and gap timeouts are left
 * to implementations by the API, so they are refused or stated as different here.
 */

import { accessRefusals } from "../access.ts";
import { noAffinity, noHash } from "../balancing.ts";
import { canaryByValue } from "../canary.ts";
import { backendProtocol, bodyLimitDropped, httpsRedirect, pathRewrite } from "../core.ts";
import { nativeCors } from "../cors.ts";
import { gapText, totalText } from "../duration.ts";
import { refusedAuth } from "../external-auth.ts";
import { noConnectionLimit, noRateLimit } from "../limits.ts";
import { refusedPasswords } from "../passwords.ts";
import { routeAnswers } from "../route-answers.ts";
import type { Target } from "../target.ts";

export const standard: Target = {
  name: "standard",
  title: "a conformant Gateway",
  regex: undefined,
  lacks: () => false,
  policies: () => [],
  table: {
    ...routeAnswers,
    ...accessRefusals({
      certificates: {
        on: "port",
        further:
          "Whether the implementation can do this is in its conformance report (GatewayFrontendClientCertificateValidation)",
      },
    }),
    "basic-auth": refusedPasswords(
      "Choose a target with passwords on routes (envoy-gateway, nginx-gateway-fabric, traefik)",
    ),
    "external-auth": refusedAuth("Choose a target with external authorization (envoy-gateway, traefik)"),
    "rate-limit": noRateLimit("Gateway API has no field for it"),
    "connection-limit": noConnectionLimit("Gateway API has no field for it"),
    "session-affinity": noAffinity("Gateway API's session persistence is experimental"),
    hash: noHash("Gateway API has no field for it"),
    canary: canaryByValue,
    "https-redirect": httpsRedirect,
    "body-limit": bodyLimitDropped,
    timeouts: (intent, context) => ({
      answers: {
        "": {
          verdict: "approximate",
          note: `nginx gives up after ${gapText(intent)}; ${totalText(context, "the declared Gateway API has no time limits on routes, so a total limit of the implementation stands")}, and idle limits are the implementation's own`,
        },
      },
    }),
    buffering: (intent) => ({
      answers: {
        "": intent.isDefault
          ? { verdict: "inert", note: "the value is nginx's default" }
          : { verdict: "approximate", note: "whether bodies are buffered is up to the implementation" },
      },
    }),
    "source-ranges": {
      because: "Gateway API has no field for source ranges",
      choices:
        "Choose a target with a policy for it (envoy-gateway), guard the Gateway as a whole with a network policy, or check in the application (the source address seen by the backend is then the gateway's, the client's stands in X-Forwarded-For)",
    },
    "backend-protocol": backendProtocol(""),
    rewrite: pathRewrite,
    regex: {
      because: "Gateway API leaves regular expressions to implementations, and this target names none",
      choices: "Choose a target that reads them (envoy-gateway, cilium), or write the paths as prefixes",
    },
    cors: nativeCors,
  },
};
