/**
 * Rewriting and regular-expression paths. Both switch EVERY path of the host to case-insensitive regexes, whichever Ingress
 * they belong to; that is worked out host-wide by the translation. A target with other characters than these is ignored as a
 * whole: no rewrite, no regexes (internal/ingress/annotations/rewrite/main.go, v1.15.1).
 */
import type { Intent } from "../../model/intent.ts";
import type { Family } from "./family.ts";

export const rewriteFamily: Family = {
  name: "rewrite",
  docs: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#rewrite",
  keys: { "rewrite-target": "rewrite", "use-regex": "regex" },
  band: "medium",
  read(view) {
    const intents: Intent[] = [];
    const target = view.text("rewrite-target");
    if (target !== undefined) {
      if (/^\/?[-._~a-zA-Z0-9/:$]*$/.test(target)) intents.push({ kind: "rewrite", target });
      else view.ignore("rewrite-target", "made of letters, digits and - . _ ~ / : $", "no rewrite");
    }
    if (view.boolean("use-regex", false)) intents.push({ kind: "regex" });
    return intents;
  },
};
