/**
 * NGINX Gateway Fabric: nginx again, so gaps, body limit and buffering mean what they mean today, by its own policies. It takes
 * `timeouts` of a route without using them, and any regular expression beats every prefix. Field paths: CRDs of v2.6.7.
 */

import type { BodyLimitIntent } from "../../model/intent.ts";
import { accessRefusals } from "../access.ts";
import { noAffinity } from "../balancing.ts";
import { httpsRedirect, pathRewrite, sizeText } from "../core.ts";
import { nativeCors } from "../cors.ts";
import { errorPages } from "../error-pages.ts";
import { refusedAuth } from "../external-auth.ts";
import { noConnectionLimit } from "../limits.ts";
import { withExtensionRefs } from "../policy-objects.ts";
import { nginxLocations } from "../regex.ts";
import { isAtLeast, lacksByReport } from "../reports.ts";
import { routeAnswers } from "../route-answers.ts";
import type { IntentAnswer, Target } from "../target.ts";
import { nginxBackendProtocol } from "./backend-protocol.ts";
import { nginxHash } from "./balancing.ts";
import { nginxBasicAuth } from "./basic-auth.ts";
import { nginxRateLimit } from "./limits.ts";
import { nginxPolicies, nginxServicePolicies } from "./policies.ts";
import { proxyBuffering, proxyTimeouts } from "./proxy-settings.ts";
import { nginxGatewayFabricSupports } from "./reports.ts";
import { nginxSize } from "./values.ts";

export const nginxGatewayFabric: Target = {
  name: "nginx-gateway-fabric",
  title: "NGINX Gateway Fabric",
  regex: nginxLocations,
  lacks: (version, feature) => lacksByReport(nginxGatewayFabricSupports, version, feature),
  policies: nginxPolicies,
  refer: withExtensionRefs,
  servicePolicies: nginxServicePolicies,
  defaults: {
    "proxy-buffering": ({ choice }) =>
      isAtLeast(choice.version, "2.4")
        ? undefined
        : {
            value: "off",
            answer: {
              verdict: "approximate",
              note: "nginx passes responses on as they come; NGINX Gateway Fabric collects them in buffers first, which delays events, and before 2.4 it has no policy to switch that off",
            },
          },
    "proxy-next-upstream": () => undefined,
  },
  table: {
    ...routeAnswers,
    "error-pages": errorPages(
      "write a SnippetsFilter with error_page and its internal location, which the operator has to allow",
    ),
    ...accessRefusals({
      certificates: {
        on: "port",
        further: "A SnippetsPolicy can ask for them too, which the operator has to allow",
      },
    }),
    "external-auth": refusedAuth(
      "Write a SnippetsFilter with auth_request and its internal location, which the operator has to allow",
    ),
    "basic-auth": nginxBasicAuth,
    "rate-limit": nginxRateLimit,
    "connection-limit": noConnectionLimit(
      "NGINX Gateway Fabric limits connections only in raw nginx text (a SnippetsFilter with limit_conn)",
    ),
    "session-affinity": noAffinity("NGINX Gateway Fabric makes session cookies only with NGINX Plus"),
    hash: nginxHash,
    "https-redirect": httpsRedirect,
    "body-limit": bodyLimit,
    timeouts: proxyTimeouts,
    buffering: proxyBuffering,
    "source-ranges": {
      because:
        "NGINX Gateway Fabric has source ranges only in raw nginx text (a SnippetsFilter), which its operator has to allow",
      choices:
        "Write a SnippetsFilter with allow and deny lines (context http.server.location) and refer to it in the rules by hand, check in the application, or choose another target such as envoy-gateway",
    },
    "backend-protocol": nginxBackendProtocol,
    rewrite: pathRewrite,
    regex: () => ({
      answers: {
        "": {
          verdict: "exact",
          note: "paths become regular expressions with nginx's meaning: any case, anchored at the start; the longest is tried first",
        },
      },
    }),
    cors: nativeCors,
  },
};

/** nginx's own default is 1 MiB on both sides. */
function bodyLimit(intent: BodyLimitIntent): IntentAnswer {
  if (intent.bytes === 1024 ** 2) {
    const note = "NGINX Gateway Fabric's own default is 1 MiB too";
    return { answers: { "": { verdict: "exact", note } } };
  }
  const size = intent.bytes === undefined ? { text: "0", isExact: true } : nginxSize(intent.bytes);
  const said =
    intent.bytes === undefined ? "lifts the limit" : `answers 413 to a body over ${sizeText(intent)}`;
  return {
    answers: {
      "": size.isExact
        ? { verdict: "equivalent-with", note: `a ClientSettingsPolicy ${said}` }
        : {
            verdict: "approximate",
            note: `a ClientSettingsPolicy bounds bodies to ${size.text}, the next size its field can hold; nginx ${said}`,
          },
    },
    policies: [
      {
        apiVersion: "gateway.nginx.org/v1alpha1",
        kind: "ClientSettingsPolicy",
        spec: { body: { maxSize: size.text } },
      },
    ],
  };
}
