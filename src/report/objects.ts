/** Objects of ours as a YAML stream. */
import type { Json, KubeObject } from "../model/kube.ts";
import { defaultStyle } from "../yaml/file.ts";
import { printYaml } from "../yaml/print.ts";

export function printObjects(objects: readonly KubeObject[]): string {
  return objects.map((object) => printYaml(dataOf(object), defaultStyle)).join("---\n");
}

/** Fields that are undefined do not exist in data. */
function dataOf(object: KubeObject): Json {
  return JSON.parse(JSON.stringify(object)) as Json; // printed one line above
}
