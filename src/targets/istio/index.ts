/**
 * Istio's gateway controller: Gateway API's own fields, and policies that guard a whole Gateway or change a Service for the whole
 * mesh. Prefixes win over regular expressions here. No silence is limited, connecting ends after 10 s, and failed requests are
 * tried twice more (pilot/pkg/networking/core/route, state of 2026-08).
 */
import type { TimeoutsIntent } from "../../model/intent.ts";
import { accessRefusals } from "../access.ts";
import {
  backendProtocol,
  bodyLimitDropped,
  httpsRedirect,
  pathRewrite,
  streamingBuffering,
} from "../core.ts";
import { nativeCors } from "../cors.ts";
import { formatDuration, totalText } from "../duration.ts";
import { refusedAuth } from "../external-auth.ts";
import { passesUnderscores } from "../header-names.ts";
import { noConnectionLimit, noRateLimit } from "../limits.ts";
import { refusedPasswords } from "../passwords.ts";
import { expressionsAfterPrefixes } from "../regex.ts";
import { lacksByReport } from "../reports.ts";
import { routeAnswers } from "../route-answers.ts";
import type { Answer, IntentAnswer, Target, TargetContext } from "../target.ts";
import { istioAffinity, istioHash } from "./balancing.ts";
import { destinationRules, istioPolicies } from "./policies.ts";
import { istioSupports } from "./reports.ts";
import { istioSourceRanges } from "./source-ranges.ts";

export const istio: Target = {
  name: "istio",
  title: "Istio",
  regex: expressionsAfterPrefixes,
  lacks: (version, feature) => lacksByReport(istioSupports, version, feature),
  policies: istioPolicies,
  servicePolicies: destinationRules,
  defaults: {
    "underscores-in-headers": passesUnderscores("Istio"),
    "merge-slashes": () => ({
      value: "on",
      answer: {
        verdict: "approximate",
        note: "nginx reads // in a path as /; Istio does so only with meshConfig.pathNormalization MERGE_SLASHES",
      },
    }),
    "proxy-next-upstream": () => ({
      value: "error timeout",
      answer: {
        verdict: "approximate",
        note: "nginx tries up to three times when a backend cannot be reached or times out; Istio tries twice more on refused connections and streams, resets and unavailable backends, not on timeouts",
      },
    }),
  },
  table: {
    ...routeAnswers,
    ...accessRefusals({
      certificates: { on: "options" },
    }),
    "basic-auth": refusedPasswords("Put an authenticating proxy such as oauth2-proxy before the service"),
    "external-auth": refusedAuth(
      "Name the auth service in meshConfig.extensionProviders and write an AuthorizationPolicy with action CUSTOM for the Gateway and this host",
    ),
    "rate-limit": noRateLimit("Istio limits rates only in raw Envoy configuration (an EnvoyFilter)"),
    "connection-limit": noConnectionLimit("Istio counts no requests per client"),
    "session-affinity": istioAffinity,
    hash: istioHash,
    "https-redirect": httpsRedirect,
    "body-limit": bodyLimitDropped,
    timeouts,
    buffering: streamingBuffering("Istio"),
    "source-ranges": istioSourceRanges,
    "backend-protocol": backendProtocol(
      ", or write a DestinationRule with trafficPolicy.tls {mode: SIMPLE, insecureSkipVerify: true} by hand, which holds for the whole mesh",
    ),
    rewrite: pathRewrite,
    regex: ({ kind: _kind }) => ({
      answers: {
        "": {
          verdict: "exact",
          note: "paths become regular expressions with nginx's meaning: any case, anchored at the start; Istio tries prefixes before expressions, so everything else is written as an expression as well",
        },
      },
    }),
    cors: nativeCors,
  },
};

/** Nobody asked for nginx's default, and a DestinationRule reaches further than this route. */
const nginxConnect = 5000;

function timeouts(intent: TimeoutsIntent, context: TargetContext): IntentAnswer {
  const { facts } = context;
  const gap = (which: "read" | "send", what: string): Answer => ({
    verdict: "approximate",
    note: `${totalText(context, "there is no total limit")}; nginx gives up after ${intent[which] / 1000} s of ${what}, Istio never does`,
  });
  const connect = formatDuration(intent.connect);
  const isAlone = facts.backends.length > 0 && facts.backends.every(({ isShared }) => !isShared);
  const writes = isAlone && intent.connect !== nginxConnect;
  return {
    answers: {
      "proxy-connect-timeout": writes
        ? {
            verdict: "equivalent-with",
            note: `a DestinationRule bounds connecting to ${connect}, for the whole mesh; an older DestinationRule for the Service wins over it`,
          }
        : {
            verdict: "approximate",
            note: `nginx gives up connecting after ${connect}, Istio after its mesh-wide connectTimeout (10 s unless changed)`,
          },
      "proxy-read-timeout": gap("read", "silence from the backend"),
      "proxy-send-timeout": gap("send", "no progress in sending"),
    },
    ...(writes && {
      policies: [
        {
          apiVersion: "networking.istio.io/v1",
          kind: "DestinationRule",
          attachesTo: "service",
          spec: { trafficPolicy: { connectionPool: { tcp: { connectTimeout: connect } } } },
        },
      ],
    }),
  };
}
