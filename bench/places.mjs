// Where things are: the built program, the pinned tools, the fixtures, and a way to import from the build without types.
import { accessSync, constants } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const bench = dirname(fileURLToPath(import.meta.url));
export const root = dirname(bench);
export const program = join(root, "dist", "cli", "main.js");
export const routingCases = join(root, "fixtures", "ingress-nginx-routing-cases.yaml");

/**
 * A module of the build, by its path below dist/.
 * @param {string} path
 * @returns {Promise<Record<string, any>>}
 */
export async function built(path) {
  return import(pathToFileURL(join(root, "dist", path)).href);
}

/**
 * A program of .tools/bin or of PATH; undefined when it is in neither.
 * @param {string} name
 */
export function findProgram(name) {
  const folders = [join(root, ".tools", "bin"), ...(process.env.PATH ?? "").split(delimiter)];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
