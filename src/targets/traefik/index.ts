/**
 * Traefik: Gateway API plus Middlewares that rules refer to. Every match is a number: exact paths first, then the longer value
 * whatever its kind, `/` last. It ignores `timeouts` and answers 500 to any filter it does not know, so none such is written.
 * Field paths: CRDs of traefik.io/v1alpha1, v3.7.
 */

import type { CorsIntent, SourceRangesIntent } from "../../model/intent.ts";
import { accessRefusals } from "../access.ts";
import { noAffinity, noHash } from "../balancing.ts";
import { bodyLimitDropped, httpsRedirect, pathRewrite, refuse, streamingBuffering } from "../core.ts";
import { corsNote, keepsCredentials } from "../cors.ts";
import { gapText } from "../duration.ts";
import { errorPages } from "../error-pages.ts";
import { withExtensionRefs } from "../policy-objects.ts";
import { traefikPriorities } from "../regex.ts";
import { lacksByReport } from "../reports.ts";
import { routeAnswers } from "../route-answers.ts";
import type { IntentAnswer, PolicyPart, Target } from "../target.ts";
import { plainHttpByDefault, traefikBackendProtocol } from "./backend-protocol.ts";
import { traefikBasicAuth } from "./basic-auth.ts";
import { traefikForwardAuth } from "./forward-auth.ts";
import { traefikConnectionLimit, traefikRateLimit } from "./limits.ts";
import { middlewares } from "./middlewares.ts";
import { traefikPathCapture } from "./path-capture.ts";
import { traefikSupports } from "./reports.ts";

export const traefik: Target = {
  name: "traefik",
  title: "Traefik",
  regex: traefikPriorities,
  lacks: (version, feature) => lacksByReport(traefikSupports, version, feature),
  policies: middlewares,
  refer: withExtensionRefs,
  defaults: { "backend-protocol": plainHttpByDefault },
  pathCapture: traefikPathCapture,
  table: {
    ...routeAnswers,
    "error-pages": errorPages(
      "write a Middleware (errors: status, service, query such as /{status}.html) and refer to it in the rules; it asks that Service without X-Code and keeps the status of the error",
    ),
    ...accessRefusals({
      certificates: {
        on: "nothing",
        instead: "A listener of a Gateway cannot ask for them on Traefik: verify them before it",
      },
    }),
    "basic-auth": traefikBasicAuth,
    "external-auth": traefikForwardAuth,
    "rate-limit": traefikRateLimit,
    "connection-limit": traefikConnectionLimit,
    "session-affinity": noAffinity("Traefik binds clients on its own routes only, not on an HTTPRoute"),
    hash: noHash("Traefik has no setting for it on an HTTPRoute"),
    "https-redirect": httpsRedirect,
    "body-limit": bodyLimitDropped,
    timeouts: (intent) => ({
      answers: {
        "": {
          verdict: "approximate",
          note: `nginx gives up after ${gapText(intent)}; Traefik takes no time limits from routes: it waits 30 s for a connection and without end for the backend, and its entry point gives a client 60 s to send the whole request`,
        },
      },
    }),
    buffering: streamingBuffering("Traefik"),
    "source-ranges": sourceRanges,
    "backend-protocol": traefikBackendProtocol,
    rewrite: pathRewrite,
    regex: () => ({
      answers: {
        "": {
          verdict: "exact",
          note: "paths become regular expressions with nginx's meaning: any case, anchored at the start; the longest value is tried first",
        },
      },
    }),
    cors,
  },
};

function sourceRanges({ allowed, denied }: SourceRangesIntent): IntentAnswer {
  if (denied.length > 0) {
    return refuse(
      "Traefik has a Middleware for ranges that may pass and none for ranges that may not",
      "Write the allowed ranges out, refuse the others in a network policy or in the application, or choose another target such as envoy-gateway",
    );
  }
  return {
    answers: {
      "": {
        verdict: "equivalent-with",
        note: "a Middleware lets only these ranges pass (Traefik needs its Kubernetes CRD provider for it); Traefik must see the client's own address (externalTrafficPolicy Local, or the entry point's trusted addresses), and the backend sees Traefik's; paths without a rule answer 404 instead of 403",
      },
    },
    policies: [middleware("allow-list", { ipAllowList: { sourceRange: [...allowed] } })],
  };
}

function middleware(name: string, spec: PolicyPart["spec"]): PolicyPart {
  return { apiVersion: "traefik.io/v1alpha1", kind: "Middleware", name, spec };
}

/** Traefik's releases up to 3.7 list no CORS filter, but its headers middleware answers preflights. */
function cors(intent: CorsIntent): IntentAnswer {
  if (intent.allowOrigins.length === 0) {
    return refuse("no usable origin is listed", "Correct the list, or answer CORS in the application");
  }
  const plain = intent.allowOrigins.filter((origin) => origin === "*" || !origin.includes("*"));
  const patterns = intent.allowOrigins.filter((origin) => origin !== "*" && origin.includes("*"));
  const note = `a Middleware answers CORS (Traefik needs its Kubernetes CRD provider for it); ${corsNote(intent)}`;
  return {
    answers: { "": { verdict: "approximate", note } },
    policies: [
      middleware("cors", {
        headers: {
          ...(plain.length > 0 && { accessControlAllowOriginList: plain }),
          ...(patterns.length > 0 && { accessControlAllowOriginListRegex: patterns.map(originPattern) }),
          ...(keepsCredentials(intent) && { accessControlAllowCredentials: true }),
          ...(intent.allowMethods.length > 0 && { accessControlAllowMethods: [...intent.allowMethods] }),
          ...(intent.allowHeaders.length > 0 && { accessControlAllowHeaders: [...intent.allowHeaders] }),
          ...(intent.exposeHeaders.length > 0 && { accessControlExposeHeaders: [...intent.exposeHeaders] }),
          accessControlMaxAge: Math.max(1, intent.maxAge),
          addVaryHeader: true,
        },
      }),
    ],
  };
}

/** "https://*.a.test" as an expression over the whole origin. */
function originPattern(origin: string): string {
  const literal = origin.replace(/[.+?^${}()|[\]\\/-]/g, (char) =>
    char === "/" || char === "-" ? char : `\\${char}`,
  );
  return `^${literal.replaceAll("*", "[A-Za-z0-9.-]+")}$`;
}
