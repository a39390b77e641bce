/**
 * Kong (Kong Operator, or Kong's Ingress Controller): Gateway API fields become Kong plugins. A redirect keeps its scheme only
 * beside a host name, and `timeouts.backendRequest` sets Kong's gaps, as nginx has them; `timeouts.request` is not used. Sources:
 * Kong/kubernetes-ingress-controller v3.5, internal/dataplane/translator.
 */
import type { BodyLimitIntent, BufferingIntent, CorsIntent } from "../../model/intent.ts";
import { accessRefusals } from "../access.ts";
import { noAffinity, noHash } from "../balancing.ts";
import { answer, bodyLimitDropped, pathRewrite, refuse, sizeText } from "../core.ts";
import { corsMisfit, corsNote, keepsCredentials } from "../cors.ts";
import { refusedAuth } from "../external-auth.ts";
import { noConnectionLimit } from "../limits.ts";
import { refusedPasswords } from "../passwords.ts";
import { withExtensionRefs } from "../policy-objects.ts";
import { kongExpressions } from "../regex.ts";
import { lacksByReport } from "../reports.ts";
import { routeAnswers } from "../route-answers.ts";
import type { Answer, IntentAnswer, Target } from "../target.ts";
import { kongBackendProtocol } from "./backend-protocol.ts";
import { kongRateLimit } from "./limits.ts";
import { kongPlugin, kongPlugins } from "./plugins.ts";
import { kongHttpsRedirect, redirectsByPlugin } from "./redirects.ts";
import { kongSupports } from "./reports.ts";
import { kongTimeouts } from "./timeouts.ts";

export const kong: Target = {
  name: "kong",
  title: "Kong",
  regex: kongExpressions,
  lacks: (version, feature) =>
    !redirectsByPlugin.has(feature) && lacksByReport(kongSupports, version, feature),
  policies: kongPlugins,
  refer: withExtensionRefs,
  redirectHost: (host) => (host === "" || host.startsWith("*") ? undefined : host),
  defaults: {
    "proxy-next-upstream": () => ({
      value: "error timeout",
      answer: {
        verdict: "approximate",
        note: "nginx tries up to three times when a backend cannot be reached or times out; Kong tries five times more",
      },
    }),
    "trailing-slash redirect": ({ facts }) =>
      facts.addsSlash
        ? {
            value: "301",
            answer: {
              verdict: "approximate",
              note: "nginx keeps the query string when it redirects to the path with a slash; Kong drops it",
            },
          }
        : undefined,
  },
  table: {
    ...routeAnswers,
    ...accessRefusals({
      certificates: { on: "nothing", instead: "Use the mtls-auth plugin of Kong Enterprise" },
    }),
    "basic-auth": refusedPasswords(
      "Write KongConsumers with basic-auth credentials and a KongPlugin (basic-auth)",
    ),
    "external-auth": refusedAuth(
      "Write the check as a plugin of your own, because the open-source plugins have none",
    ),
    "rate-limit": kongRateLimit,
    "connection-limit": noConnectionLimit("Kong's open-source plugins count no requests in flight"),
    "session-affinity": noAffinity(
      "Kong binds clients by an annotation of the Service, which is not this Ingress's to change",
      '; or write a KongUpstreamPolicy (hashOn.cookie) and annotate the Service with "konghq.com/upstream-policy" by hand',
    ),
    hash: noHash(
      'Kong hashes by a KongUpstreamPolicy that the Service names in its annotation "konghq.com/upstream-policy", which is not this Ingress\'s to change',
    ),
    "https-redirect": kongHttpsRedirect,
    "body-limit": bodyLimit,
    timeouts: kongTimeouts,
    buffering,
    "source-ranges": ({ allowed, denied }) => ({
      answers: {
        "": {
          verdict: "equivalent-with",
          note: "a KongPlugin (ip-restriction) lets these ranges pass or refuses them, the refused ones first; Kong must see the client's own address (trusted_ips, real_ip_header, externalTrafficPolicy Local), and the backend sees Kong's; paths without a rule answer 404 instead of 403",
        },
      },
      policies: [
        kongPlugin("allow-list", "ip-restriction", {
          ...(allowed.length > 0 && { allow: [...allowed] }),
          ...(denied.length > 0 && { deny: [...denied] }),
        }),
      ],
    }),
    "backend-protocol": kongBackendProtocol,
    rewrite: pathRewrite,
    regex: () =>
      answer(
        "exact",
        "paths become regular expressions with nginx's meaning: any case, anchored at the start; the longest is tried first",
      ),
    cors,
  },
};

/** Kong's limit does not buffer, but it is one more object: only a written value is worth it. */
function bodyLimit(intent: BodyLimitIntent, context: Parameters<typeof bodyLimitDropped>[1]): IntentAnswer {
  if (intent.bytes === undefined || intent.isDefault) return bodyLimitDropped(intent, context);
  return {
    answers: {
      "": {
        verdict: "equivalent-with",
        note: `a KongPlugin (request-size-limiting) answers 413 to a body over ${sizeText(intent)}`,
      },
    },
    policies: [
      kongPlugin("body-limit", "request-size-limiting", {
        allowed_payload_size: intent.bytes,
        size_unit: "bytes",
        require_content_length: false,
      }),
    ],
  };
}

/** Kong is nginx inside and buffers both ways unless told otherwise. */
function buffering(intent: BufferingIntent): IntentAnswer {
  const said = (on: boolean, what: string): Answer =>
    on
      ? { verdict: "exact", note: `Kong buffers ${what} by itself` }
      : {
          verdict: "equivalent-with",
          note: `an annotation of the route switches the buffering of ${what} off`,
        };
  const annotations = {
    ...(!intent.request && { "konghq.com/request-buffering": "false" }),
    ...(!intent.response && { "konghq.com/response-buffering": "false" }),
  };
  return {
    answers: {
      "proxy-buffering": said(intent.response, "responses"),
      "proxy-request-buffering": said(intent.request, "requests"),
    },
    annotations,
  };
}

function cors(intent: CorsIntent): IntentAnswer {
  const misfit = corsMisfit(intent);
  if (misfit !== undefined) return refuse(misfit, "Correct the list, or answer CORS in the application");
  return {
    answers: {
      "": { verdict: "approximate", note: `a KongPlugin (cors) answers CORS; ${corsNote(intent)}` },
    },
    policies: [
      kongPlugin("cors", "cors", {
        origins: intent.allowOrigins.map(originPattern),
        ...(intent.allowMethods.length > 0 && { methods: [...intent.allowMethods] }),
        ...(intent.allowHeaders.length > 0 && { headers: [...intent.allowHeaders] }),
        ...(intent.exposeHeaders.length > 0 && { exposed_headers: [...intent.exposeHeaders] }),
        credentials: keepsCredentials(intent),
        max_age: Math.max(1, intent.maxAge),
        preflight_continue: false,
      }),
    ],
  };
}

/** Kong reads an origin with other characters than those of a URL as an expression. */
function originPattern(origin: string): string {
  if (origin === "*" || !origin.includes("*")) return origin;
  return `^${origin.replaceAll(".", "\\.").replaceAll("*", "[A-Za-z0-9.-]+")}$`;
}
