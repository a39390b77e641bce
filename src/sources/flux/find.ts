/**
 * Finds the Flux objects of a snapshot, and the ConfigMaps and Secrets they name, without parsing anything else.
 */
import type { RepoPath } from "../../model/brands.ts";
import { listOf, mappingOf, specOf, textOf } from "../objects/fields.ts";
import type { ParsedObject } from "../objects/parse.ts";
import { groupOf, isMapping } from "../objects/parse.ts";
import { containsAscii, fileRole } from "../prefilter.ts";
import type { FileReader } from "../reader.ts";
import { isConfigData } from "./config-data.ts";

const fluxGroups = /(^|\.)(toolkit\.fluxcd\.io|extensions\.fluxcd\.io|controlplane\.io)$/;

/** In path order. */
export function findFluxObjects(
  reader: Pick<FileReader, "files" | "bytes" | "parse">,
): readonly ParsedObject[] {
  const candidates = reader.files
    .filter(
      ({ path, kind }) => kind === "file" && fileRole(path) !== "other" && /\.(ya?ml|json)$/i.test(path),
    )
    .map(({ path }) => path);
  const flux = candidates
    .filter((path) => holds(reader, path, "fluxcd"))
    .flatMap((path) => reader.parse(path)?.objects ?? [])
    .filter(({ object }) => fluxGroups.test(groupOf(object)));
  const names = referencedNames(flux);
  if (names.size === 0) return flux;
  const data = candidates
    .filter((path) => [...names].some((name) => holds(reader, path, name)))
    .flatMap((path) => reader.parse(path)?.objects ?? [])
    .filter(({ object }) => isConfigData(object));
  return [...flux, ...data];
}

function holds(reader: Pick<FileReader, "bytes">, path: RepoPath, text: string): boolean {
  const bytes = reader.bytes(path);
  return bytes !== undefined && containsAscii(bytes, text);
}

/** Names of ConfigMaps and Secrets that substituteFrom and valuesFrom give, patches of Kustomizations included. */
function referencedNames(objects: readonly ParsedObject[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { object } of objects) {
    const spec = specOf(object);
    const lists = [listOf(mappingOf(spec.postBuild)?.substituteFrom), listOf(spec.valuesFrom)];
    for (const item of lists.flat()) {
      const name = isMapping(item) ? textOf(item.name) : undefined;
      if (name !== undefined && /^[\x21-\x7e]+$/.test(name)) names.add(name);
    }
    for (const patch of listOf(spec.patches)) {
      const text = isMapping(patch) ? textOf(patch.patch) : undefined;
      for (const name of namesInPatch(text ?? "")) names.add(name);
    }
  }
  return names;
}

/** A patch on child Kustomizations often adds their substituteFrom. */
function namesInPatch(text: string): readonly string[] {
  if (!text.includes("substituteFrom") && !text.includes("valuesFrom")) return [];
  return [...text.slice(0, 100_000).matchAll(/\bname: *["']?([a-z0-9][a-z0-9.-]{0,252})/g)].flatMap(
    ([, name]) => name ?? [],
  );
}
