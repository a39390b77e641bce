// Builds every overlay of a directory in one process, sharing what is read and parsed.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { built } from "../places.mjs";

const directory = process.argv[2] ?? ".";
const { createKustomizeBuilder } = await built("sources/kustomize/build/build.js");
const { directorySnapshot } = await built("adapters/directory/snapshot.js");

const snapshot = await directorySnapshot(directory);
const decoder = new TextDecoder();
const build = createKustomizeBuilder({
  read: (/** @type {string} */ path) => {
    const bytes = snapshot.bytes(path);
    return bytes === undefined ? undefined : decoder.decode(bytes);
  },
});
let objects = 0;
const states = new Set();
for (const overlay of readdirSync(join(directory, "overlays")).sort()) {
  const { value } = build(`overlays/${overlay}`);
  objects += value.objects.length;
  states.add(value.state);
}
process.stdout.write(JSON.stringify({ objects, states: [...states] }));
