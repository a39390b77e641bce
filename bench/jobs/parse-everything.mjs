// What a script without a prefilter does: every YAML file below a directory through js-yaml, counting Ingresses.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadAll } from "js-yaml";

const root = process.argv[2] ?? ".";
let parsed = 0;
let ingresses = 0;
for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.ya?ml$/.test(entry.name)) continue;
  const documents = loadAll(readFileSync(join(entry.parentPath, entry.name), "utf8"));
  parsed += 1;
  for (const document of documents) {
    if (
      typeof document === "object" &&
      document !== null &&
      "kind" in document &&
      document.kind === "Ingress"
    ) {
      ingresses += 1;
    }
  }
}
process.stdout.write(JSON.stringify({ parsed, ingresses }));
