/** The RenderTools port, real: helm on this machine, and charts from repositories and registries. */
import type { RenderTools } from "../../ports/helm.ts";
import { createPull, type PullSettings } from "./pull/pull.ts";
import { createTemplate, type TemplateSettings } from "./template.ts";

export interface RenderToolsSettings {
  readonly template: TemplateSettings;
  readonly pull: PullSettings;
}

export function createRenderTools(settings: RenderToolsSettings): RenderTools {
  return { template: createTemplate(settings.template), pull: createPull(settings.pull) };
}
