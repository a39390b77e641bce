/**
 * A chart's list of further objects (`extraObjects`, `extraManifests`, `extraDeploy`): the last place for a manifest where nothing beside
 * the release would be deployed. Charts put each entry through `tpl`, so that text with `{{` would mean something else there.
 */
import { toRepoPath } from "../../../model/brands.ts";
import type { Json, KubeObject } from "../../../model/kube.ts";
import type { ChartFiles } from "../../../model/render.ts";
import { readYamlFile } from "../../../yaml/read.ts";
import { isMapping, toKubeObject } from "../../objects/parse.ts";
import { type ExtraObjects, knownExtraObjects } from "../charts/extra-objects.ts";
import type { ChartIdentity } from "../charts/registry.ts";

const keys = ["extraObjects", "extraManifests", "extraDeploy"] as const;
const mostTemplate = 64 * 1024;

export function extraObjectsOf(
  chart: ChartIdentity,
  files: ChartFiles | undefined,
): ExtraObjects | undefined {
  return files === undefined ? knownExtraObjects(chart) : inFiles(files);
}

/** The chart's defaults know the key as a list, and a template of its own prints whole entries of it. */
function inFiles(files: ChartFiles): ExtraObjects | undefined {
  const bytes = files.get("values.yaml");
  const path = toRepoPath("values.yaml");
  if (bytes === undefined || path === undefined) return undefined;
  const defaults = readYamlFile(path, new TextDecoder().decode(bytes)).value.documents[0]?.value;
  if (!isMapping(defaults)) return undefined;
  const templates = [...files].flatMap(([name, template]) =>
    name.startsWith("templates/") && template.length <= mostTemplate
      ? [new TextDecoder().decode(template)]
      : [],
  );
  const key = keys.find(
    (one) =>
      Object.hasOwn(defaults, one) &&
      (defaults[one] === null || Array.isArray(defaults[one])) &&
      templates.some((text) => printsEntries(text, one)),
  );
  return key === undefined ? undefined : { key };
}

/** `range .Values.extraObjects`, at once or by a variable, and each entry printed from data. */
function printsEntries(text: string, key: string): boolean {
  const isRead = new RegExp(`\\.Values\\.${key}\\b`).test(text) && /\{\{-?\s*range\b/.test(text);
  return isRead && /\btoYaml\b|\btplvalues\.render\b/.test(text);
}

/** True for text that `tpl` leaves as it is. */
export function survivesTemplates(value: Json): boolean {
  if (typeof value === "string") return !value.includes("{{") && !value.includes("}}");
  if (Array.isArray(value)) return value.every(survivesTemplates);
  if (!isMapping(value)) return true;
  return Object.entries(value).every(([key, inner]) => survivesTemplates(key) && survivesTemplates(inner));
}

/** The objects such a list makes, as far as that can be told without Helm. */
export function readExtraObjects(list: Json | undefined): readonly KubeObject[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: Json): readonly KubeObject[] => {
    const value = typeof entry === "string" ? parsedEntry(entry) : entry;
    const object = value === undefined || !survivesTemplates(value) ? undefined : toKubeObject(value);
    return object === undefined ? [] : [object];
  });
}

function parsedEntry(text: string): Json | undefined {
  const path = toRepoPath("entry.yaml");
  if (path === undefined || text.length > mostTemplate || text.includes("{{")) return undefined;
  return readYamlFile(path, text).value.documents[0]?.value;
}
