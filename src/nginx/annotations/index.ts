/**
 * The registry of annotation families: lists them. A new family is one file and one line here.
 */
import { accessFamily } from "./access.ts";
import { appRootFamily } from "./app-root.ts";
import { backendProtocolFamily } from "./backend-protocol.ts";
import { balancingFamily } from "./balancing.ts";
import { bodySizeFamily } from "./body-size.ts";
import { bufferingFamily } from "./buffering.ts";
import { canaryFamily } from "./canary.ts";
import { corsFamily } from "./cors.ts";
import { customHeadersFamily } from "./custom-headers.ts";
import { errorPagesFamily } from "./error-pages.ts";
import { externalAuthFamily } from "./external-auth.ts";
import type { Family } from "./family.ts";
import { fixedRedirectFamily } from "./fixed-redirect.ts";
import { limitsFamily } from "./limits.ts";
import { mirrorFamily } from "./mirror.ts";
import { passthroughFamily } from "./passthrough.ts";
import { redirectFamily } from "./redirect.ts";
import { rewriteFamily } from "./rewrite.ts";
import { serverAliasFamily } from "./server-alias.ts";
import { snippetsFamily } from "./snippets.ts";
import { sourceRangesFamily } from "./source-ranges.ts";
import { timeoutsFamily } from "./timeouts.ts";
import { upstreamHostFamily } from "./upstream-host.ts";

export const families: readonly Family[] = [
  redirectFamily,
  bodySizeFamily,
  timeoutsFamily,
  bufferingFamily,
  sourceRangesFamily,
  backendProtocolFamily,
  rewriteFamily,
  corsFamily,
  fixedRedirectFamily,
  appRootFamily,
  serverAliasFamily,
  upstreamHostFamily,
  customHeadersFamily,
  canaryFamily,
  balancingFamily,
  limitsFamily,
  accessFamily,
  externalAuthFamily,
  snippetsFamily,
  mirrorFamily,
  errorPagesFamily,
  passthroughFamily,
];
