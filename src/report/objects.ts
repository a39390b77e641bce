/** Objects of ours as a YAML stream. */
import { type KubeObject, toData } from "../model/kube.ts";
import { defaultStyle } from "../yaml/file.ts";
import { printYaml } from "../yaml/print.ts";

export function printObjects(objects: readonly KubeObject[]): string {
  return objects.map((object) => printYaml(toData(object), defaultStyle)).join("---\n");
}
