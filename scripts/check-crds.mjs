// `npm run check:crds -- DIR`: sends every expected output under fixtures/ through the CustomResourceDefinitions in DIR
// (files named <tag>-<channel>-<plural>.yaml, as upstream publishes them), and compares our own rules with theirs.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [folder] = process.argv.slice(2);
const problem = problemWith(folder);
if (folder === undefined || problem !== undefined) {
  process.stderr.write(`check:crds: ${problem}\n`);
  process.exitCode = 2;
} else {
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const { status } = spawnSync(process.execPath, [vitest, "run", "--config", "vitest.crds.config.ts"], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, TIDEGATE_CRDS_DIR: resolve(folder) },
  });
  process.exitCode = status ?? 1;
}

/** @param {string | undefined} name */
function problemWith(name) {
  if (name === undefined) return "name the folder with the CustomResourceDefinitions";
  if (!existsSync(name)) return `${name} does not exist`;
  if (!readdirSync(name).some((file) => file.endsWith(".yaml"))) return `${name} holds no .yaml file`;
  return undefined;
}
