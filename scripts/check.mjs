// `npm run check`: everything that has to hold before a change goes in. `--without-tests` leaves the tests out for a run
// that has had them already.
import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const flags = process.argv.slice(2);
const unknown = flags.filter((flag) => flag !== "--without-tests");

/** @type {readonly (readonly [name: string, command: string, ...args: string[]])[]} */
const parts = [
  ["format", "npx", "--no-install", "biome", "format", "."],
  ["lint", "npm", "run", "--silent", "lint"],
  ["types", "npm", "run", "--silent", "types"],
  ["architecture", "npm", "run", "--silent", "architecture"],
  ["tests", "npm", "test", "--silent"],
];

if (unknown.length > 0) {
  process.stderr.write(`check: unknown argument ${unknown.join(" ")}; there is --without-tests\n`);
  process.exitCode = 2;
} else {
  process.exitCode = run();
}

function run() {
  for (const [name, command, ...args] of parts) {
    if (name === "tests" && flags.includes("--without-tests")) continue;
    const started = Date.now();
    process.stdout.write(`\ncheck: ${name}\n`);
    const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
    if (status !== 0) {
      process.stderr.write(`\ncheck: ${name} FAILED\n`);
      return 1;
    }
    process.stdout.write(`check: ${name} ok (${((Date.now() - started) / 1000).toFixed(1)} s)\n`);
  }
  return 0;
}
