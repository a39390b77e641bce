/**
 * kgateway (Envoy): Gateway API plus TrafficPolicy on routes and BackendConfigPolicy on Services. WebSocket upgrades are off unless
 * the Service says kubernetes.io/ws, and without a stated limit every response ends after 15 s. Field paths: CRDs of
 * gateway.kgateway.dev/v1alpha1, state of 2026-07 (about 2.4).
 */
import type { CorsIntent, TimeoutsIntent } from "../../model/intent.ts";
import type { KubeObject } from "../../model/kube.ts";
import { accessRefusals } from "../access.ts";
import {
  backendProtocol,
  bodyLimitDropped,
  httpsRedirect,
  pathRewrite,
  regexPaths,
  streamingBuffering,
} from "../core.ts";
import { corsFilter, corsMisfit, corsNote, nativeCors } from "../cors.ts";
import { endsAfter15s, formatDuration, gapText, longestGap, totalText } from "../duration.ts";
import { refusedAuth } from "../external-auth.ts";
import { passesUnderscores } from "../header-names.ts";
import { noConnectionLimit, noRateLimit } from "../limits.ts";
import { policiesOfRoute, policiesOfService } from "../policy-objects.ts";
import { expressionsInRouteOrder } from "../regex.ts";
import { lacksByReport } from "../reports.ts";
import { routeAnswers } from "../route-answers.ts";
import { answeringSnippet } from "../snippet.ts";
import type { Answer, IntentAnswer, PolicyPart, Target, TargetContext } from "../target.ts";
import { kgatewayAffinity, kgatewayHash } from "./balancing.ts";
import { kgatewayBasicAuth } from "./basic-auth.ts";
import { kgatewayCertificates } from "./certificates.ts";
import { kgatewayPathCapture } from "./path-capture.ts";
import { kgatewaySupports } from "./reports.ts";
import { kgatewaySourceRanges } from "./source-ranges.ts";
import { kgatewayStatusAnswer } from "./status-answer.ts";

const apiVersion = "gateway.kgateway.dev/v1alpha1";

export const kgateway: Target = {
  name: "kgateway",
  title: "kgateway",
  regex: expressionsInRouteOrder,
  lacks: (version, feature) => lacksByReport(kgatewaySupports, version, feature),
  policies: (route: KubeObject, parts) =>
    policiesOfRoute(route, parts, (target) => ({ targetRefs: [target] })),
  servicePolicies: (service, owner, parts) =>
    policiesOfService(service, owner, parts, (name) => ({
      targetRefs: [{ group: "", kind: "Service", name }],
    })),
  defaults: {
    "underscores-in-headers": passesUnderscores("kgateway"),
    websocket: ({ facts }) =>
      facts.appProtocols.length > 0 && facts.appProtocols.every((name) => name === "kubernetes.io/ws")
        ? undefined
        : {
            value: "on",
            answer: {
              verdict: "approximate",
              note: 'nginx passes WebSocket upgrades on; kgateway refuses them unless the Service\'s port says "appProtocol: kubernetes.io/ws", or a ListenerPolicy enables the upgrade for the Gateway',
            },
          },
  },
  pathCapture: kgatewayPathCapture,
  pathCaptureSince: "2.2",
  statusAnswer: kgatewayStatusAnswer,
  table: {
    ...routeAnswers,
    snippet: answeringSnippet("a DirectResponse"),
    ...accessRefusals({
      certificates: kgatewayCertificates,
    }),
    "basic-auth": kgatewayBasicAuth,
    "external-auth": refusedAuth(
      "Write a GatewayExtension (extAuth.httpService.backendRef, .pathPrefix, .authorizationResponse.headersToBackend) and a TrafficPolicy (extAuth.extensionRef) for the route; the question gets the path of the request behind pathPrefix, so the auth service has to guard every path below it",
    ),
    "rate-limit": noRateLimit(
      "kgateway's own rate limit is one bucket for all clients together, and counting per client needs a rate limit server",
      "; or run a rate limit server and name it in a TrafficPolicy (rateLimit.global) by hand",
    ),
    "connection-limit": noConnectionLimit("kgateway counts no requests per client"),
    "session-affinity": kgatewayAffinity,
    hash: kgatewayHash,
    "https-redirect": httpsRedirect,
    "body-limit": bodyLimitDropped,
    timeouts: (intent, context) =>
      intent.isDefault ? defaultTimeouts(intent, context) : ownTimeouts(intent, context),
    buffering: streamingBuffering("kgateway"),
    "source-ranges": kgatewaySourceRanges,
    "backend-protocol": backendProtocol(
      ", or write a BackendConfigPolicy with tls.insecureSkipVerify for the Service by hand",
    ),
    rewrite: pathRewrite,
    regex: regexPaths,
    cors: (intent, context) =>
      corsMisfit(intent) !== undefined || context.supports("HTTPRouteCORS")
        ? nativeCors(intent, context)
        : corsPolicy(intent),
  },
};

