/** Diagnostics of `app`: codes with their parameters, and their wording. */
import type { Catalog } from "../entry.ts";

// biome-ignore lint/suspicious/noEmptyInterface: filled as the room grows
export interface AppParams {}

export const appCatalog: Catalog<AppParams> = {};
