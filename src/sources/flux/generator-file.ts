/**
 * The file behind a key of a generated ConfigMap: values of a HelmRelease often stand in a values.yaml that configMapGenerator takes in,
 * and that file is where they are edited.
 */
import { directoryOf, type RepoPath, resolveRepoPath } from "../../model/brands.ts";
import type { Place } from "../../model/place.ts";
import { listOf, mappingOf, textOf } from "../objects/fields.ts";
import type { FileReader } from "../reader.ts";

/** `place` is the generator's entry in its kustomization file. undefined: the key comes from no single file. */
export function generatorFile(
  reader: Pick<FileReader, "parse" | "fileAt">,
  place: Place,
  key: string,
): RepoPath | undefined {
  for (const document of reader.parse(place.path)?.yaml.documents ?? []) {
    const value = mappingOf(document.value);
    for (const field of ["configMapGenerator", "secretGenerator"]) {
      for (const [index, item] of listOf(value?.[field]).entries()) {
        if (document.place([field, index]).line !== place.line) continue;
        const path = fileFor(
          listOf(mappingOf(item)?.files).flatMap((file) => textOf(file) ?? []),
          key,
        );
        const resolved = path === undefined ? undefined : resolveRepoPath(directoryOf(place.path), path);
        return resolved !== undefined && reader.fileAt(resolved)?.kind === "file" ? resolved : undefined;
      }
    }
  }
  return undefined;
}

/** `key=path`, or a path whose last segment is the key. */
function fileFor(files: readonly string[], key: string): string | undefined {
  for (const file of files) {
    const equals = file.indexOf("=");
    const name = equals < 0 ? file.slice(file.lastIndexOf("/") + 1) : file.slice(0, equals);
    if (name === key) return file.slice(equals + 1);
  }
  return undefined;
}
