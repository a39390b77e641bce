/**
 * The start page: requests for exactly `/` get a 302 to this path. It is written at server level, so it holds for the whole host
 * whichever Ingress owns `/` (rootfs/etc/nginx/template/nginx.tmpl, v1.15.1).
 */
import type { Family } from "./family.ts";

export const appRootFamily: Family = {
  name: "app-root",
  docs: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#rewrite",
  keys: { "app-root": "app-root" },
  band: "low",
  samples: [{ "app-root": "/ui" }],
  read(view) {
    const path = view.text("app-root");
    if (path === undefined) return [];
    if (!/^\/[-._~a-zA-Z0-9/:$]*$/.test(path) || path.startsWith("//")) {
      view.ignore("app-root", "an absolute path of letters, digits and - . _ ~ / : $", "no redirect");
      return [];
    }
    if (path.includes("$")) {
      view.refuse("app-root", "the path holds an nginx variable, which no route knows");
      return [];
    }
    if (path === "/") {
      view.refuse("app-root", "it redirects / to itself: nginx sends browsers in circles");
      return [];
    }
    return [{ kind: "app-root", path }];
  },
};
