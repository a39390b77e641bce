/** The RenderTools port, real: helm on this machine, and charts from repositories and registries. */
import type { RenderTools } from "../../ports/helm.ts";
import { pruneCache } from "./prune.ts";
import { createPull, type PullSettings } from "./pull/pull.ts";
import { createTemplate, type TemplateSettings } from "./template.ts";

export interface RenderToolsSettings {
  readonly template: TemplateSettings;
  readonly pull: PullSettings;
}

/** One per process: limits on renders and downloads side by side are those of one set of tools. */
export function createRenderTools(settings: RenderToolsSettings): RenderTools {
  for (const directory of [settings.template.cacheDirectory, settings.pull.cacheDirectory])
    if (directory !== undefined) void pruneCache(directory);
  return { template: createTemplate(settings.template), pull: createPull(settings.pull) };
}
