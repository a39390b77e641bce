/**
 * ConfigMap keys that are set and not carried over by the routes. Access control and raw configuration stop everything; what only
 * differs is said once. Keys the annotation families read as defaults are not repeated here.
 */
import { type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import { parseSourceRange } from "./annotations/source-range.ts";
import { parseGoBoolean } from "./annotations/values.ts";
import type { ControllerConfig } from "./controller.ts";

const decisions: Readonly<Record<string, string>> = {
  "global-auth-url": "an external service decides about every request",
  "block-cidrs": "listed client addresses are refused everywhere",
  "block-user-agents": "listed clients are refused everywhere",
  "block-referers": "listed referers are refused everywhere",
  "enable-modsecurity": "a web application firewall stands before every service",
  "modsecurity-snippet": "it holds rules of a web application firewall",
  "main-snippet": "raw nginx configuration can do anything",
  "http-snippet": "raw nginx configuration can do anything",
  "server-snippet": "raw nginx configuration can do anything",
  "location-snippet": "raw nginx configuration can do anything",
  "limit-rate": "every response is throttled",
};

const differences: Readonly<Record<string, string>> = {
  "custom-http-errors":
    "where an application answers with one of these statuses, clients get page and status of the controller's default backend; after the move they get the application's own",
  "use-forwarded-headers":
    "client address, scheme and host then come from X-Forwarded-* headers; where a load balancer before nginx ends TLS, the https redirect of the new routes would go round in circles",
  "enable-real-ip": "client addresses are then taken from a header",
  "use-proxy-protocol": "client addresses then come from the PROXY protocol",
  "proxy-set-headers": "further request headers are sent to every backend",
  "add-headers": "further headers are added to every response",
  "hide-headers": "headers of backends are removed from every response",
  "proxy-add-original-uri-header": "backends receive X-Original-URI",
  "enable-underscores-in-headers": "request headers with underscores pass",
  "relative-redirects": "redirects of nginx then name no host",
  "use-port-in-redirects": "redirects of nginx then name the port",
  "ssl-reject-handshake": "TLS connections for unknown names are refused",
  "ssl-ciphers": "the TLS ciphers are restricted",
  "ssl-protocols": "the TLS versions are restricted",
  "retry-non-idempotent": "POST requests are retried as well",
  "service-upstream": "requests go to Service addresses instead of pods",
};

export function controllerFindings(controller: ControllerConfig): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const key of ["whitelist-source-range", "denylist-source-range"] as const) {
    const sources = key === "whitelist-source-range" ? controller.allowedSources : controller.deniedSources;
    const odd = sources.find((source) => parseSourceRange(source) === undefined);
    if (odd === undefined) continue;
    const because = `${odd} is no address or CIDR, so nobody can say who may pass`;
    const value = controller.entries[key] ?? "";
    found.push(diagnose("controller-setting-needs-decision", { key, value, because }));
  }
  for (const [key, value] of Object.entries(controller.entries)) {
    if (value.trim() === "" || value === "0" || parseGoBoolean(value) === false) continue;
    const decision = Object.hasOwn(decisions, key) ? decisions[key] : undefined;
    const difference = Object.hasOwn(differences, key) ? differences[key] : undefined;
    if (decision !== undefined) {
      found.push(diagnose("controller-setting-needs-decision", { key, value, because: decision }));
    } else if (difference !== undefined) {
      found.push(diagnose("controller-setting-differs", { key, value, because: difference }));
    }
  }
  return found;
}
