/**
 * TLS handed on unopened (internal/ingress/annotations/sslpassthrough/main.go, pkg/tcpproxy, v1.15.1). Nothing happens unless the
 * controller runs with --enable-ssl-passthrough, which no Ingress shows.
 */
import type { Family } from "./family.ts";
import { parseGoBoolean } from "./values.ts";

export const passthroughFamily: Family = {
  name: "passthrough",
  docs: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#ssl-passthrough",
  keys: { "ssl-passthrough": "tls-passthrough" },
  band: "high",
  samples: [{ "ssl-passthrough": "true" }],
  read(view) {
    const passes = view.parseOrDrop(
      "ssl-passthrough",
      parseGoBoolean,
      false,
      "a Go boolean such as true or false",
    );
    return passes ? [{ kind: "tls-passthrough" }] : [];
  },
};
