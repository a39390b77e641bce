import { expect, test } from "vitest";
import { planWaves } from "../../../src/plan/waves.ts";
import { takeInventory } from "../../../src/sources/inventory.ts";
import { defaultConfig } from "../sources/config-for-tests.ts";
import { storySnapshot } from "../sources/story.ts";

test("the reference story has three light services, two of middle weight and a heavy one, in three waves", () => {
  const config = defaultConfig();
  const inventory = takeInventory(storySnapshot(), config);

  const waves = planWaves({ clusters: inventory.value.clusters, config });

  expect(inventory.diagnostics).toEqual([]);
  expect(waves.diagnostics).toEqual([]);
  expect(
    waves.value.map(({ number, name, services }) => [number, name, ...services.map((s) => s.name)]),
  ).toEqual([
    [1, "low complexity", "ml-serving/ml-serving", "monitoring/grafana", "monitoring/mlflow"],
    [2, "medium complexity", "inference/llm-gateway", "inference/qdrant"],
    [3, "high complexity", "argocd/argocd-server"],
  ]);
});
