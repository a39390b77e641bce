// `scan` of a repository with 250 Helm releases and 100 overlays: with nothing kept, after a small change, and beside the shell pipeline.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { changeOfThree, fleet } from "../fleet.mjs";
import { writeFiles } from "../generate.mjs";
import { measure } from "../measure.mjs";
import { findProgram, program } from "../places.mjs";

export const title = "fleet: 2,000 YAML files, 250 Helm releases, 100 overlays (whole processes)";

/** @param {{ readonly scratch: string, readonly runs: number }} options */
export async function run({ scratch, runs }) {
  const helm = findProgram("helm");
  const kubectl = findProgram("kubectl");
  const what = "tidegate scan, cold";
  if (helm === undefined || kubectl === undefined)
    return [{ what, milliseconds: undefined, note: "no helm or kubectl; npm run tools" }];
  const directory = join(scratch, "fleet");
  const cache = join(scratch, "cache");
  const { files, releases } = fleet();
  writeFiles(directory, files);
  const scan = [process.execPath, program, "scan", directory, "--json"];
  const env = { TIDEGATE_HELM: helm, TIDEGATE_CACHE: cache };
  const cold = await measure(scan, {
    runs: Math.min(runs, 3),
    env,
    before: () => rmSync(cache, { recursive: true, force: true }),
  });
  const warm = await measure(scan, {
    runs,
    env,
    before: (turn) => writeFiles(directory, changeOfThree(turn)),
  });
  const template = await templates(helm, directory, releases, scratch);
  const script = 'for overlay in "$2"/overlays/*/; do "$1" kustomize "$overlay" || exit 3; done';
  const kustomize = await measure(["bash", "-c", script, "kustomize", kubectl, directory], { runs: 1 });
  const pipeline = template.milliseconds + kustomize.milliseconds;
  return [
    { ...cold, what, note: inventoryNote(cold.stdout) },
    {
      ...warm,
      what: "tidegate scan, three files changed",
      note: `${percent(warm, cold.milliseconds)} of cold, ${percent(warm, pipeline)} of the pipeline`,
    },
    {
      ...template,
      megabytes: undefined,
      what: `helm template, ${releases.length} times`,
      note: "one run; values taken out beforehand",
    },
    { ...kustomize, megabytes: undefined, what: "kubectl kustomize, 100 times", note: "one run" },
  ];
}

/**
 * @param {string} helm
 * @param {string} directory
 * @param {readonly { readonly name: string, readonly chart: string, readonly values: string }[]} releases
 * @param {string} scratch
 */
async function templates(helm, directory, releases, scratch) {
  const values = join(scratch, "values");
  mkdirSync(values);
  for (const release of releases) writeFileSync(join(values, `${release.name}.yaml`), release.values);
  const list = join(scratch, "releases");
  writeFileSync(list, releases.map(({ name, chart }) => `${name} ${chart}\n`).join(""));
  const script =
    'while read -r name chart; do "$1" template "$name" "$2/charts/$chart" -f "$3/$name.yaml" || exit 3; done < "$4"';
  return measure(["bash", "-c", script, "helm", helm, directory, values, list], { runs: 1 });
}

/** @param {string} stdout */
function inventoryNote(stdout) {
  const { stats, clusters } = JSON.parse(stdout);
  const ingresses = clusters.flatMap((/** @type {any} */ cluster) => cluster.ingresses);
  const rendered = ingresses.filter((/** @type {any} */ one) => one.rendered).length;
  return `${stats.ingresses} Ingresses in ${stats.files} files, ${ingresses.length - rendered} unrendered`;
}

/**
 * @param {{ readonly milliseconds: number }} measured
 * @param {number} whole
 */
function percent({ milliseconds }, whole) {
  return `${((100 * milliseconds) / whole).toFixed(1)} %`;
}
