/**
 * Rendering charts and fetching them. What a chart or a values text does wrong is a coded answer, never an exception; only a broken
 * machine throws.
 */
import type { ChartPull, ChartPullResult, HelmRender, HelmTemplate } from "../model/render.ts";

export interface RenderTools {
  template(request: HelmTemplate): Promise<HelmRender>;
  pull(request: ChartPull): Promise<ChartPullResult>;
}
