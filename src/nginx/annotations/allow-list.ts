/**
 * Source ranges that may pass; everyone else gets 403. `allowlist-source-range` beats its alias `whitelist-source-range`; either
 * replaces the ConfigMap's list. One bad element makes every path of the Ingress answer 503, so it is refused here.
 */

import type { Family } from "./family.ts";
import { parseSourceRange } from "./source-range.ts";

const canonical = "allowlist-source-range";
const alias = "whitelist-source-range";

export const allowListFamily: Family = {
  name: "allow-list",
  docs: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#whitelist-source-range",
  keys: { [canonical]: "allow-list", [alias]: "allow-list" },
  band: "medium",
  read(view, controller) {
    const name = view.raw(canonical) !== undefined ? canonical : alias;
    if (name === canonical && view.raw(alias) !== undefined) {
      view.ignored.set(alias, `ingress-nginx reads ${canonical} and ignores this alias of it`);
    }
    const text = view.text(name);
    const written = text === undefined ? controller.allowedSources : text.split(",");
    const ranges = written.map(parseSourceRange);
    const cidrs = ranges.filter((range) => range !== undefined);
    if (cidrs.length < ranges.length) {
      view.refuse(
        name,
        "an element is no address or CIDR: ingress-nginx answers 503 on every path of this Ingress",
      );
    }
    return ranges.length === 0 ? [] : [{ kind: "allow-list", cidrs: [...new Set(cidrs)].sort() }];
  },
};
