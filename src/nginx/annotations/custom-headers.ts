/**
 * Response headers from a ConfigMap, named namespace/name. Every header must be allowed by the controller's
 * `global-allowed-response-headers`, else all paths answer 503 (internal/ingress/annotations/customheaders/main.go, v1.15.1).
 */
import type { Family } from "./family.ts";

export const customHeadersFamily: Family = {
  name: "custom-headers",
  docs: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#custom-headers",
  keys: { "custom-headers": "custom-headers" },
  band: "medium",
  samples: [{ "custom-headers": "shop/headers" }],
  read(view) {
    const text = view.text("custom-headers");
    if (text === undefined) return [];
    const match = /^([a-z0-9][a-z0-9.-]{0,252})\/([a-z0-9][a-z0-9.-]{0,252})$/.exec(text);
    if (match === null) {
      view.refuse("custom-headers", "the value does not name a ConfigMap as namespace/name");
      return [];
    }
    const [, namespace = "", name = ""] = match;
    return [{ kind: "custom-headers", configMap: { namespace, name } }];
  },
};