const idleSeconds = 300;
/** Envoy's own connect timeout. */
const envoyConnect = 5000;

function defaultTimeouts(intent: TimeoutsIntent, context: TargetContext): IntentAnswer {
  const note = `nginx gives up after ${gapText(intent)}; ${totalText(context, endsAfter15s)}, and kgateway cuts a stream after ${idleSeconds} s without traffic`;
  return { answers: { "": { verdict: "approximate", note } } };
}

function ownTimeouts(intent: TimeoutsIntent, context: TargetContext): IntentAnswer {
  const { facts, supports } = context;
  const isStated = supports("HTTPRouteRequestTimeout");
  const idle = formatDuration(longestGap(intent));
  const connect = formatDuration(intent.connect);
  const isAlone = facts.backends.length > 0 && facts.backends.every(({ isShared }) => !isShared);
  const isUsual = intent.connect === envoyConnect;
  const writes = isAlone && !isUsual;
  const gap: Answer = {
    verdict: isStated ? "equivalent-with" : "approximate",
    note: `a TrafficPolicy bounds silence on a stream to ${idle}, the longer of nginx's two gaps; ${isStated ? "there is no total limit" : endsAfter15s}`,
  };
  return {
    answers: {
      "proxy-connect-timeout": isUsual
        ? { verdict: "exact", note: `kgateway gives up connecting after ${connect} too` }
        : isAlone
          ? { verdict: "equivalent-with", note: `a BackendConfigPolicy bounds connecting to ${connect}` }
          : {
              verdict: "approximate",
              note: `nginx gives up connecting after ${connect}, kgateway after 5 s; a BackendConfigPolicy would change that for every route to the Service, which is not this Ingress's alone`,
            },
      "proxy-read-timeout": gap,
      "proxy-send-timeout": gap,
    },
    policies: [
      trafficPolicy({ timeouts: { streamIdle: idle } }),
      ...(writes
        ? [
            {
              apiVersion,
              kind: "BackendConfigPolicy",
              attachesTo: "service",
              spec: { connectTimeout: connect },
            } as const,
          ]
        : []),
    ],
  };
}

function corsPolicy(intent: CorsIntent): IntentAnswer {
  const { cors } = corsFilter(intent);
  return {
    answers: { "": { verdict: "approximate", note: `a TrafficPolicy answers CORS; ${corsNote(intent)}` } },
    policies: [
      trafficPolicy({
        cors: {
          allowOrigins: [...(cors.allowOrigins ?? [])],
          ...(cors.allowCredentials === true && { allowCredentials: true }),
          ...(cors.allowMethods !== undefined && { allowMethods: [...cors.allowMethods] }),
          ...(cors.allowHeaders !== undefined && { allowHeaders: [...cors.allowHeaders] }),
          ...(cors.exposeHeaders !== undefined && { exposeHeaders: [...cors.exposeHeaders] }),
          maxAge: cors.maxAge,
        },
      }),
    ],
  };
}

function trafficPolicy(spec: PolicyPart["spec"]): PolicyPart {
  return { apiVersion, kind: "TrafficPolicy", spec };
}
