/** `helmCharts`: rendered by whoever was given for it, else reported and left out. Charts are objects like any other from here on. */

import type { Json } from "../../../model/kube.ts";
import { type Accumulator, append, isLive } from "./accumulator.ts";
import { type BuildContext, report } from "./context.ts";
import { fail } from "./failure.ts";
import type { Kustomization } from "./kustomization.ts";
import type { Resource } from "./resource.ts";
import { fromJson, isBranch, textOf } from "./tree.ts";

export function addCharts(
  context: BuildContext,
  accumulator: Accumulator,
  kustomization: Kustomization,
): void {
  const { helmCharts = [], helmGlobals = {}, helmChartInflationGenerator = [] } = kustomization.fields;
  helmCharts.forEach((chart, index) => {
    const at = kustomization.placeOf(["helmCharts", index]);
    const objects = context.renderChart?.({
      chart,
      globals: helmGlobals,
      kustomization: kustomization.path,
      at,
    });
    if (objects === undefined) {
      report(context, "kustomize-build-charts", { chart: chart.name ?? "" }, at);
      accumulator.isPartial = true;
      return;
    }
    for (const object of objects) {
      const root = fromJson(object as unknown as Json); // a rendered object is JSON
      const resource: Resource = {
        root: isBranch(root) ? root : undefined,
        origin: {
          path: kustomization.path,
          document: 0,
          item: undefined,
          place: at,
          generatedBy: "helmCharts",
        },
        hops: [{ kind: "kustomize", path: kustomization.path, line: at.line }],
        touches: [],
        unfollowed: [],
      };
      if (!isLive(resource)) continue;
      if (textOf(resource.root.get("kind")) === "" || object.metadata?.name === undefined) {
        const problem = `the chart \`${chart.name ?? ""}\` gives an object without kind or name`;
        fail("kustomize-build-invalid-object", { problem }, at);
      }
      append(accumulator, resource, "helmCharts", at);
    }
    context.budget.hold("objects", accumulator.resources.length);
  });
  helmChartInflationGenerator.forEach(({ chartName = "" }, index) => {
    const at = kustomization.placeOf(["helmChartInflationGenerator", index]);
    report(context, "kustomize-build-charts", { chart: chartName }, at);
    accumulator.isPartial = true;
  });
}
