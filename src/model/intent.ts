/**
 * What an annotation asks for, free of nginx wording and of any target. Durations are milliseconds, sizes bytes.
 * A new kind makes every target fail to compile until it answers.
 */

/** Redirect plain-HTTP requests to https. `when: "tls"` follows the host's TLS state, "always" does not. */
export interface HttpsRedirectIntent {
  readonly kind: "https-redirect";
  readonly when: "tls" | "always" | "never";
}

/** Largest request body; undefined means unlimited. Over it the answer is 413. */
export interface BodyLimitIntent {
  readonly kind: "body-limit";
  readonly bytes: number | undefined;
  /** True when nginx's default of 1 MiB applies because nothing is written. */
  readonly isDefault: boolean;
}

/**
 * nginx timeouts: `read` and `send` bound the gap between two reads or writes, not the whole exchange;
 * `connect` bounds establishing the connection.
 */
export interface TimeoutsIntent {
  readonly kind: "timeouts";
  readonly connect: number;
  readonly read: number;
  readonly send: number;
  /** True when all three are the controller's defaults. */
  readonly isDefault: boolean;
}

export interface BufferingIntent {
  readonly kind: "buffering";
  readonly response: boolean;
  readonly request: boolean;
  /** True when both are nginx's defaults (response off, request on). */
  readonly isDefault: boolean;
}

/** Who may pass by source address (CIDR); others get 403. What is denied stays denied although it is allowed too. */
export interface SourceRangesIntent {
  readonly kind: "source-ranges";
  /** Empty: everyone. */
  readonly allowed: readonly string[];
  readonly denied: readonly string[];
}

export interface BackendProtocolIntent {
  readonly kind: "backend-protocol";
  readonly protocol: "HTTP" | "HTTPS" | "AUTO_HTTP" | "GRPC" | "GRPCS" | "FCGI";
  /** How TLS towards the backend is set up; undefined: no certificates, nothing verified. */
  readonly tls?: BackendTls | undefined;
}

export interface BackendTls {
  /** Holds the client certificate and, as ca.crt, the trusted authority. */
  readonly secret: { readonly namespace: string; readonly name: string };
  readonly verifies: boolean;
  /** The name checked in the certificate; undefined: none is set. */
  readonly name: string | undefined;
}

/** rewrite-target as written; `$1`..`$9` name the groups of the Ingress path. */
export interface RewriteIntent {
  readonly kind: "rewrite";
  readonly target: string;
}

/** Paths are regular expressions. */
export interface RegexIntent {
  readonly kind: "regex";
}

export interface CorsIntent {
  readonly kind: "cors";
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  /** Seconds. */
  readonly maxAge: number;
}

/** Where a redirect leads. What is absent comes from the request. */
export interface RedirectAddress {
  readonly scheme: "http" | "https" | undefined;
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly path: string | undefined;
}

export type RedirectStatus = 301 | 302 | 303 | 307 | 308;

/** Every request of the Ingress's paths is sent to one fixed address, before the https redirect and any access check. */
export interface FixedRedirectIntent {
  readonly kind: "fixed-redirect";
  readonly status: RedirectStatus;
  readonly to: RedirectAddress;
}

/** Requests for exactly `/` of the whole host are sent to this path with 302, on either scheme, before the https redirect. */
export interface AppRootIntent {
  readonly kind: "app-root";
  readonly path: string;
}

/** The `www.` or bare twin of every host redirects to it. */
export interface WwwRedirectIntent {
  readonly kind: "www-redirect";
}

/** Further names for every host of the Ingress: exact names, or `*.x` of any depth. */
export interface HostAliasesIntent {
  readonly kind: "host-aliases";
  readonly names: readonly string[];
}

/** The Host header the backend gets. `<service_name>`, `<namespace>` and `<ingress_name>` stand for those of the path. */
export interface UpstreamHostIntent {
  readonly kind: "upstream-host";
  readonly host: string;
}

/** X-Forwarded-Prefix on requests whose path is rewritten. */
export interface ForwardedPrefixIntent {
  readonly kind: "forwarded-prefix";
  readonly prefix: string;
}

/** A fixed Connection header towards the backend. */
export interface ConnectionHeaderIntent {
  readonly kind: "connection-header";
  readonly value: "close" | "keep-alive";
}

/** Response headers held by a ConfigMap. */
export interface CustomHeadersIntent {
  readonly kind: "custom-headers";
  readonly configMap: { readonly namespace: string; readonly name: string };
}

/**
 * This Ingress's Services take a share of another one's traffic: by header, then cookie, then weight. `switch` and the cookie
 * know the words always and never.
 */
export interface CanaryIntent {
  readonly kind: "canary";
  readonly header:
    | ({ readonly name: string } & (
        | { readonly is: "switch" }
        | { readonly is: "value"; readonly value: string }
        | { readonly is: "pattern"; readonly pattern: string }
      ))
    | undefined;
  readonly cookie: string | undefined;
  /** Of `total`, for requests that neither header nor cookie decided. */
  readonly weight: number;
  readonly total: number;
}

/** A cookie binds a client to one pod of the Service. */
export interface SessionAffinityIntent {
  readonly kind: "session-affinity";
  readonly cookie: string;
  /** undefined: the Ingress path. */
  readonly path: string | undefined;
  /** undefined: until the browser ends. */
  readonly seconds: number | undefined;
  readonly sameSite: "None" | "Lax" | "Strict" | undefined;
  readonly isSecure: boolean;
}

/** Requests with equal keys go to one pod of the Service. */
export interface HashIntent {
  readonly kind: "hash";
  readonly by:
    | { readonly is: "address" | "variable" }
    | { readonly is: "header" | "cookie" | "argument"; readonly name: string };
  /** As written. */
  readonly text: string;
}

