/**
 * GKE's Gateway controller: Google's load balancers, with few extended features and policies on Services only. No path rewrites, no
 * redirect codes beyond 301 and 302, no time limits on routes: the backend service's own 30 s end every response. Field paths:
 * CRDs of GoogleCloudPlatform/gke-gateway-api (2026-04), defaults: Compute API documentation.
 */
import type { TimeoutsIntent } from "../../model/intent.ts";
import { accessRefusals } from "../access.ts";
import { noHash } from "../balancing.ts";
import { canaryByValue } from "../canary.ts";
import {
  answer,
  backendProtocol,
  bodyLimitDropped,
  httpsRedirect,
  refuse,
  streamingBuffering,
} from "../core.ts";
import { gapText } from "../duration.ts";
import { refusedAuth } from "../external-auth.ts";
import { noConnectionLimit, noRateLimit } from "../limits.ts";
import { refusedPasswords } from "../passwords.ts";
import { policiesOfService } from "../policy-objects.ts";
import { lacksByReport } from "../reports.ts";
import { routeAnswers } from "../route-answers.ts";
import type { Emit, IntentAnswer, Target, TargetContext } from "../target.ts";
import { gkeAffinity } from "./balancing.ts";
import { gkeSupports } from "./reports.ts";

export const gke: Target = {
  name: "gke",
  title: "GKE Gateway",
  regex: undefined,
  lacks: (version, feature) => lacksByReport(gkeSupports, version, feature),
  policies: () => [],
  servicePolicies: (service, owner, parts) =>
    policiesOfService(service, owner, parts, (name) => ({
      targetRef: { group: "", kind: "Service", name },
    })),
  defaults: {
    "health-check": () => ({
      value: "none",
      answer: {
        verdict: "approximate",
        note: "nginx asks the backends nothing; the load balancer sends requests only to pods that answer its health check (by default / must answer 200; a HealthCheckPolicy on the Service says otherwise)",
      },
    }),
    "proxy-next-upstream": () => ({
      value: "error timeout",
      answer: {
        verdict: "approximate",
        note: "nginx tries up to three times when a backend cannot be reached or times out; the load balancer has retry rules of its own for GET requests",
      },
    }),
  },
  table: {
    ...routeAnswers,
    ...accessRefusals({
      certificates: {
        on: "port",
        further: "A GCP trust config by options of the listener can ask for them too",
      },
    }),
    "basic-auth": refusedPasswords(
      "Put an authenticating proxy before the service, or use Identity-Aware Proxy (GCPBackendPolicy spec.default.iap)",
    ),
    "external-auth": refusedAuth(
      "Use Identity-Aware Proxy (GCPBackendPolicy spec.default.iap) or a GCPAuthzPolicy with an extension",
    ),
    "rate-limit": noRateLimit(
      "GKE limits rates in Cloud Armor security policies, which are no Kubernetes objects",
      "; or make a Cloud Armor policy and name it in a GCPBackendPolicy (spec.default.securityPolicy) by hand",
    ),
    "connection-limit": noConnectionLimit("GKE counts no requests per client"),
    "session-affinity": gkeAffinity,
    hash: noHash("GKE hashes by settings of its load balancer that have no Kubernetes object for one route"),
    canary: canaryByValue,
    "https-redirect": httpsRedirect,
    "body-limit": bodyLimitDropped,
    timeouts,
    buffering: streamingBuffering("Google's load balancer"),
    "source-ranges": {
      because: "GKE has source ranges only in Cloud Armor security policies, which are no Kubernetes objects",
      choices:
        "Make a Cloud Armor policy with the ranges and name it in a GCPBackendPolicy (spec.default.securityPolicy) for the Service by hand, check in the application, or choose another target",
    },
    "backend-protocol": gkeBackendProtocol(),
    rewrite: {
      because: "GKE's conformance reports list path rewrites as unsupported",
      choices: "Let the application answer under the path as it is, or choose another target",
    },
    regex: {
      because: "GKE does not document whether and how it reads regular expressions in paths",
      choices: "Write the paths as prefixes, or choose a target that reads them (envoy-gateway, cilium)",
    },
    cors: {
      because: "GKE's conformance reports list the CORS filter as unsupported",
      choices: "Answer CORS in the application, or choose another target",
    },
  },
};

/** One day: what GKE has instead of "no limit" that still ends a forgotten connection. */
const longSeconds = 86_400;

function timeouts(intent: TimeoutsIntent, { facts }: TargetContext): IntentAnswer {
  const isAlone = facts.backends.length > 0 && facts.backends.every(({ isShared }) => !isShared);
  const today = `nginx gives up after ${gapText(intent)}, and has no total limit`;
  if (!isAlone) {
    return answer(
      "approximate",
      `${today}; the load balancer ends every response after 30 s, unless a GCPBackendPolicy (spec.default.timeoutSec) for the Service says otherwise: none is written, because the Service is not this Ingress's alone`,
    );
  }
  return {
    ...answer(
      "approximate",
      `${today}; a GCPBackendPolicy lets a response take a day instead of the load balancer's 30 s, and silence is not bounded`,
    ),
    policies: [
      {
        apiVersion: "networking.gke.io/v1",
        kind: "GCPBackendPolicy",
        attachesTo: "service",
        spec: { default: { timeoutSec: longSeconds } },
      },
    ],
  };
}

/** With appProtocol HTTPS the load balancer speaks TLS without verifying, which is what nginx does. */
function gkeBackendProtocol(): Emit<"backend-protocol"> {
  const shared = backendProtocol(
    ', or add the line "appProtocol: HTTPS" to the Service\'s port, by which the load balancer speaks TLS without verifying',
  );
  return (intent, context) => {
    const { appProtocols } = context.facts;
    const saysTls = appProtocols.length > 0 && appProtocols.every((name) => name === "HTTPS");
    if (intent.protocol === "HTTPS" && saysTls) {
      return answer(
        "exact",
        "the Service's own appProtocol: HTTPS makes the load balancer speak TLS without verifying",
      );
    }
    if (intent.protocol === "GRPC") {
      return refuse(
        "GKE's conformance reports list HTTP/2 without TLS to backends as unsupported",
        "Serve gRPC with TLS and appProtocol HTTP2, or choose another target",
      );
    }
    return shared(intent, context);
  };
}
