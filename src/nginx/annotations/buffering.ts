/**
 * Buffering of responses (off by default, unlike plain nginx) and of request bodies (on by default: the whole body is read
 * before the backend is contacted).
 */
import type { Family } from "./family.ts";
import type { AnnotationView } from "./view.ts";

export const bufferingFamily: Family = {
  name: "buffering",
  docs: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#proxy-buffering",
  keys: { "proxy-buffering": "buffering", "proxy-request-buffering": "buffering" },
  band: "medium",
  read(view, controller) {
    const response = onOrOff(view, "proxy-buffering", controller.responseBuffering);
    const request = onOrOff(view, "proxy-request-buffering", controller.requestBuffering);
    return [{ kind: "buffering", response, request, isDefault: !response && request }];
  },
};

function onOrOff(view: AnnotationView, name: string, fallback: boolean): boolean {
  const text = view.text(name);
  if (text === undefined) return fallback;
  if (text === "on" || text === "off") return text === "on";
  view.ignore(name, "on or off", fallback ? "on" : "off");
  return fallback;
}
