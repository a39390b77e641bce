/**
 * Errors that another Service answers, and the Service that stands in while the routed one has no endpoints
 * (internal/ingress/annotations/{customhttperrors,defaultbackend,disableproxyintercepterrors}/main.go, v1.15.1). An annotation
 * replaces the list of the ConfigMap; the Service that answers chooses the status clients see.
 */
import type { ControllerConfig } from "../controller.ts";
import type { Family } from "./family.ts";
import { parseGoBoolean, parseGoInteger } from "./values.ts";
import type { AnnotationView } from "./view.ts";

const statusList = /^[45]\d\d(?:,[45]\d\d)*$/;
const serviceName = /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

export const errorPagesFamily: Family = {
  name: "error-pages",
  docs: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#custom-http-errors",
  keys: {
    "custom-http-errors": "error-pages",
    "default-backend": "error-pages",
    "disable-proxy-intercept-errors": "error-pages",
  },
  band: "medium",
  samples: [
    { "custom-http-errors": "404,503" },
    { "default-backend": "standby" },
    { "custom-http-errors": "404,503", "disable-proxy-intercept-errors": "true" },
  ],
  read(view, controller) {
    const statuses = readStatuses(view, controller);
    const service = readService(view);
    const fallback = parseGoBoolean(controller.entries["disable-proxy-intercept-errors"] ?? "") ?? false;
    const ownOnly = view.boolean("disable-proxy-intercept-errors", fallback);
    if (statuses.length === 0) {
      const because = "without custom-http-errors nginx does nothing with it";
      view.ignored.set("disable-proxy-intercept-errors", because);
    }
    if (statuses.length === 0 && service === undefined) return [];
    return [{ kind: "error-pages", statuses, service, ownOnly }];
  },
};

function readStatuses(view: AnnotationView, controller: ControllerConfig): readonly number[] {
  const written = view.text("custom-http-errors");
  if (written === undefined) return configuredStatuses(controller);
  if (statusList.test(written)) return written.split(",").map(Number);
  view.drop("custom-http-errors", "a list of statuses from 400 to 599 with commas and no spaces");
  return [];
}

/** Of the ConfigMap; what is no number there is left out (internal/ingress/controller/template/configmap.go). */
export function configuredStatuses({ entries }: Pick<ControllerConfig, "entries">): readonly number[] {
  const items = (entries["custom-http-errors"] ?? "").split(",");
  return items.flatMap((item) => parseGoInteger(item.trim()) ?? []);
}

function readService(view: AnnotationView): string | undefined {
  const name = view.text("default-backend");
  if (name !== undefined && !serviceName.test(name)) {
    view.drop("default-backend", "the name of a Service of its namespace");
    return undefined;
  }
  return name;
}
