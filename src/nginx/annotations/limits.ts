/**
 * Limits per client address, counted per Ingress in each controller pod: requests per second or minute as a leaky bucket with a
 * burst of five times the rate and no delay, and requests in flight. Above them nginx answers 503
 * (internal/ingress/annotations/ratelimit/main.go, v1.15.1).
 */
import type { Intent } from "../../model/intent.ts";
import type { Family } from "./family.ts";
import { parseSourceRange } from "./source-range.ts";
import { parseGoInteger } from "./values.ts";
import type { AnnotationView } from "./view.ts";

const rates = ["limit-rps", "limit-rpm", "limit-connections"] as const;
const shapes = ["limit-burst-multiplier", "limit-allowlist", "limit-whitelist"] as const;

export const limitsFamily: Family = {
  name: "limits",
  docs: "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#rate-limiting",
  keys: Object.fromEntries(
    [...rates, ...shapes].map((name) => [
      name,
      name === "limit-connections" ? "connection-limit" : "rate-limit",
    ]),
  ),
  band: "medium",
  samples: [
    { "limit-rps": "10", "limit-rpm": "300", "limit-burst-multiplier": "3" },
    { "limit-connections": "20" },
    { "limit-rps": "10", "limit-allowlist": "10.0.0.0/8" },
    { "limit-rps": "10", "limit-whitelist": "10.0.0.0/8" },
  ],
  read(view, { entries }) {
    const [perSecond = 0, perMinute = 0, connections = 0] = rates.map((name) => rate(view, name));
    const exempt = exempted(view);
    if (perSecond + perMinute + connections === 0) {
      for (const name of shapes) {
        if (view.raw(name) !== undefined)
          view.ignored.set(name, "without a limit nginx does nothing with it");
      }
      return [];
    }
    const burst = view.integer("limit-burst-multiplier", 5);
    const factor = burst < 1 ? 5 : burst;
    const intents: Intent[] = [];
    if (perSecond + perMinute > 0) {
      intents.push({
        kind: "rate-limit",
        perSecond: perSecond > 0 ? perSecond : undefined,
        perMinute: perMinute > 0 ? perMinute : undefined,
        burstFactor: factor,
        exempt,
        status: refusalStatus(entries["limit-req-status-code"]),
      });
    }
    if (connections > 0) {
      const status = refusalStatus(entries["limit-conn-status-code"]);
      intents.push({ kind: "connection-limit", connections, exempt, status });
    }
    return intents;
  },
};

/** Of the ConfigMap; what is no status of an error is not believed. */
function refusalStatus(written: string | undefined): number {
  const status = parseGoInteger(written ?? "");
  return status !== undefined && status >= 400 && status <= 599 ? status : 503;
}

function rate(view: AnnotationView, name: string): number {
  const value = view.parseOrDrop(name, parseGoInteger, 0, "a whole number");
  if (value > 0) return value;
  if (view.raw(name) !== undefined) view.ignored.set(name, "zero or less means no limit");
  return 0;
}

function exempted(view: AnnotationView): readonly string[] {
  const name = view.raw("limit-allowlist") !== undefined ? "limit-allowlist" : "limit-whitelist";
  if (name === "limit-allowlist" && view.raw("limit-whitelist") !== undefined) {
    view.ignored.set("limit-whitelist", "ingress-nginx reads limit-allowlist and ignores this alias of it");
  }
  const text = view.text(name);
  if (text === undefined) return [];
  const ranges = text.split(",").map(parseSourceRange);
  const usable = ranges.filter((range) => range !== undefined);
  if (usable.length < ranges.length) view.drop(name, "a comma list of CIDRs");
  return [...new Set(usable)].sort();
}
