// The kustomize half of the fleet: our build of its overlays in one process beside `kubectl kustomize`, started once per overlay.
import { join } from "node:path";
import { fleet } from "../fleet.mjs";
import { writeFiles } from "../generate.mjs";
import { measure } from "../measure.mjs";
import { bench, findProgram } from "../places.mjs";

export const title = "overlays: the 100 overlays of the fleet (whole processes)";

/** @param {{ readonly scratch: string, readonly runs: number }} options */
export async function run({ scratch, runs }) {
  const directory = join(scratch, "fleet");
  writeFiles(directory, fleet().files);
  const done = await measure([process.execPath, join(bench, "jobs", "kustomize.mjs"), directory], { runs });
  const { objects, states } = JSON.parse(done.stdout);
  const ours = {
    ...done,
    what: "tidegate, one process",
    note: `${objects} objects, ${states.join(" and ")}`,
  };
  const kubectl = findProgram("kubectl");
  const what = "kubectl kustomize, 100 times";
  if (kubectl === undefined)
    return [ours, { what, milliseconds: undefined, note: "no kubectl; npm run tools" }];
  const script = 'for overlay in "$2"/overlays/*/; do "$1" kustomize "$overlay" || exit 3; done';
  const theirs = await measure(["bash", "-c", script, "kustomize", kubectl, directory], {
    runs: Math.min(runs, 3),
  });
  const found = theirs.stdout.match(/^kind: /gm)?.length ?? 0;
  return [ours, { ...theirs, megabytes: undefined, what, note: `${found} objects` }];
}
