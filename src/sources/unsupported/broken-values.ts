/**
 * Files with an ingress block that looks enabled in a document that cannot be read: a key that stands twice, a template. Helm, Flux and
 * Argo CD may read what we refuse, so the Ingress can be live, and silence would say that there is none.
 */
import type { RepoPath } from "../../model/brands.ts";
import type { Unsupported } from "../../model/inventory.ts";
import type { ParsedFile } from "../reader.ts";
import { enabledBlockLine } from "./ingress-values.ts";
import { templateByText } from "./templates.ts";

export function brokenValues(path: RepoPath, { yaml, diagnostics }: ParsedFile): readonly Unsupported[] {
  const [problem] = diagnostics.filter(({ code }) => code === "yaml-unreadable");
  if (problem === undefined) return [];
  const { text } = yaml;
  const broken = yaml.documents.filter(({ value }) => value === undefined).map(({ region }) => region);
  const regions = yaml.documents.length === 0 ? [{ start: 0, end: text.length }] : broken;
  return regions.flatMap(({ start, end }): readonly Unsupported[] => {
    const offset = enabledBlockLine(text.slice(start, end));
    if (offset === undefined) return [];
    const line = lineBreaks(text.slice(0, start)) + offset + 1;
    return [{ path, line, reason: `${whyUnread(problem, text)} An ingress block in it looks enabled.` }];
  });
}

/** The problem's own line tells a template from a slip in a file that quotes its templates well. */
function whyUnread(problem: ParsedFile["diagnostics"][number], text: string): string {
  const line = text.split("\n")[(problem.at?.line ?? 1) - 1] ?? "";
  const template = templateByText(line);
  if (template !== undefined) return template;
  const words = problem.code === "yaml-unreadable" ? `: ${problem.params.problem}` : "";
  return `Cannot be read as YAML${words}.`;
}

function lineBreaks(text: string): number {
  return text.split("\n").length - 1;
}
