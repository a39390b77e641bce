/**
 * What becomes of every key that no family translates yet. `blocker`: it changes who may pass, where requests go or what
 * clients see, so a person decides. `approximate`: it is dropped, and what differs is said. `inert`: tuning or bookkeeping of
 * nginx that the new side does by itself. The reasons condense the controller's behaviour at v1.15.1; fail closed wherever a
 * key can guard access.
 */
import type { Complexity } from "../../model/plan.ts";

export interface OtherKey {
  readonly fate: "blocker" | "approximate" | "inert";
  /** A clause: why. */
  readonly because: string;
  /** For a blocker: what a person can do. */
  readonly choices: string;
  readonly band: Complexity;
  /** Values that equal nginx's default; "false" stands for every Go spelling of it. */
  readonly harmless: readonly string[];
  /** Without one of these keys in force nginx does nothing with this one. */
  readonly onlyWith: readonly string[];
  /** Even an empty value counts: nginx looks at the name alone. */
  readonly byName?: boolean;
}

interface Shape {
  readonly band?: Complexity;
  readonly harmless?: readonly string[];
  readonly onlyWith?: readonly string[];
  readonly byName?: boolean;
}

type Entries = Readonly<Record<string, OtherKey>>;

function blocks(names: readonly string[], because: string, choices: string, shape: Shape = {}): Entries {
  const entry: OtherKey = {
    fate: "blocker",
    because,
    choices,
    band: "high",
    harmless: [],
    onlyWith: [],
    ...shape,
  };
  return Object.fromEntries(names.map((name) => [name, entry]));
}

function inert(names: readonly string[], because: string): Entries {
  const entry: OtherKey = { fate: "inert", because, choices: "", band: "low", harmless: [], onlyWith: [] };
  return Object.fromEntries(names.map((name) => [name, entry]));
}

function differs(names: readonly string[], because: string): Entries {
  const entry: OtherKey = {
    fate: "approximate",
    because,
    choices: "",
    band: "low",
    harmless: ["false"],
    onlyWith: [],
  };
  return Object.fromEntries(names.map((name) => [name, entry]));
}

