/**
 * What `helm template` prints, taken apart: documents by the template they come from. Helm writes one `# Source:` comment directly
 * under each separator (pkg/action/install.go, 4.1); a template that prints such a comment itself comes after Helm's own.
 */
import type { KubeObject } from "../../model/kube.ts";
import type { RenderedDocument, RenderedTemplate } from "../../model/render.ts";
import { readSecond } from "../../yaml/second.ts";
import { toKubeObject } from "../objects/parse.ts";

const sourceMark = "# Source: ";

export function readRendered(output: string): readonly RenderedTemplate[] {
  const byTemplate = new Map<string, RenderedDocument[]>();
  for (const part of `\n${output}`.split(/\n---[ \t]*\r?\n/)) {
    if (!part.startsWith(sourceMark)) continue;
    const end = part.indexOf("\n");
    const source = (end < 0 ? part : part.slice(0, end)).slice(sourceMark.length).trim();
    const text = end < 0 ? "" : part.slice(end + 1);
    if (text.trim() === "") continue;
    const template = source.slice(source.indexOf("/") + 1);
    const documents = byTemplate.get(template) ?? [];
    // How many line ends follow depends on what comes after: the last document keeps one more.
    documents.push({ text: `${text.trimEnd()}\n`, object: objectIn(text) });
    byTemplate.set(template, documents);
  }
  return [...byTemplate].map(([template, documents]) => ({ template, documents }));
}

/** Every object of a render, with the template it comes from. */
export function objectsOfRender(
  templates: readonly RenderedTemplate[],
): readonly { readonly template: string; readonly object: KubeObject }[] {
  return templates.flatMap(({ template, documents }) =>
    documents.flatMap(({ object }) => (object === undefined ? [] : [{ template, object }])),
  );
}

function objectIn(text: string): KubeObject | undefined {
  const reading = readSecond(text, "yaml");
  return reading.ok && reading.documents.length === 1 ? toKubeObject(reading.documents[0]) : undefined;
}
