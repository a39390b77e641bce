// The edit engine beside parsing and printing with the `yaml` package: one list entry in each of 1,000 kustomizations.
import { join } from "node:path";
import { measure } from "../measure.mjs";
import { bench } from "../places.mjs";

export const title = "edit: one entry more in 1,000 kustomizations (in process)";

/** @param {{ readonly runs: number }} options */
export async function run({ runs }) {
  const job = join(bench, "jobs", "edit.mjs");
  const { stdout } = await measure([process.execPath, job, "1000", String(runs)], { runs: 1 });
  const { ours, printed } = JSON.parse(stdout);
  const note = (/** @type {number} */ touched) => `${touched} files in which other lines changed`;
  return [
    { what: "insertListEntry", milliseconds: ours.milliseconds, note: note(ours.touched) },
    {
      what: "yaml: parseDocument, toString",
      milliseconds: printed.milliseconds,
      note: note(printed.touched),
    },
  ];
}
