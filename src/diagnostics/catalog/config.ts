/** Diagnostics of `config`: codes with their parameters, and their wording. */
import type { Catalog } from "../entry.ts";

// biome-ignore lint/suspicious/noEmptyInterface: filled as the room grows
export interface ConfigParams {}

export const configCatalog: Catalog<ConfigParams> = {};
