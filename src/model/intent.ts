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

/** Only these source ranges (CIDR) may pass; others get 403. */
export interface AllowListIntent {
  readonly kind: "allow-list";
  readonly cidrs: readonly string[];
}

export interface BackendProtocolIntent {
  readonly kind: "backend-protocol";
  readonly protocol: "HTTP" | "HTTPS" | "AUTO_HTTP" | "GRPC" | "GRPCS" | "FCGI";
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

export type Intent =
  | HttpsRedirectIntent
  | BodyLimitIntent
  | TimeoutsIntent
  | BufferingIntent
  | AllowListIntent
  | BackendProtocolIntent
  | RewriteIntent
  | RegexIntent
  | CorsIntent;

export type IntentKind = Intent["kind"];
export type IntentOf<K extends IntentKind> = Extract<Intent, { readonly kind: K }>;
