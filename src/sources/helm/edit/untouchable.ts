/**
 * Values text that is never edited, whatever led to it: encrypted, generated, part of a vendored chart, or a template that is no YAML
 * before another tool has been at it.
 */
import { type Diagnostic, diagnose } from "../../../diagnostics/diagnostic.ts";
import type { KeyPath, YamlFile } from "../../../yaml/file.ts";
import { isMapping } from "../../objects/parse.ts";

/** Where the values of a release stand as text. */
export interface ValuesText {
  readonly file: YamlFile;
  readonly document: number;
  /** Key path of the values inside the document: [] for a values file, ["spec", "values"] for a HelmRelease. */
  readonly base: KeyPath;
  /** The words of a "generated, do not edit" mark, where the file has one. */
  readonly generatedMark: string | undefined;
  /** Name of the chart, when the file lies in a chart that another chart vendors. */
  readonly vendoredIn: string | undefined;
}

const templateNames = /\.(?:gotmpl|tpl|tmpl|j2|jinja2?)(?:\.ya?ml)?$/;

export function untouchable(values: ValuesText): Diagnostic | undefined {
  const { file } = values;
  const { path } = file;
  const place = file.documents[values.document]?.place(values.base) ?? { path, line: 1, column: 1 };
  const where = { at: place };
  if (isEncrypted(values)) return diagnose("helm-values-encrypted", { path }, where);
  if (values.generatedMark !== undefined) {
    return diagnose("helm-values-generated", { path, mark: values.generatedMark }, where);
  }
  if (values.vendoredIn !== undefined) {
    return diagnose("helm-values-vendored", { path, chart: values.vendoredIn }, where);
  }
  const mark = templateMark(values);
  if (mark !== undefined) return diagnose("helm-values-templated", { path, mark }, where);
  return undefined;
}

/** SOPS signs all values of a file, those in clear too. Its name tells where the block itself is taken away by a tool. */
function isEncrypted({ file }: ValuesText): boolean {
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  if (/\.sops\.|^enc-|^secrets?\.enc\.|\.enc\.ya?ml$/.test(name)) return true;
  if (/ENC\[AES256_GCM,/.test(file.text)) return true;
  return file.documents.some(({ value }) => {
    const sops = isMapping(value) ? value.sops : undefined;
    return isMapping(sops) && ("mac" in sops || "lastmodified" in sops);
  });
}

/**
 * `{{ }}` inside a quoted string or a block of text is a string. Anywhere else it makes a map a key or a line no YAML, so that the
 * document cannot be read.
 */
function templateMark({ file, document }: ValuesText): string | undefined {
  if (templateNames.test(file.path)) return file.path.slice(file.path.lastIndexOf("."));
  if (file.documents[document]?.value !== undefined) return undefined;
  return ["{{", "{%", "<%"].find((mark) => file.text.includes(mark)) ?? "text that is no YAML";
}