/** Requests of one client address, in each pod of the gateway; above it requests are refused. */
export interface RateLimitIntent {
  readonly kind: "rate-limit";
  readonly perSecond: number | undefined;
  readonly perMinute: number | undefined;
  /** The rate times this may come at once. */
  readonly burstFactor: number;
  /** Source ranges that are not limited. */
  readonly exempt: readonly string[];
  /** Of the refusal. */
  readonly status: number;
}

/** Requests in flight of one client address, in each pod of the gateway. */
export interface ConnectionLimitIntent {
  readonly kind: "connection-limit";
  readonly connections: number;
  readonly exempt: readonly string[];
  /** Of the refusal. */
  readonly status: number;
}

/** A password is asked for. */
export interface BasicAuthIntent {
  readonly kind: "basic-auth";
  readonly scheme: "basic" | "digest";
  /** Without a namespace: that of the Ingress. */
  readonly secret: { readonly namespace: string | undefined; readonly name: string };
  /** One key per user instead of an htpasswd file under the key auth. */
  readonly isMap: boolean;
  readonly realm: string;
}

/** Another service decides about every request; a 401 of it may lead to a sign-in page. */
export interface ExternalAuthIntent {
  readonly kind: "external-auth";
  /** nginx variables may stand in it. */
  readonly url: string;
  readonly signin: string | undefined;
  readonly method: string;
  /** Headers of its answer that the backend gets; what the client sends under these names never reaches the backend. */
  readonly responseHeaders: readonly string[];
  /** True when headers of a ConfigMap are added to the question. */
  readonly addsHeaders: boolean;
}

/** Client certificates on the whole host. */
export interface ClientCertificatesIntent {
  readonly kind: "client-certificates";
  /** Holds the authority under the key ca.crt. */
  readonly secret: { readonly namespace: string; readonly name: string };
  /** True when clients without a certificate pass. */
  readonly isOptional: boolean;
  /** True when no certificate is looked at. */
  readonly isOff: boolean;
  /** An expression the subject has to match. */
  readonly matchesName: string | undefined;
  readonly hasErrorPage: boolean;
  /** True when the backend gets the certificate itself. */
  readonly passesOn: boolean;
  /** undefined: nginx's own, 1. */
  readonly depth: number | undefined;
}

/** One passed check of several is enough. */
export interface SatisfyAnyIntent {
  readonly kind: "satisfy-any";
}

/** Changes to headers; each name stands once. */
export interface HeaderChanges {
  readonly set: readonly { readonly name: string; readonly value: string }[];
  readonly add: readonly { readonly name: string; readonly value: string }[];
  readonly remove: readonly string[];
}

/** Paths of a whole host that are answered with a status, beside the paths of Ingresses. */
export interface AnsweredLocation {
  /** How nginx compares the text with a path: the whole of it, its beginning, or as an expression found anywhere in it. */
  readonly is: "exact" | "beginning" | "expression";
  readonly text: string;
  readonly ignoresCase: boolean;
  readonly status: number;
}

/** What raw configuration asks for, as far as it is fixed headers, a redirect, or fixed answers. */
export interface SnippetIntent {
  readonly kind: "snippet";
  readonly request: HeaderChanges;
  readonly response: HeaderChanges;
  /** Before everything else of the paths. Without a path that of the request is kept. */
  readonly redirect: { readonly to: RedirectAddress; readonly status: RedirectStatus } | undefined;
  /** True when nginx leaves some headers out of errors. */
  readonly isPartial: boolean;
  /** Every request of the paths is answered with the status; undefined: none is. */
  readonly answer?: { readonly status: number; readonly afterHttpsRedirect: boolean } | undefined;
  /** For the whole host, on either scheme. */
  readonly locations?: readonly AnsweredLocation[] | undefined;
}

/** Every request is copied to a Service of the same namespace; the answer is thrown away. */
export interface MirrorIntent {
  readonly kind: "mirror";
  readonly service: string;
  readonly port: number;
}

/** Errors that another Service answers, and who stands in for a Service without endpoints. */
export interface ErrorPagesIntent {
  readonly kind: "error-pages";
  /** Empty: errors stay as they are. */
  readonly statuses: readonly number[];
  /** Answers these errors, and everything while the routed Service has no endpoints; undefined: the controller's own. */
  readonly service: string | undefined;
  /** True when errors of the application pass and only those nginx makes are replaced. */
  readonly ownOnly: boolean;
}

/** TLS connections to the hosts are handed to the Service of `/` unopened. */
export interface TlsPassthroughIntent {
  readonly kind: "tls-passthrough";
}

export type Intent =
  | HttpsRedirectIntent
  | BodyLimitIntent
  | TimeoutsIntent
  | BufferingIntent
  | SourceRangesIntent
  | BackendProtocolIntent
  | RewriteIntent
  | RegexIntent
  | CorsIntent
  | FixedRedirectIntent
  | AppRootIntent
  | WwwRedirectIntent
  | HostAliasesIntent
  | UpstreamHostIntent
  | ForwardedPrefixIntent
  | ConnectionHeaderIntent
  | CustomHeadersIntent
  | CanaryIntent
  | SessionAffinityIntent
  | HashIntent
  | RateLimitIntent
  | ConnectionLimitIntent
  | BasicAuthIntent
  | ExternalAuthIntent
  | ClientCertificatesIntent
  | SatisfyAnyIntent
  | SnippetIntent
  | MirrorIntent
  | ErrorPagesIntent
  | TlsPassthroughIntent;

export type IntentKind = Intent["kind"];
export type IntentOf<K extends IntentKind> = Extract<Intent, { readonly kind: K }>;
