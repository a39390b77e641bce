/**
 * Writes docs/annotations.md and docs/diagnostics/*.md from the built program, and deletes pages of codes that are gone.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceDocs } from "../dist/report/reference-docs.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const files = referenceDocs();
const pages = join(root, "docs", "diagnostics");

mkdirSync(pages, { recursive: true });
const wanted = new Set(files.map(({ path }) => join(root, path)));
for (const name of readdirSync(pages)) {
  if (name.endsWith(".md") && !wanted.has(join(pages, name))) rmSync(join(pages, name));
}
for (const { path, text } of files) writeFileSync(join(root, path), text);
console.log(`${files.length} pages written`);
