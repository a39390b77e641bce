/** The configuration of a repository without a file, with what a test wants different. */
import { resolveConfig } from "../../../src/config/resolve.ts";
import type { Config } from "../../../src/model/config.ts";

export function defaultConfig(changes: Partial<Config> = {}): Config {
  return { ...resolveConfig(undefined, { gateways: [] }).value.config, ...changes };
}
