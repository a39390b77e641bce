// `npm run tools`: brings the pinned helm and kubectl into .tools/bin. On a platform they do not exist for it says what
// to do instead and succeeds when a helm of the user's own is at hand.
import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureTools, ToolsProblem } from "./pinned-tools.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

try {
  const done = await ensureTools({ root });
  if (done === "installed") process.stderr.write("tools: helm and kubectl are in .tools/bin\n");
} catch (error) {
  if (!(error instanceof ToolsProblem)) throw error;
  process.stderr.write(`tools: ${error.message}\n`);
  if (!hasOwnHelm()) process.exitCode = 1;
}

function hasOwnHelm() {
  const helm = process.env.TIDEGATE_HELM ?? "helm";
  return spawnSync(helm, ["version", "--short"], { stdio: "ignore" }).status === 0;
}
