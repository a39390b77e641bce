/** Finds the Argo CD objects of a snapshot and the Secrets that register clusters, without parsing anything else. */
import type { RepoPath } from "../../model/brands.ts";
import { groupOf, type ParsedObject } from "../objects/parse.ts";
import { containsAscii } from "../prefilter.ts";
import type { FileReader } from "../reader.ts";
import { isClusterSecret } from "./clusters.ts";

const kinds = new Set(["Application", "ApplicationSet", "AppProject"]);

/** In path order. `candidates` are the files that may hold such objects: templates of charts are none. */
export function findArgoObjects(
  reader: Pick<FileReader, "files" | "bytes" | "parse">,
  candidates: readonly RepoPath[] = reader.files.map(({ path }) => path),
): readonly ParsedObject[] {
  return candidates.flatMap((path) => {
    if (!/\.(ya?ml|json)$/i.test(path)) return [];
    const bytes = reader.bytes(path);
    if (bytes === undefined || !containsAscii(bytes, "argoproj.io")) return [];
    const objects = reader.parse(path)?.objects ?? [];
    return objects.filter(
      ({ object }) =>
        (groupOf(object) === "argoproj.io" && kinds.has(object.kind)) || isClusterSecret(object),
    );
  });
}
