/**
 * Answers about the Host and headers of requests and responses: Gateway API's modifiers say them with literal values.
 */
import { answer, refuse } from "./core.ts";
import type { Emit } from "./target.ts";

export const upstreamHost: Emit<"upstream-host"> = ({ host }, { supports }) => {
  if (!supports("HTTPRouteHostRewrite")) {
    return refuse(
      "this target cannot change the Host sent to a backend",
      "Let the application accept its public name",
    );
  }
  const shown = host.replace(/<([a-z_]+)>/g, "$$$1");
  return {
    answers: { "": { verdict: "exact", note: `the backend gets ${shown} as its Host` } },
    filters: [{ type: "URLRewrite", urlRewrite: { hostname: host } }],
  };
};

export const forwardedPrefix: Emit<"forwarded-prefix"> = ({ prefix }, { facts }) => {
  if (facts.rewrites === false) {
    return answer(
      "inert",
      "nginx sends it only where it rewrites the path, and no path of this Ingress is rewritten",
    );
  }
  const set = [{ name: "X-Forwarded-Prefix", value: prefix }];
  return {
    answers: { "": { verdict: "exact", note: `rewritten requests carry X-Forwarded-Prefix: ${prefix}` } },
    rewriteFilters: [{ type: "RequestHeaderModifier", requestHeaderModifier: { set } }],
  };
};

export const connectionHeader: Emit<"connection-header"> = ({ value }) =>
  answer(
    "approximate",
    value === "close"
      ? "nginx closed every connection to the backend; the new data plane keeps them open and lets websockets pass"
      : "the new data plane keeps connections to the backend open by itself, and lets websockets pass, which nginx did not",
  );

const choices =
  "Write the headers into a ResponseHeaderModifier filter by hand, or send them from the application; then remove the annotation";

export const customHeaders: Emit<"custom-headers"> = ({ configMap }, { facts }) => {
  const { namespace, name } = configMap;
  const found = facts.customHeaders;
  if (found === undefined) return refuse(`ConfigMap ${namespace}/${name} is not in the repository`, choices);
  if (found.is === "refused") return refuse(found.because, choices);
  const set = Object.entries(found.headers).map(([header, value]) => ({ name: header, value }));
  if (set.length === 0) return answer("inert", "the ConfigMap holds no header");
  const note = `responses of the backend carry ${set.map((header) => header.name).join(", ")}; nginx sets them on its own errors and redirects as well`;
  return {
    answers: { "": { verdict: "approximate", note } },
    filters: [{ type: "ResponseHeaderModifier", responseHeaderModifier: { set } }],
  };
};
