/**
 * Envoy Gateway: Gateway API plus policies that attach to a route. A policy on a route replaces one on the Gateway completely,
 * so none is written unless an annotation asks for it. Field paths: CRDs of envoyproxy/gateway v1.9.0.
 */
import type { CorsIntent, TimeoutsIntent } from "../../model/intent.ts";
import {
  backendProtocol,
  bodyLimitDropped,
  httpsRedirect,
  pathRewrite,
  regexPaths,
  streamingBuffering,
} from "../core.ts";
import { corsMisfit, corsNote, keepsCredentials, nativeCors } from "../cors.ts";
import { formatDuration, gapText, longestGap } from "../duration.ts";
import { isBefore, parseRelease } from "../features.ts";
import type { Answer, IntentAnswer, PolicyPart, Target } from "../target.ts";
import { envoyPolicies, envoyPolicyVersion } from "./policies.ts";

export const envoyGateway: Target = {
  name: "envoy-gateway",
  title: "Envoy Gateway",
  regex: "re2",
  /** Conformance reports: CORS from 1.6, redirect codes 303, 307 and 308 from 1.8. */
  lacks(version, feature) {
    const release = parseRelease(version);
    if (release === undefined) return false;
    if (feature === "HTTPRouteCORS") return isBefore(release, { major: 1, minor: 6 });
    return /30[378]Redirect/.test(feature) && isBefore(release, { major: 1, minor: 8 });
  },
  policies: envoyPolicies,
  table: {
    "https-redirect": httpsRedirect,
    "body-limit": bodyLimitDropped,
    timeouts: (intent) => (intent.isDefault ? defaultTimeouts(intent) : ownTimeouts(intent)),
    buffering: streamingBuffering("Envoy Gateway"),
    "allow-list": ({ cidrs }) => ({
      answers: {
        "": {
          verdict: "equivalent-with",
          note: "a SecurityPolicy lets only these ranges pass and replaces any SecurityPolicy of the Gateway for this route; the Gateway must see the client's own address (ClientTrafficPolicy clientIPDetection, externalTrafficPolicy Local), and the backend sees the gateway's; paths without a rule answer 404 instead of 403",
        },
      },
      policies: [
        securityPolicy({
          authorization: {
            defaultAction: "Deny",
            rules: [{ name: "allowed-sources", action: "Allow", principal: { clientCIDRs: [...cidrs] } }],
          },
        }),
      ],
    }),
    "backend-protocol": backendProtocol(
      ", or route to an Envoy Gateway Backend with tls.insecureSkipVerify by hand",
    ),
    rewrite: pathRewrite,
    regex: regexPaths,
    cors: (intent, context) =>
      corsMisfit(intent) !== undefined || context.supports("HTTPRouteCORS")
        ? nativeCors(intent, context)
        : corsPolicy(intent),
  },
};

function defaultTimeouts(intent: TimeoutsIntent): IntentAnswer {
  const note = `nginx gives up after ${gapText(intent)}; the route states that there is no total limit, which also leaves silence unbounded on Envoy Gateway`;
  return { answers: { "": { verdict: "approximate", note } } };
}

/** `timeouts.request: 0s` alone would switch the idle timeout off too, so the gap is stated in a policy. */
function ownTimeouts(intent: TimeoutsIntent): IntentAnswer {
  const idle = formatDuration(longestGap(intent));
  const connect = formatDuration(intent.connect);
  const gap: Answer = {
    verdict: "equivalent-with",
    note: `a BackendTrafficPolicy bounds silence on a stream to ${idle}, the longer of nginx's two gaps; there is no total limit`,
  };
  return {
    answers: {
      "proxy-connect-timeout": {
        verdict: "equivalent-with",
        note: `a BackendTrafficPolicy bounds connecting to ${connect}`,
      },
      "proxy-read-timeout": gap,
      "proxy-send-timeout": gap,
    },
    policies: [
      {
        apiVersion: envoyPolicyVersion,
        kind: "BackendTrafficPolicy",
        spec: { timeout: { tcp: { connectTimeout: connect }, http: { streamIdleTimeout: idle } } },
      },
    ],
  };
}

function corsPolicy(intent: CorsIntent): IntentAnswer {
  return {
    answers: { "": { verdict: "approximate", note: `a SecurityPolicy answers CORS; ${corsNote(intent)}` } },
    policies: [
      securityPolicy({
        cors: {
          allowOrigins: [...intent.allowOrigins],
          allowMethods: [...intent.allowMethods],
          allowHeaders: [...intent.allowHeaders],
          ...(intent.exposeHeaders.length > 0 && { exposeHeaders: [...intent.exposeHeaders] }),
          maxAge: formatDuration(Math.max(1, intent.maxAge) * 1000),
          allowCredentials: keepsCredentials(intent),
        },
      }),
    ],
  };
}

function securityPolicy(spec: PolicyPart["spec"]): PolicyPart {
  return { apiVersion: envoyPolicyVersion, kind: "SecurityPolicy", spec };
}
