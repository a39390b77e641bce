// Our kustomize build of 50 overlays in one process beside `kubectl kustomize`, which is started once per overlay.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { overlays, writeFiles } from "../generate.mjs";
import { measure } from "../measure.mjs";
import { bench, findProgram, root } from "../places.mjs";

export const title = "kustomize: 50 overlays of one base (whole processes)";
const count = 50;

/** @param {{ readonly scratch: string, readonly runs: number }} options */
export async function run({ scratch, runs }) {
  const directory = join(scratch, "overlays");
  writeFiles(directory, overlays(count));
  const rows = [await ours(directory, runs)];
  const kubectl = findProgram("kubectl");
  if (kubectl === undefined) {
    return [
      ...rows,
      { what: "kubectl kustomize, 50 times", milliseconds: undefined, note: "no kubectl; npm run tools" },
    ];
  }
  const script = 'for overlay in "$2"/overlays/*/; do "$1" kustomize "$overlay" || exit 3; done';
  const theirs = await measure(["bash", "-c", script, "kustomize", kubectl, directory], { runs });
  const objects = theirs.stdout.match(/^kind: /gm)?.length ?? 0;
  return [
    ...rows,
    { ...theirs, megabytes: undefined, what: "kubectl kustomize, 50 times", note: `${objects} objects` },
  ];
}

/**
 * @param {string} directory
 * @param {number} runs
 */
async function ours(directory, runs) {
  const what = "tidegate, one process";
  if (!existsSync(join(root, "dist", "sources", "kustomize", "build", "build.js"))) {
    return { what, milliseconds: undefined, note: "this build has no kustomize of its own" };
  }
  const done = await measure([process.execPath, join(bench, "jobs", "kustomize.mjs"), directory], { runs });
  const { objects, states } = JSON.parse(done.stdout);
  return { ...done, what, note: `${objects} objects, ${states.join(" and ")}` };
}
