/**
 * The registry of annotation families: lists them. A new family is one file and one line here.
 */
import { allowListFamily } from "./allow-list.ts";
import { backendProtocolFamily } from "./backend-protocol.ts";
import { bodySizeFamily } from "./body-size.ts";
import { bufferingFamily } from "./buffering.ts";
import { corsFamily } from "./cors.ts";
import type { Family } from "./family.ts";
import { redirectFamily } from "./redirect.ts";
import { rewriteFamily } from "./rewrite.ts";
import { timeoutsFamily } from "./timeouts.ts";

export const families: readonly Family[] = [
  redirectFamily,
  bodySizeFamily,
  timeoutsFamily,
  bufferingFamily,
  allowListFamily,
  backendProtocolFamily,
  rewriteFamily,
  corsFamily,
];
