/**
 * Intents that Gateway API's own fields answer on every target; a target that cannot follow overrides the entry.
 */
import { canary } from "./canary.ts";
import { errorPages } from "./error-pages.ts";
import { connectionHeader, customHeaders, forwardedPrefix, upstreamHost } from "./headers.ts";
import { mirror } from "./mirror.ts";
import { appRoot, fixedRedirect, hostAliases, wwwRedirect } from "./redirects.ts";
import { snippet } from "./snippet.ts";
import type { TargetTable } from "./target.ts";
import { tlsPassthrough } from "./tls-passthrough.ts";

export const routeAnswers = {
  "fixed-redirect": fixedRedirect,
  "app-root": appRoot,
  "www-redirect": wwwRedirect,
  "host-aliases": hostAliases,
  "upstream-host": upstreamHost,
  "forwarded-prefix": forwardedPrefix,
  "connection-header": connectionHeader,
  "custom-headers": customHeaders,
  canary,
  snippet,
  mirror,
  "error-pages": errorPages(),
  "tls-passthrough": tlsPassthrough,
} satisfies Partial<TargetTable>;
