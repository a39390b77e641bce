/** Objects of ours as a YAML stream. */
import type { KubeObject } from "../model/kube.ts";
import { plainStyle, printYaml } from "../yaml/print.ts";

export function printObjects(objects: readonly KubeObject[]): string {
  return objects.map((object) => printYaml(object, plainStyle)).join("---\n");
}
