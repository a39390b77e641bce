/**
 * The real helm for tests, with one cache for all of them: renders are kept by content, so a second run of the suite renders nothing.
 * Charts are fetched from this machine only.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRenderTools } from "../../src/adapters/helm/tools.ts";
import type { ChartLocation } from "../../src/model/release.ts";
import type { RenderTools } from "../../src/ports/helm.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** `npm run tools` brings it. */
export const pinnedHelm = join(root, ".tools", "bin", "helm");
const cache = join(root, "node_modules", ".cache", "tidegate");

export function realTools(): RenderTools {
  const tools = createRenderTools({
    template: {
      environment: { PATH: process.env["PATH"], TIDEGATE_HELM: pinnedHelm },
      cacheDirectory: join(cache, "renders"),
    },
    pull: { cacheDirectory: join(cache, "archives"), allowPrivate: true, time: 5000 },
  });
  return {
    template: tools.template,
    pull: async (request) => {
      if (!request.allowed || isLocal(request.location)) return tools.pull(request);
      return { kind: "refused", refusal: { code: "unreachable", message: "tests reach this machine only" } };
    },
  };
}

function isLocal({ url }: ChartLocation): boolean {
  return URL.canParse(url) && ["localhost", "127.0.0.1"].includes(new URL(url).hostname);
}
