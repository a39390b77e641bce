/**
 * Source ranges that may pass, or may not; everyone else gets 403. Denied ranges are looked at first. `allowlist-source-range` beats
 * its alias `whitelist-source-range`; either list replaces the ConfigMap's. One bad element makes every path of the Ingress answer
 * 503, so it is refused here (internal/ingress/annotations/ipallowlist and ipdenylist, v1.15.1).
 */
import type { Family } from "./family.ts";
import { parseSourceRange } from "./source-range.ts";
import type { AnnotationView } from "./view.ts";

const canonical = "allowlist-source-range";
const alias = "whitelist-source-range";
const denying = "denylist-source-range";

export const sourceRangesFamily: Family = {
  name: "source-ranges",
  docs: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#whitelist-source-range",
  keys: { [canonical]: "source-ranges", [alias]: "source-ranges", [denying]: "source-ranges" },
  band: "medium",
  samples: [{ [denying]: "192.0.2.0/24" }],
  read(view, controller) {
    const name = view.raw(canonical) !== undefined ? canonical : alias;
    if (name === canonical && view.raw(alias) !== undefined) {
      view.ignored.set(alias, `ingress-nginx reads ${canonical} and ignores this alias of it`);
    }
    const allowed = ranges(view, name, controller.allowedSources);
    const denied = ranges(view, denying, controller.deniedSources);
    return allowed.length + denied.length === 0 ? [] : [{ kind: "source-ranges", allowed, denied }];
  },
};

function ranges(view: AnnotationView, name: string, fallback: readonly string[]): readonly string[] {
  const text = view.text(name);
  const written = text === undefined ? fallback : text.split(",");
  const cidrs = written.map(parseSourceRange);
  const usable = cidrs.filter((range) => range !== undefined);
  if (usable.length < cidrs.length) {
    view.refuse(
      name,
      "an element is no address or CIDR: ingress-nginx answers 503 on every path of this Ingress",
    );
  }
  return [...new Set(usable)].sort();
}
