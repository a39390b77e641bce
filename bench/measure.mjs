// Runs a program several times as a whole process: median wall time, and the highest resident memory the kernel saw
// (VmHWM of /proc, read while it runs, so Linux only; a process that ends within a few milliseconds may read low).
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * @typedef {{ readonly milliseconds: number, readonly megabytes: number | undefined, readonly stdout: string, readonly code: number | null }} Measured
 */

/**
 * @param {readonly string[]} command
 * @param {{ readonly runs: number, readonly cwd?: string, readonly env?: Readonly<Record<string, string>>, readonly before?: (run: number) => void }} options
 *   `before` sets the stage of one run and is not measured
 * @returns {Promise<Measured>}
 */
export async function measure(command, { runs, cwd, env = {}, before = () => undefined }) {
  const all = [];
  for (let run = 0; run < runs; run += 1) {
    before(run);
    all.push(await once(command, cwd, env));
  }
  const byTime = [...all].sort((a, b) => a.milliseconds - b.milliseconds);
  const middle = byTime[Math.floor(byTime.length / 2)];
  if (middle === undefined) throw new Error("nothing was run");
  const peaks = all.flatMap(({ megabytes }) => megabytes ?? []);
  return { ...middle, megabytes: peaks.length === 0 ? undefined : Math.max(...peaks) };
}

/**
 * @param {readonly string[]} command
 * @param {string | undefined} cwd
 * @param {Readonly<Record<string, string>>} env
 * @returns {Promise<Measured>}
 */
function once([program = "", ...args], cwd, env) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    /** @type {number | undefined} */
    let peak;
    const watch = setInterval(() => {
      const now = highWater(child.pid);
      if (now !== undefined) peak = Math.max(peak ?? 0, now);
    }, 5);
    /** @type {Buffer[]} */
    const out = [];
    let complaint = "";
    child.stdout.on("data", (/** @type {Buffer} */ chunk) => out.push(chunk));
    child.stderr.on("data", (/** @type {Buffer} */ chunk) => {
      complaint = (complaint + chunk.toString()).slice(-2000);
    });
    child.once("error", reject);
    child.once("close", (code) => {
      clearInterval(watch);
      const milliseconds = performance.now() - began;
      // 1 is an answer for grep (nothing found) and for tidegate (done, with findings)
      if (code !== 0 && code !== 1) reject(new Error(`${program} ended with ${code}: ${complaint}`));
      else resolve({ milliseconds, megabytes: peak, stdout: Buffer.concat(out).toString(), code });
    });
  });
}

/** @param {number | undefined} pid */
function highWater(pid) {
  try {
    const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined; // it has ended, or this is no Linux
  }
}

/** @param {readonly number[]} values */
export function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
