/**
 * Any conformant implementation: only what the API itself promises. Regular expressions, allow lists and gap timeouts are left
 * to implementations by the API, so they are refused or stated as different here.
 */
import { backendProtocol, bodyLimitDropped, httpsRedirect, pathRewrite } from "../core.ts";
import { nativeCors } from "../cors.ts";
import { gapText } from "../duration.ts";
import type { Target } from "../target.ts";

export const standard: Target = {
  name: "standard",
  title: "a conformant Gateway",
  regex: undefined,
  lacks: () => false,
  policies: () => [],
  table: {
    "https-redirect": httpsRedirect,
    "body-limit": bodyLimitDropped,
    timeouts: (intent) => ({
      answers: {
        "": {
          verdict: "approximate",
          note: `nginx gives up after ${gapText(intent)}; the route states that there is no total limit, and idle limits are the implementation's own`,
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
    "allow-list": {
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
