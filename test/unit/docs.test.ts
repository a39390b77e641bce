/**
 * The generated pages of docs/ are those the code would write now; `npm run docs` brings them up to date.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { catalog } from "../../src/diagnostics/catalog/index.ts";
import { annotationRecords } from "../../src/nginx/annotations/records.ts";
import { annotationsTable } from "../../src/report/annotations-doc.ts";
import { referenceDocs } from "../../src/report/reference-docs.ts";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

describe("generated documentation", () => {
  test("equals what the code says now", () => {
    const stale = referenceDocs().filter(({ path, text }) => {
      const file = join(root, path);
      return !existsSync(file) || readFileSync(file, "utf8") !== text;
    });

    expect(stale.map(({ path }) => path)).toEqual([]);
  });

  test("has one page per diagnostic code and no page besides", () => {
    const pages = readdirSync(join(root, "docs", "diagnostics")).filter((name) => name.endsWith(".md"));

    expect(pages.sort()).toEqual(
      Object.keys(catalog)
        .map((code) => `${code}.md`)
        .sort(),
    );
  });

  test("names every annotation that has an owner", () => {
    const text = annotationsTable();
    const missing = annotationRecords().filter(({ name }) => !text.includes(`\`${name}\``));

    expect(missing).toEqual([]);
    expect(annotationRecords().length).toBeGreaterThan(150);
  });

  test("never prints an object or an undefined value", () => {
    // a code may hold the word
    const odd = referenceDocs().filter(({ text }) =>
      /\[object|undefined|NaN/.test(text.replace(/^Code: .*$/m, "")),
    );

    expect(odd.map(({ path }) => path)).toEqual([]);
  });
});
