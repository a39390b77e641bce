// The proof of 1,000 hosts with 10 paths each, and of hosts whose paths are expressions, which have far more classes.
import { join } from "node:path";
import { measure, median } from "../measure.mjs";
import { bench } from "../places.mjs";

export const title = "proof: 10 paths per host, no two hosts alike (in process)";

/** @param {{ readonly runs: number }} options */
export async function run({ runs }) {
  return [
    await proveHosts("1,000 hosts of plain paths", ["1000", "10", String(runs), "plain"]),
    await proveHosts("50 hosts of expressions and rewrites", ["50", "10", String(runs), "rewriting"]),
  ];
}

/**
 * @param {string} what
 * @param {readonly string[]} args
 */
async function proveHosts(what, args) {
  const job = join(bench, "jobs", "prove.mjs");
  const whole = await measure([process.execPath, job, ...args], { runs: 1 });
  const { times, processor, translation, verdicts, classes } = JSON.parse(whole.stdout);
  const found = Object.entries(verdicts).map(([verdict, count]) => `${count} ${verdict}`);
  const spent = `${(median(processor) / 1000).toFixed(2)} s of processor`;
  const before = `translated in ${Math.round(translation)} ms`;
  return {
    what,
    milliseconds: median(times),
    megabytes: whole.megabytes,
    note: `${spent}; ${classes} classes; ${found.join(", ")}; ${before}`,
  };
}
