/**
 * Answers that Gateway API gives by itself and targets share; a target overrides only what differs.
 */

import type { RequestRedirectFilter } from "../gateway/objects/http-filters.ts";
import { requestRedirect } from "../gateway/objects/makers.ts";
import type { BodyLimitIntent, IntentOf, RedirectStatus } from "../model/intent.ts";
import { backendTlsKeys, verifiedTls } from "./backend-tls.ts";
import type { FeatureName } from "./features.ts";
import { type Answer, type Emit, type IntentAnswer, refusal, type TargetContext } from "./target.ts";

const redirectFeatures: Readonly<Partial<Record<RedirectStatus, FeatureName>>> = {
  303: "HTTPRoute303RedirectStatusCode",
  307: "HTTPRoute307RedirectStatusCode",
  308: "HTTPRoute308RedirectStatusCode",
};

/** nginx's status where API and implementation have it, else the nearest older one: 308 -> 301, 303 and 307 -> 302. */
export function redirectStatus(wanted: RedirectStatus, supports: TargetContext["supports"]): RedirectStatus {
  const feature = redirectFeatures[wanted];
  if (feature === undefined || supports(feature)) return wanted;
  return wanted === 308 ? 301 : 302;
}

export function httpsRedirectFilter(
  context: Pick<TargetContext, "facts" | "supports">,
  hostname?: string,
): RequestRedirectFilter {
  const statusCode = redirectStatus(context.facts.redirectStatus, context.supports);
  return requestRedirect({ scheme: "https", hostname, statusCode });
}

export const httpsRedirect: Emit<"https-redirect"> = (intent, context) => {
  const { facts, supports } = context;
  const status = redirectStatus(facts.redirectStatus, supports);
  const answer = redirectAnswer(intent, context, status);
  const answers: Record<string, Answer> = { "": answer };
  if (intent.when === "always" && facts.redirects !== "none") {
    answers["ssl-redirect"] = { verdict: "inert", note: "force-ssl-redirect decides, whatever this says" };
  }
  return { answers };
};

function redirectAnswer(intent: IntentOf<"https-redirect">, context: TargetContext, status: number): Answer {
  const { facts } = context;
  if (intent.when === "never") {
    return facts.hasTls
      ? { verdict: "exact", note: "the same rules are attached to the http and the https listener" }
      : { verdict: "inert", note: "without TLS there is no redirect to switch off" };
  }
  if (facts.redirects === "none" && facts.hasTls) {
    return { verdict: "inert", note: "no path of this Ingress is sent to https: other redirects come first" };
  }
  if (facts.redirects === "none") {
    return { verdict: "inert", note: "no host of this Ingress has TLS, so nginx redirects nothing" };
  }
  if (status !== facts.redirectStatus) {
    return {
      verdict: "approximate",
      note: `requests on http are redirected to https with ${status} instead of ${facts.redirectStatus}, which the declared versions do not have: clients may repeat a POST as GET`,
    };
  }
  return { verdict: "exact", note: `requests on http are redirected to https with ${status}` };
}

/** No Gateway API field bounds request bodies, and what buffers whole requests to do so is not worth it unasked. */
export const bodyLimitDropped: Emit<"body-limit"> = (intent) => {
  if (intent.bytes === undefined) {
    return { answers: { "": { verdict: "inert", note: "there is no limit on the new side either" } } };
  }
  const note = `nginx answers 413 to a body over ${sizeText(intent)}; the new route accepts any size`;
  return { answers: { "": { verdict: "approximate", note } } };
};

export function sizeText({ bytes }: BodyLimitIntent): string {
  if (bytes === undefined) return "no limit";
  for (const [unit, factor] of [
    ["GiB", 1024 ** 3],
    ["MiB", 1024 ** 2],
    ["KiB", 1024],
  ] as const) {
    if (bytes % factor === 0) return `${bytes / factor} ${unit}`;
  }
  return `${bytes} bytes`;
}

