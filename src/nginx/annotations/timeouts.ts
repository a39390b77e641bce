/**
 * Timeouts towards the backend, in whole seconds. Read and send bound the gap between two reads or writes: nginx has no limit
 * on the whole exchange. "50s" is not an integer and has no effect.
 */
import type { Family } from "./family.ts";
import type { AnnotationView } from "./view.ts";

export const timeoutsFamily: Family = {
  name: "timeouts",
  docs: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#custom-timeouts",
  keys: {
    "proxy-connect-timeout": "timeouts",
    "proxy-read-timeout": "timeouts",
    "proxy-send-timeout": "timeouts",
  },
  band: "medium",
  read(view, controller) {
    const connect = seconds(view, "proxy-connect-timeout", controller.connectTimeout);
    const read = seconds(view, "proxy-read-timeout", controller.readTimeout);
    const send = seconds(view, "proxy-send-timeout", controller.sendTimeout);
    const isDefault =
      connect === controller.connectTimeout &&
      read === controller.readTimeout &&
      send === controller.sendTimeout;
    return [{ kind: "timeouts", connect, read, send, isDefault }];
  },
};

function seconds(view: AnnotationView, name: string, fallback: number): number {
  const value = view.integer(name, fallback / 1000);
  if (value > 0) return value * 1000;
  view.refuse(
    name,
    "a timeout of zero or less breaks or disables the connection in nginx in ways no route can say",
  );
  return fallback;
}
