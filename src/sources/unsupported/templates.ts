/**
 * Files whose text becomes YAML only after another tool has been at it: chart templates, Go and Jinja templates.
 */
import { directoryOf, type RepoPath } from "../../model/brands.ts";
import { fileRole } from "../prefilter.ts";

/** Why a file is a template by its name or place, in a sentence; undefined when it is not. */
export function templateByPath(path: RepoPath, hasFile: (path: string) => boolean): string | undefined {
  const chart = chartOf(path, hasFile);
  if (chart !== undefined) {
    return `Template of the Helm chart in ${chart === "" ? "the top directory" : chart}, which no release of this repository installs.`;
  }
  const role = fileRole(path);
  if (role === "template") return "Template file: what it becomes is not known here, so it is not migrated.";
  if (role === "code") return "Code that defines Kubernetes objects: only YAML and JSON manifests are read.";
  return undefined;
}

/** Why text that is no YAML looks like a template, as a sentence; undefined when it does not. */
export function templateByText(text: string): string | undefined {
  if (text.includes("{%") && text.includes("%}"))
    return "Jinja template: it is no YAML before it is rendered.";
  if (text.includes("{{") && text.includes("}}"))
    return "Templated with {{ … }}: it is no YAML before it is rendered.";
  if (/^#@/m.test(text)) return "ytt template: it is no plain YAML before it is rendered.";
  return undefined;
}

/** The directory of the chart a file is a template of. */
function chartOf(path: RepoPath, hasFile: (path: string) => boolean): RepoPath | undefined {
  let directory = directoryOf(path);
  while (directory !== "") {
    const parent = directoryOf(directory);
    const isTemplates = directory === "templates" || directory.endsWith("/templates");
    if (isTemplates && hasFile(parent === "" ? "Chart.yaml" : `${parent}/Chart.yaml`)) return parent;
    directory = parent;
  }
  return undefined;
}
