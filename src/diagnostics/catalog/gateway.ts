/** Diagnostics of `gateway`: codes with their parameters, and their wording. */
import type { Catalog } from "../entry.ts";

// biome-ignore lint/suspicious/noEmptyInterface: filled as the room grows
export interface GatewayParams {}

export const gatewayCatalog: Catalog<GatewayParams> = {};
