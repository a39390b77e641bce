// `npm run bench [-- PART...]`: measures on generated input and prints a table per part. Nothing here fails for being slow.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import * as convert from "./parts/convert.mjs";
import * as edit from "./parts/edit.mjs";
import * as fleet from "./parts/fleet.mjs";
import * as kustomize from "./parts/kustomize.mjs";
import * as overlays from "./parts/overlays.mjs";
import * as proof from "./parts/proof.mjs";
import * as scan from "./parts/scan.mjs";
import { program } from "./places.mjs";
import { printPart } from "./table.mjs";

const parts = { scan, fleet, overlays, proof, convert, kustomize, edit };
const runs = 5;

const asked = process.argv.slice(2);
const names = Object.keys(parts);
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`bench: no part ${unknown.join(" ")}; there are ${names.join(", ")}\n`);
  process.exitCode = 2;
} else if (!existsSync(program)) {
  process.stderr.write("bench: nothing is built; run `npm run build`\n");
  process.exitCode = 2;
} else {
  await main(asked.length === 0 ? names : asked);
}

/** @param {readonly string[]} chosen */
async function main(chosen) {
  const machine = `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} in use`;
  process.stdout.write(
    `${machine}; node ${process.versions.node}; median of ${runs} runs unless said otherwise\n`,
  );
  for (const [name, part] of Object.entries(parts)) {
    if (!chosen.includes(name)) continue;
    const scratch = mkdtempSync(join(tmpdir(), `tidegate-bench-${name}-`));
    try {
      printPart(part.title, await part.run({ scratch, runs }));
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
}
