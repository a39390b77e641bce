/**
 * Further names for every host of the Ingress. nginx's own syntax is live here: `*.x` reaches any depth, `~…` is a regular
 * expression (internal/ingress/annotations/alias/main.go, v1.15.1).
 */
import type { Family } from "./family.ts";

const allowed = /^[-A-Za-z0-9._~/:^$[\](){}*+?|&=\\]+$/;

export const serverAliasFamily: Family = {
  name: "server-alias",
  docs: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#server-alias",
  keys: { "server-alias": "host-aliases" },
  band: "medium",
  samples: [{ "server-alias": "shop.example.net" }],
  read(view) {
    const text = view.text("server-alias");
    if (text === undefined) return [];
    const written = text
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
    if (written.some((item) => item.length > 253 || !allowed.test(item))) {
      view.drop("server-alias", "a comma list of nginx server names");
      return [];
    }
    const foreign = written.find((item) => !isRouteName(item.toLowerCase()));
    if (foreign !== undefined) {
      view.refuse(
        "server-alias",
        foreign.startsWith("~")
          ? `${foreign} is a regular expression, and a route lists names`
          : `${foreign} is no name a route can list`,
      );
      return [];
    }
    const names = [...new Set(written.map((item) => item.toLowerCase()))].sort();
    return names.length === 0 ? [] : [{ kind: "host-aliases", names }];
  },
};

/** DNS labels, with at most one leading wildcard label. */
function isRouteName(text: string): boolean {
  const labels = text.split(".");
  const named = labels[0] === "*" ? labels.slice(1) : labels;
  if (named.length === 0 || /^[\d.]+$/.test(text)) return false;
  return named.every((label) => label.length <= 63 && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(label));
}
