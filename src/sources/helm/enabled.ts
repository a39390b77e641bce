/**
 * Whether a dependency is rendered at all: its condition (the first key path that holds a boolean) wins over its tags; without
 * either it is on (helm/helm pkg/chart/v2/util/dependencies.go, 4.1).
 */
import type { Json } from "../../model/kube.ts";
import { isMapping } from "../objects/parse.ts";
import type { ChartDependency } from "./chart-file.ts";

/** `values` are those of the chart that lists the dependency, all layers merged. */
export function isDependencyEnabled(dependency: ChartDependency, values: Json): boolean {
  for (const path of (dependency.condition ?? "").split(",")) {
    const value = path.trim() === "" ? undefined : at(values, path.trim().split("."));
    if (typeof value === "boolean") return value;
  }
  const states = dependency.tags.flatMap((tag) => {
    const state = at(values, ["tags", tag]);
    return typeof state === "boolean" ? [state] : [];
  });
  return states.length === 0 || states.includes(true);
}

function at(values: Json, path: readonly string[]): Json | undefined {
  let value: Json | undefined = values;
  for (const key of path) value = isMapping(value) ? value[key] : undefined;
  return value;
}
