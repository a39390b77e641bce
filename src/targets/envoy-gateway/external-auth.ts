/**
 * The check in a SecurityPolicy (api/v1alpha1/ext_auth_types.go; pathOverride from 1.8, before it the path of the request is appended
 * and the auth service could take it for something else). Envoy asks with the method of the request, and takes 200 alone for a yes.
 */
import { refuse } from "../core.ts";
import { checkOf, refuseCheck, serviceOf, settingsAround } from "../external-auth.ts";
import { isAtLeast } from "../reports.ts";
import type { Emit } from "../target.ts";
import { envoyPolicyVersion } from "./policies.ts";

const recipe =
  "Write a SecurityPolicy for the route by hand (extAuth.http: backendRefs to the auth Service, pathOverride, headersToBackend; extAuth.headersToExtAuth)";

const otherMethod =
  "nginx asks the auth service with GET whatever the request's method, and Envoy with that method: a service that waves OPTIONS, or any other method, through would guard less than today";

const release =
  "Make sure that the auth service decides alike for every method, and write `accept: {externalAuth: same-for-every-method}` in .github/tidegate.yml: the route is then written with a SecurityPolicy that asks it. Or choose the target traefik, which always asks with GET, or check in the application and remove the annotations";

/** Authorization is always sent. The others are those sessions hang on, and those Envoy itself vouches for. */
const sentHeaders = [
  "accept",
  "cookie",
  "user-agent",
  "x-forwarded-for",
  "x-forwarded-proto",
  "x-request-id",
];

export const envoyExternalAuth: Emit<"external-auth"> = (intent, { facts, choice, accept }) => {
  const check = checkOf(intent, facts);
  if ("because" in check) return refuseCheck(intent, check.because, recipe);
  const { address } = check;
  const service = serviceOf(address.host, facts.namespace);
  const because = obstacle();
  if (because !== undefined || service === undefined) return refuseCheck(intent, because ?? "", recipe);
  if (accept?.externalAuth !== "same-for-every-method") return refuse(otherMethod, release);
  return {
    answers: {
      ...settingsAround(intent),
      "": {
        verdict: "approximate",
        note: `a SecurityPolicy asks the Service ${service.name} at ${address.path} before every request and replaces any SecurityPolicy of the Gateway for this route; the question has the method of the request instead of GET, which accept.externalAuth says makes no difference; it carries Authorization, ${sentHeaders.join(", ")} and the request's own Host, and neither X-Original-URL nor further headers; 200 alone lets a request pass (nginx takes every 2xx), any other answer goes to the client; cookies set on a yes do not reach the client; paths without a rule answer 404 instead of 401`,
      },
    },
    policies: [
      {
        apiVersion: envoyPolicyVersion,
        kind: "SecurityPolicy",
        spec: {
          extAuth: {
            headersToExtAuth: sentHeaders,
            failOpen: false,
            http: {
              backendRefs: [{ group: "", kind: "Service", name: service.name, port: address.port }],
              pathOverride: address.path,
            },
          },
        },
      },
    ],
  };

  function obstacle(): string | undefined {
    if (!isAtLeast(choice.version, "1.8")) {
      return "Envoy Gateway appends the path of the request to that of the question before 1.8, which the auth service may take for another page and wave through";
    }
    if (/^\/oauth2\/auth(?:$|[?/])/.test(address.path)) {
      return "oauth2-proxy answers 202 on /oauth2/auth, and Envoy takes 200 alone for a yes";
    }
    if (service === undefined || address.scheme === "https") {
      return `Envoy Gateway asks a Service without TLS, and ${address.text} is none it could name`;
    }
    if (service.namespace !== facts.namespace) {
      return `the auth Service is in the namespace ${service.namespace}, which takes a ReferenceGrant from SecurityPolicy to Service there`;
    }
    return intent.responseHeaders.length === 0
      ? undefined
      : `the backend trusts ${intent.responseHeaders.join(", ")}: nginx drops what a client sends under these names, and Envoy Gateway passes it on where the auth service says nothing (a ClientTrafficPolicy with headers.earlyRequestHeaders.remove on the listener prevents that)`;
  }
};
