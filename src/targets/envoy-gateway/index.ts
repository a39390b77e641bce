/**
 * Envoy Gateway: Gateway API plus policies that attach to a route. A policy on a route replaces one on the Gateway completely,
 * so none is written unless an annotation asks for it. Field paths: CRDs of envoyproxy/gateway v1.9.0.
 */

import type { CorsIntent, TimeoutsIntent } from "../../model/intent.ts";
import { accessRefusals } from "../access.ts";
import { backendTlsPolicies } from "../backend-tls.ts";
import {
  backendProtocol,
  bodyLimitDropped,
  httpsRedirect,
  pathRewrite,
  regexPaths,
  streamingBuffering,
} from "../core.ts";
import { corsMisfit, corsNote, keepsCredentials, nativeCors } from "../cors.ts";
import { endsAfter15s, formatDuration, gapText, longestGap, totalText } from "../duration.ts";
import { errorPages } from "../error-pages.ts";
import { isBefore, parseRelease } from "../features.ts";
import { rejectsUnderscores } from "../header-names.ts";
import { noConnectionLimit } from "../limits.ts";
import { longestExpressionFirst } from "../regex.ts";
import { routeAnswers } from "../route-answers.ts";
import { answeringSnippet } from "../snippet.ts";
import type { Answer, IntentAnswer, PolicyPart, Target, TargetContext } from "../target.ts";
import { envoyAffinity, envoyHash } from "./balancing.ts";
import { envoyBasicAuth } from "./basic-auth.ts";
import { envoyCertificates } from "./certificates.ts";
import { envoyExternalAuth } from "./external-auth.ts";
import { envoyRateLimit } from "./limits.ts";
import { envoyPathCapture } from "./path-capture.ts";
import { envoyPolicies, envoyPolicyVersion } from "./policies.ts";
import { envoySourceRanges } from "./source-ranges.ts";
import { envoyStatusAnswer } from "./status-answer.ts";

export const envoyGateway: Target = {
  name: "envoy-gateway",
  title: "Envoy Gateway",
  regex: longestExpressionFirst,
  /** Conformance reports: CORS from 1.6, redirect codes 303, 307 and 308 from 1.8. */
  lacks(version, feature) {
    const release = parseRelease(version);
    if (release === undefined) return false;
    if (feature === "HTTPRouteCORS") return isBefore(release, { major: 1, minor: 6 });
    return /30[378]Redirect/.test(feature) && isBefore(release, { major: 1, minor: 8 });
  },
  policies: envoyPolicies,
  servicePolicies: backendTlsPolicies,
  defaults: { "underscores-in-headers": rejectsUnderscores },
  pathCapture: envoyPathCapture,
  statusAnswer: envoyStatusAnswer,
  table: {
    ...routeAnswers,
    "error-pages": errorPages(
      "write a BackendTrafficPolicy for the route by hand (responseOverride: match.statusCodes and a fixed response.body or a redirect; it asks no Service)",
    ),
    snippet: answeringSnippet("an HTTPRouteFilter"),
    ...accessRefusals({
      certificates: envoyCertificates,
    }),
    "basic-auth": envoyBasicAuth,
    "external-auth": envoyExternalAuth,
    "rate-limit": envoyRateLimit,
    "connection-limit": noConnectionLimit("Envoy Gateway counts connections of a listener, not of a client"),
    "session-affinity": envoyAffinity,
    hash: envoyHash,
    "https-redirect": httpsRedirect,
    "body-limit": bodyLimitDropped,
    timeouts: (intent, context) =>
      intent.isDefault ? defaultTimeouts(intent, context) : ownTimeouts(intent, context),
    buffering: streamingBuffering("Envoy Gateway"),
    "source-ranges": envoySourceRanges,
    "backend-protocol": backendProtocol(
      ", or route to an Envoy Gateway Backend with tls.insecureSkipVerify by hand",
      true,
    ),
    rewrite: pathRewrite,
    regex: regexPaths,
    cors: (intent, context) =>
      corsMisfit(intent) !== undefined || context.supports("HTTPRouteCORS")
        ? nativeCors(intent, context)
        : corsPolicy(intent),
  },
};

function defaultTimeouts(intent: TimeoutsIntent, context: TargetContext): IntentAnswer {
  const stated = context.supports("HTTPRouteRequestTimeout")
    ? ", which also leaves silence unbounded on Envoy Gateway"
    : "";
  const note = `nginx gives up after ${gapText(intent)}; ${totalText(context, endsAfter15s)}${stated}`;
  return { answers: { "": { verdict: "approximate", note } } };
}

/** `timeouts.request: 0s` alone would switch the idle timeout off too, so the gap is stated in a policy. */
function ownTimeouts(intent: TimeoutsIntent, { supports }: TargetContext): IntentAnswer {
  const isStated = supports("HTTPRouteRequestTimeout");
  const idle = formatDuration(longestGap(intent));
  const connect = formatDuration(intent.connect);
  const gap: Answer = {
    verdict: isStated ? "equivalent-with" : "approximate",
    note: `a BackendTrafficPolicy bounds silence on a stream to ${idle}, the longer of nginx's two gaps; ${isStated ? "there is no total limit" : endsAfter15s}`,
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
