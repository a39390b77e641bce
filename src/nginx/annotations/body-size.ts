/**
 * The largest request body. nginx answers 413 above 1 MiB unless told otherwise; "0" means no limit.
 */
import type { Family } from "./family.ts";
import { parseBodySize } from "./size.ts";

export const bodySizeFamily: Family = {
  name: "body-size",
  docs: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#custom-max-body-size",
  keys: { "proxy-body-size": "body-limit" },
  band: "low",
  read(view, controller) {
    const text = view.text("proxy-body-size");
    const size = text === undefined ? undefined : parseBodySize(text);
    if (size !== undefined) return [{ kind: "body-limit", bytes: size.bytes, isDefault: false }];
    if (text !== undefined) {
      view.ignore("proxy-body-size", "digits with an optional k, m or g", "the controller's limit");
    }
    return [{ kind: "body-limit", bytes: controller.bodySize, isDefault: true }];
  },
};