/** Rewrites are judged path by path in the translation; this is what they come to where a modifier fits. */
export const pathRewrite: Emit<"rewrite"> = () =>
  answer(
    "approximate",
    "stripping a prefix, as `/x(/|$)(.*)` to `/$2` does, becomes a prefix rewrite that does not ignore case; a fixed target replaces the path; other captures need a decision",
  );

/** For implementations that read RE2 over the whole path. */
export const regexPaths: Emit<"regex"> = () =>
  answer("exact", "paths become regular expressions with nginx's meaning: any case, anchored at the start");

/** Envoy streams both directions unless a filter is told to buffer. */
export function streamingBuffering(title: string): Emit<"buffering"> {
  return (intent) => {
    const response: Answer = intent.response
      ? {
          verdict: "approximate",
          note: `${title} streams responses: a slow client holds the backend's connection as long as it reads`,
        }
      : { verdict: "inert", note: `${title} streams responses by itself` };
    const request: Answer = intent.request
      ? {
          verdict: "approximate",
          note: `${title} streams request bodies: the backend is contacted before the whole body is there`,
        }
      : { verdict: "inert", note: `${title} streams request bodies by itself` };
    return { answers: { "proxy-buffering": response, "proxy-request-buffering": request } };
  };
}

const h2cLine = "appProtocol: kubernetes.io/h2c";

/**
 * Only plain HTTP, and gRPC where the Service itself says h2c, can be said in a route. `secretAsCa`: a BackendTLSPolicy may take
 * the authority out of a Secret, as ingress-nginx keeps it.
 */
export function backendProtocol(insecureChoice: string, secretAsCa = false): Emit<"backend-protocol"> {
  return (intent, context) => {
    const { protocol } = intent;
    const { facts, supports } = context;
    switch (protocol) {
      case "HTTP": {
        const plain: Answer = {
          verdict: "inert",
          note: "backends are spoken to in plain HTTP, so it does nothing",
        };
        return {
          answers: {
            ...Object.fromEntries(backendTlsKeys.map((name) => [name, plain])),
            "": { verdict: "exact", note: "backends are spoken to in plain HTTP" },
          },
        };
      }
      case "GRPC":
        return facts.appProtocols.length > 0 &&
          facts.appProtocols.every((name) => name === "kubernetes.io/h2c") &&
          supports("HTTPRouteBackendProtocolH2C")
          ? answer("exact", `the Service's own ${h2cLine} makes the gateway speak HTTP/2 to it`)
          : refuse(
              "a route cannot ask for HTTP/2 towards the backend, only the Service can",
              `Add the line "${h2cLine}" to its port`,
            );
      case "HTTPS":
        if (secretAsCa && intent.tls?.verifies === true) return verifiedTls(intent.tls, context);
        return refuse(
          intent.tls?.verifies === true
            ? "nginx verifies the backend by a Secret, and a BackendTLSPolicy takes its authority from a ConfigMap"
            : "nginx speaks TLS to the backend without verifying it, which no route can say",
          `Either verify it with a BackendTLSPolicy (a CA and the name in the certificate), or let the backend serve plain HTTP (Argo CD: server.insecure)${insecureChoice}`,
        );
      case "GRPCS":
        return refuse(
          "nginx speaks TLS to the backend without verifying it, which no route can say",
          `Either verify it with a BackendTLSPolicy (a CA and the name in the certificate), or let the backend serve plain HTTP (Argo CD: server.insecure)${insecureChoice}`,
        );
      case "AUTO_HTTP":
        return refuse(
          "nginx follows the client's scheme towards the backend, which no route can say",
          "Decide for HTTP or HTTPS",
        );
      case "FCGI":
        return refuse("no gateway speaks FastCGI", "Put an HTTP server before the FastCGI process");
    }
  };
}

export function answer(verdict: Exclude<Answer["verdict"], "blocker">, note: string): IntentAnswer {
  return { answers: { "": { verdict, note } } };
}

export function refuse(because: string, choices: string): IntentAnswer {
  return { answers: { "": refusal({ because, choices }) } };
}
