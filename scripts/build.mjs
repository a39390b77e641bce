// Compiles src/ into dist/, only when something changed. Emits beside and swaps, so that a failed or interrupted build
// leaves the last good dist/ in place. Plain JavaScript: it runs before anything is compiled.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, "dist");
const stampFile = join(dist, ".built");
const compiler = join(root, "node_modules", "typescript", "bin", "tsc");

const problem = build();
if (problem !== undefined) {
  process.stderr.write(`build: ${problem}\n`);
  process.exitCode = 1;
}

/** @returns {string | undefined} what went wrong */
function build() {
  if (!existsSync(compiler)) {
    if (existsSync(stampFile)) return undefined; // an install without development packages keeps its dist/
    return "typescript is not installed, so dist/ cannot be built; run `npm ci` with development packages first";
  }
  const stamp = digestOfInputs();
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return undefined;

  // Beside dist/ and as deep as it, so that the paths in source maps stay true after the swap.
  const fresh = join(root, `dist.${process.pid}.new`);
  const stale = join(root, `dist.${process.pid}.old`);
  try {
    mkdirSync(fresh, { recursive: true });
    const args = [compiler, "-p", "tsconfig.build.json", "--outDir", fresh];
    const { status } = spawnSync(process.execPath, args, {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
    });
    if (status !== 0) return "the sources do not compile; dist/ was left as it was";
    makeProgramRunnable(join(fresh, "cli", "main.js"));
    writeFileSync(join(fresh, ".built"), stamp);
    if (existsSync(dist)) renameSync(dist, stale);
    renameSync(fresh, dist);
    return undefined;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(stale, { recursive: true, force: true });
  }
}

/** Everything the output depends on. */
function digestOfInputs() {
  const hash = createHash("sha256");
  const settings = ["tsconfig.json", "tsconfig.build.json", "node_modules/typescript/package.json"].map(
    (name) => join(root, name),
  );
  const sources = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of [fileURLToPath(import.meta.url), ...settings, ...sources]) {
    hash.update(file.slice(root.length)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

/** @param {string} file */
function makeProgramRunnable(file) {
  if (!existsSync(file)) return;
  const text = readFileSync(file, "utf8");
  if (!text.startsWith("#!")) writeFileSync(file, `#!/usr/bin/env node\n${text}`);
  chmodSync(file, 0o755);
}
