/**
 * The redirect from http to https. It is on by default for hosts with TLS; `force-ssl-redirect` works without TLS and is not
 * cancelled by `ssl-redirect: "false"` (internal/ingress/annotations/rewrite/main.go, v1.15.1).
 */
import type { Family } from "./family.ts";

export const redirectFamily: Family = {
  name: "redirect",
  docs: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#server-side-https-enforcement-through-redirect",
  keys: { "ssl-redirect": "https-redirect", "force-ssl-redirect": "https-redirect" },
  band: "low",
  read(view, controller) {
    const forced = view.boolean("force-ssl-redirect", controller.forceSslRedirect);
    const wanted = view.boolean("ssl-redirect", controller.sslRedirect);
    return [{ kind: "https-redirect", when: forced ? "always" : wanted ? "tls" : "never" }];
  },
};
