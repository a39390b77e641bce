// A coloured diff with line numbers of both sides, from the hunks git gave.

import type { DiffFile } from "../git/diff.ts";
import { type Html, html } from "./html.ts";

export function showDiff(files: readonly DiffFile[]): Html {
  const added = files.reduce((sum, file) => sum + file.additions, 0);
  const deleted = files.reduce((sum, file) => sum + file.deletions, 0);
  return html`<p class="muted">${files.length} changed files with <span class="success">+${added}</span> <span class="failure">−${deleted}</span></p>
${files.map(showFile)}`;
}

function showFile(file: DiffFile): Html {
  const name = file.previousPath === undefined ? file.path : `${file.previousPath} → ${file.path}`;
  return html`<div class="box file" data-path="${file.path}"><div class="head"><span class="mono">${name}</span>
<span class="label">${file.status}</span> <span class="success">+${file.additions}</span> <span class="failure">−${file.deletions}</span></div>
${file.patch === undefined ? html`<div class="body muted">No text to show.</div>` : html`<table class="code">${lines(file.patch)}</table>`}</div>`;
}

function lines(patch: string): readonly Html[] {
  let [before, after] = [0, 0];
  return patch.split("\n").map((line) => {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line);
    if (hunk !== null) {
      before = Number(hunk[1]);
      after = Number(hunk[2]);
      return row("hunk", undefined, undefined, line);
    }
    if (line.startsWith("+")) return row("added", undefined, after++, line);
    if (line.startsWith("-")) return row("removed", before++, undefined, line);
    if (line.startsWith("\\")) return row("", undefined, undefined, line);
    return row("", before++, after++, line);
  });
}

function row(kind: string, before: number | undefined, after: number | undefined, text: string): Html {
  return html`<tr class="${kind}"><td class="n">${before}</td><td class="n">${after}</td><td>${text}</td></tr>`;
}
