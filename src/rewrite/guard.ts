/**
 * Files that are never edited, whatever led to them: generated, encrypted, templated, unreadable. The inventory leaves most
 * of them out already; this is the last look before a change.
 */
import { type Diagnostic, diagnose, type Where } from "../diagnostics/diagnostic.ts";
import type { RepoPath } from "../model/brands.ts";
import { findMark, findSops } from "../sources/unsupported/marks.ts";
import type { YamlFile } from "../yaml/file.ts";
import { readYamlFile } from "../yaml/read.ts";
import { type Drafts, textOf } from "./drafts.ts";

export type Guarded =
  | { readonly ok: true; readonly file: YamlFile }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

export function readEditable(drafts: Drafts, path: RepoPath, where: Where): Guarded {
  const text = textOf(drafts, path);
  if (text === undefined) return stop(diagnose("rewrite-file-unreadable", { path }, where));
  if (path.includes(".sops.")) return stop(diagnose("rewrite-file-encrypted", { path }, where));
  const mark = generatedMark(text);
  if (mark !== undefined) return stop(diagnose("rewrite-file-generated", { path, mark }, where));
  const { value: file, diagnostics } = readYamlFile(path, text);
  if (findSops(file) !== undefined) return stop(diagnose("rewrite-file-encrypted", { path }, where));
  if (diagnostics.length === 0) return { ok: true, file };
  const template = templateMark(text);
  if (template === undefined) return stop(diagnose("rewrite-file-unreadable", { path }, where));
  return stop(diagnose("rewrite-file-templated", { path, mark: template }, where));
}

/** The words by which a file says that a tool made it. */
export function generatedMark(text: string): string | undefined {
  return findMark(text)?.mark ?? ansibleMark(text);
}

/** The first template mark of a text; a listing with one is a template even where it happens to parse. */
export function templateMark(text: string): string | undefined {
  return ["{{", "{%", "<%"].find((mark) => text.includes(mark));
}

/** The words Ansible's `ansible_managed` variable writes by default. */
function ansibleMark(text: string): string | undefined {
  const head = text
    .slice(0, 4000)
    .split("\n")
    .filter((line) => line.trimStart().startsWith("#"));
  return head
    .find((line) => /\bansible[ _-]managed\b/i.test(line))
    ?.replace(/^[\s#]+/, "")
    .trim();
}

function stop(diagnostic: Diagnostic): Guarded {
  return { ok: false, diagnostic };
}
