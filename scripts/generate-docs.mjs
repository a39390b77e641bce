/**
 * Writes docs/annotations.md and docs/diagnostics/*.md from the built program, and deletes pages of codes that are gone.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = pathToFileURL(join(root, "dist", "report", "reference-docs.js")).href;
/** @type {{ referenceDocs: () => readonly { path: string, text: string }[] }} */
const built = await import(program);
const files = built.referenceDocs();
const pages = join(root, "docs", "diagnostics");

mkdirSync(pages, { recursive: true });
const wanted = new Set(files.map(({ path }) => join(root, path)));
for (const name of readdirSync(pages)) {
  if (name.endsWith(".md") && !wanted.has(join(pages, name))) rmSync(join(pages, name));
}
for (const { path, text } of files) writeFileSync(join(root, path), text);
console.log(`${files.length} pages written`);
