/**
 * Copies of requests to another address. Only a Service of the same namespace, with the request's own path, has a counterpart
 * (internal/ingress/annotations/mirror/main.go, v1.15.1).
 */
import type { Family } from "./family.ts";

const choices =
  "Write a RequestMirror filter to a Service by hand, or stop mirroring; then remove the annotation";

export const mirrorFamily: Family = {
  name: "mirror",
  docs: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#mirror",
  keys: { "mirror-target": "mirror", "mirror-host": "mirror", "mirror-request-body": "mirror" },
  band: "high",
  samples: [
    {
      "mirror-target": "http://copy.shop.svc.cluster.local:8080$request_uri",
      "mirror-host": "copy.example.com",
      "mirror-request-body": "off",
    },
  ],
  read(view) {
    const target = view.text("mirror-target");
    if (target === undefined) {
      for (const name of ["mirror-host", "mirror-request-body"]) {
        if (view.raw(name) !== undefined)
          view.ignored.set(name, "without mirror-target nginx does nothing with it");
      }
      return [];
    }
    const match =
      /^http:\/\/([a-z][a-z0-9-]{0,62})\.([a-z0-9-]{1,63})(?:\.svc(?:\.cluster\.local)?)?(?::(\d{1,5}))?\$request_uri$/.exec(
        target,
      );
    const [, service = "", namespace = "", port = "80"] = match ?? [];
    if (match === null) {
      view.refuse(
        "mirror-target",
        "it is no Service of the cluster with the path of the request ($request_uri)",
        choices,
      );
      return [];
    }
    if (namespace !== view.namespace) {
      view.refuse(
        "mirror-target",
        `${service} is a Service of another namespace, which needs a ReferenceGrant`,
        choices,
      );
      return [];
    }
    return [{ kind: "mirror", service, port: Number(port) }];
  },
};