export const otherKeys: Entries = {
  ...inert(
    ["enable-global-auth"],
    "it only switches the controller's global-auth-url for this Ingress, and the ConfigMap read here sets none",
  ),
  ...blocks(
    ["limit-rate", "limit-rate-after"],
    "it slows every response down to so many kilobytes a second",
    "Slow responses down in the application or in front of the gateway, or decide to go without; then remove the annotation",
    { harmless: ["0"] },
  ),
  ...blocks(
    ["enable-modsecurity", "enable-owasp-core-rules"],
    "it puts a web application firewall before the service",
    "Run the firewall in front of the new gateway, or decide to go without; then remove the annotation",
    { harmless: ["false"] },
  ),
  ...blocks(
    ["modsecurity-snippet"],
    "it holds firewall rules in nginx's language",
    "Move the rules to the firewall in front of the new gateway; then remove the annotation",
    { byName: true },
  ),
  ...blocks(
    ["modsecurity-transaction-id"],
    "it belongs to the web application firewall of this Ingress",
    "Move the firewall first; then remove the annotation",
    { onlyWith: ["enable-modsecurity"] },
  ),
  ...blocks(
    ["auth-snippet", "stream-snippet"],
    "raw nginx configuration can do anything, also guard access, and no gateway reads it",
    "Say what the snippet does with fields or policies of the new gateway, or move it into the application; then remove the annotation",
    { byName: true },
  ),
  ...blocks(
    ["affinity-canary-behavior"],
    "it says whether a canary keeps the clients that session affinity bound to main",
    "Finish or drop the canary, or the affinity; then remove the annotation",
    { onlyWith: ["canary"], harmless: ["sticky"] },
  ),
  ...blocks(
    ["ssl-ciphers"],
    "it restricts the TLS ciphers of the host",
    "Set the ciphers on the Gateway's listener or in a policy of the implementation; then remove the annotation",
  ),
  ...blocks(
    ["proxy-cookie-domain", "proxy-cookie-path", "proxy-redirect-from"],
    "it changes cookies or Location headers of the backend, which no Gateway API field does",
    "Let the application send its public names and paths; then remove the annotation",
    { harmless: ["off"] },
  ),
  ...blocks(
    ["proxy-redirect-to"],
    "it changes Location headers of the backend",
    "Let the application send its public names and paths; then remove the annotation",
    { harmless: ["off"], onlyWith: ["proxy-redirect-from"] },
  ),
  ...blocks(
    ["fastcgi-index", "fastcgi-params-configmap"],
    "it belongs to a FastCGI backend, which no gateway speaks to",
    "Put an HTTP server before the FastCGI process; then remove the annotation",
    { onlyWith: ["backend-protocol"] },
  ),
  ...inert(["preserve-trailing-slash"], "the new https redirect always keeps the trailing slash"),
  ...differs(
    ["relative-redirects", "use-port-in-redirects"],
    "the new redirects lead to the same place and always name the host, without a default port",
  ),
  ...inert(
    ["load-balance", "service-upstream"],
    "it chooses among the pods of the same Service, which the new data plane does by itself",
  ),
  ...differs(
    ["proxy-next-upstream", "proxy-next-upstream-timeout", "proxy-next-upstream-tries"],
    "it tunes nginx's retries; the new route asks for none, and the gateway retries as it does by itself",
  ),
  ...inert(
    [
      "client-body-buffer-size",
      "proxy-buffer-size",
      "proxy-buffers-number",
      "proxy-busy-buffers-size",
      "proxy-max-temp-file-size",
    ],
    "it sizes buffers inside nginx that the new data plane does not have",
  ),
  ...inert(
    ["proxy-http-version"],
    "it chooses between HTTP/1.0 and 1.1 towards the backend, which the new data plane decides by itself",
  ),
  ...inert(["http2-push-preload"], "no nginx of this controller and no browser does HTTP/2 push any more"),
  ...inert(["ssl-prefer-server-ciphers"], "it only orders ciphers that both sides accept anyway"),
  ...inert(
    ["enable-access-log", "enable-rewrite-log"],
    "it switches nginx's own logs; the new gateway has its own logging",
  ),
  ...inert(
    ["enable-opentelemetry", "opentelemetry-operation-name", "opentelemetry-trust-incoming-span"],
    "it switches nginx's own tracing; the new gateway has its own",
  ),
  ...inert(
    ["secure-verify-ca-secret"],
    "it has had no effect since ingress-nginx 0.27, which only watches the Secret it names",
  ),
};

/** Keys that ingress-nginx of the last release does not read, with the release that stopped where it is known. */
export const deadKeys: Readonly<Record<string, string>> = {
  "add-base-url": "0.22",
  "base-url-scheme": "0.22",
  "secure-backends": "0.21",
  "grpc-backend": "0.21",
  "session-cookie-hash": "0.24",
  "enable-influxdb": "1.7.1",
  "influxdb-measurement": "1.7.1",
  "influxdb-port": "1.7.1",
  "influxdb-host": "1.7.1",
  "influxdb-server-name": "1.7.1",
  "global-rate-limit": "1.12",
  "global-rate-limit-window": "1.12",
  "global-rate-limit-key": "1.12",
  "global-rate-limit-ignored-cidrs": "1.12",
  "enable-opentracing": "1.10",
  "opentracing-trust-incoming-span": "1.10",
  "set-real-ip-from": "",
  "large-client-header-buffers": "",
  "client-header-buffer-size": "",
  "client-max-body-size": "",
  "client-body-timeout": "",
  "proxy-buffers": "",
  priority: "",
  "add-hosts": "",
  "proxy-set-headers": "",
  "proxy-hide-headers": "",
  "lua-resty-waf": "",
  "lua-resty-waf-debug": "",
  "lua-resty-waf-ignore-rulesets": "",
  "lua-resty-waf-extra-rules": "",
  "lua-resty-waf-allow-unknown-content-types": "",
  "lua-resty-waf-score-threshold": "",
  "lua-resty-waf-process-multipart-body": "",
};
