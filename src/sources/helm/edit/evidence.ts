/**
 * What a chart's files say about its route values. Helm ignores values keys it does not know, so a key counts only where the chart's
 * own values.yaml names it and a template makes HTTPRoutes.
 */
import { toRepoPath } from "../../../model/brands.ts";
import type { ChartFiles } from "../../../model/render.ts";
import { readYamlFile } from "../../../yaml/read.ts";
import type { RouteValues } from "../charts/entry.ts";
import { valueAt } from "../layers.ts";
import { newestMatching } from "../version.ts";

export type RouteEvidence =
  | { readonly kind: "has"; readonly from: "files" | "version" }
  | { readonly kind: "lacks"; readonly why: string }
  | { readonly kind: "unknown"; readonly why: string };

const mostTemplate = 512 * 1024;

export function routeEvidence(
  route: Extract<RouteValues, { kind: "values" }>,
  version: string | undefined,
  files: ChartFiles | undefined,
): RouteEvidence {
  if (files !== undefined) return fromFiles(route, files);
  if (version === undefined) return { kind: "unknown", why: "its version is not known" };
  if (route.since === undefined) {
    return {
      kind: "unknown",
      why: "which of its versions have route values is not known, and its files are not at hand",
    };
  }
  if (newestMatching([version], `>=${route.since}-0`) !== undefined) return { kind: "has", from: "version" };
  return newestMatching([version], `<${route.since}`) === undefined
    ? { kind: "unknown", why: `its version \`${version}\` is a range` }
    : { kind: "lacks", why: `its version ${version} has no route values (they came with ${route.since})` };
}

function fromFiles(route: Extract<RouteValues, { kind: "values" }>, files: ChartFiles): RouteEvidence {
  const isMap = route.dialect.kind !== "rule-list";
  const at = (isMap ? route.at.slice(0, -1) : route.at).filter((key) => key !== "*");
  const inLibrary = route.dialect.kind === "common-library";
  const values = valuesOf(files);
  const hasKey = inLibrary || (values !== undefined && valueAt(values, at) !== undefined);
  const templates = [...files].flatMap(([path, bytes]) =>
    isTemplate(path, inLibrary) && bytes.length <= mostTemplate ? [new TextDecoder().decode(bytes)] : [],
  );
  const isRead = templates.some((text) => text.includes(`.Values.${at.join(".")}`));
  // A chart may keep the kind among its values.
  const makesRoutes = [...templates, JSON.stringify(values ?? "")].some((text) => text.includes("HTTPRoute"));
  if (hasKey && isRead && makesRoutes) return { kind: "has", from: "files" };
  return { kind: "lacks", why: "its templates make no HTTPRoute from such values" };
}

/** Charts on a library keep the template in the sub-chart. */
function isTemplate(path: string, inLibrary: boolean): boolean {
  return path.startsWith("templates/") || (inLibrary && path.startsWith("charts/common/templates/"));
}

function valuesOf(files: ChartFiles) {
  const bytes = files.get("values.yaml");
  const path = toRepoPath("values.yaml");
  if (bytes === undefined || path === undefined) return undefined;
  return readYamlFile(path, new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)).value.documents[0]
    ?.value;
}
