/**
 * Cilium: Gateway API's own fields and nothing attachable beside them. Its stream idle timeout is 300 s for the whole cluster
 * (cilium/cilium issue 43814), regular expressions are RE2 over the whole path, longest first, above prefixes
 * (operator/pkg/model/translation/envoy_virtual_host.go).
 */

import type { TimeoutsIntent } from "../../model/intent.ts";
import { accessRefusals } from "../access.ts";
import { noAffinity, noHash } from "../balancing.ts";
import {
  backendProtocol,
  bodyLimitDropped,
  httpsRedirect,
  pathRewrite,
  regexPaths,
  streamingBuffering,
} from "../core.ts";
import { nativeCors } from "../cors.ts";
import { totalText } from "../duration.ts";
import { refusedAuth } from "../external-auth.ts";
import { isBefore, parseRelease } from "../features.ts";
import { noConnectionLimit, noRateLimit } from "../limits.ts";
import { refusedPasswords } from "../passwords.ts";
import { longestExpressionFirst } from "../regex.ts";
import { routeAnswers } from "../route-answers.ts";
import type { Answer, Target, TargetContext } from "../target.ts";

const idleSeconds = 300;

export const cilium: Target = {
  name: "cilium",
  title: "Cilium",
  regex: longestExpressionFirst,
  /** Conformance reports: 1.19 lists CORS as unsupported and predates 308; 1.20.0 has both. */
  lacks(version, feature) {
    const release = parseRelease(version);
    if (release === undefined || !isBefore(release, { major: 1, minor: 20 })) return false;
    return feature === "HTTPRouteCORS" || /30[378]Redirect/.test(feature);
  },
  policies: () => [],
  table: {
    ...routeAnswers,
    ...accessRefusals({
      certificates: {
        on: "nothing",
        instead:
          "Cilium cannot ask for them: choose a target that verifies client certificates (envoy-gateway, kgateway), or verify them before Cilium",
      },
    }),
    "basic-auth": refusedPasswords(
      "Choose a target with passwords on routes (envoy-gateway, nginx-gateway-fabric)",
    ),
    "external-auth": refusedAuth("Choose a target with external authorization (envoy-gateway, traefik)"),
    "rate-limit": noRateLimit("Cilium has no rate limit on a route"),
    "connection-limit": noConnectionLimit("Cilium counts no requests per client"),
    "session-affinity": noAffinity("Cilium binds clients only with the experimental sessionPersistence"),
    hash: noHash("Cilium's routes have no setting for it"),
    "https-redirect": httpsRedirect,
    "body-limit": bodyLimitDropped,
    timeouts: (intent, context) => ({
      answers: {
        "proxy-connect-timeout": {
          verdict: "approximate",
          note: `nginx gives up connecting after ${intent.connect / 1000} s; Cilium has no setting for it`,
        },
        "proxy-read-timeout": gapAnswer(intent, context, "read", "silence from the backend"),
        "proxy-send-timeout": gapAnswer(intent, context, "send", "no progress in sending"),
      },
    }),
    buffering: streamingBuffering("Cilium"),
    "source-ranges": {
      because: "Cilium has no source ranges on a route",
      choices:
        "Guard the Gateway as a whole with a CiliumNetworkPolicy, check in the application (the source address seen by the backend is then the gateway's, the client's stands in X-Forwarded-For), or choose another target such as envoy-gateway",
    },
    "backend-protocol": backendProtocol(", or choose envoy-gateway, whose Backend can skip verification"),
    rewrite: pathRewrite,
    regex: regexPaths,
    cors: nativeCors,
  },
};

/** `timeouts.request: 0s` keeps nginx's "no total limit"; silence is bounded by Cilium's own idle timeout. */
function gapAnswer(
  intent: TimeoutsIntent,
  context: TargetContext,
  which: "read" | "send",
  what: string,
): Answer {
  const seconds = intent[which] / 1000;
  const difference =
    seconds > idleSeconds
      ? `Cilium cuts a stream after ${idleSeconds} s without traffic, which nginx keeps for ${seconds} s`
      : `nginx gives up after ${seconds} s of ${what}, Cilium after ${idleSeconds} s without traffic`;
  return { verdict: "approximate", note: `${totalText(context, "there is no total limit")}; ${difference}` };
}
