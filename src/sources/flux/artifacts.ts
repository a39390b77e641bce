/**
 * ArtifactGenerator (source.extensions.fluxcd.io): composes artifacts out of directories of other sources, which Kustomizations then name as
 * ExternalArtifact. Only copies of directories are followed back.
 */
import { type RepoPath, toRepoPath } from "../../model/brands.ts";
import { listOf, mappingOf, type SourceObject, specOf, textOf } from "../objects/fields.ts";
import { groupOf } from "../objects/parse.ts";

export interface FluxArtifact {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly copies: readonly ArtifactCopy[];
}

export interface ArtifactCopy {
  readonly source: { readonly kind: string; readonly name: string; readonly namespace: string | undefined };
  /** Directory of the source. */
  readonly from: RepoPath;
  /** Directory of the artifact its content goes to. */
  readonly to: RepoPath;
}

export function readArtifacts({ object }: SourceObject): readonly FluxArtifact[] {
  if (object.kind !== "ArtifactGenerator" || groupOf(object) !== "source.extensions.fluxcd.io") return [];
  const spec = specOf(object);
  const namespace = textOf(object.metadata.namespace);
  const sources = new Map(
    listOf(spec.sources).flatMap((item): [string, ArtifactCopy["source"]][] => {
      const source = mappingOf(item);
      const alias = textOf(source?.alias);
      const kind = textOf(source?.kind) ?? "GitRepository";
      if (alias === undefined) return [];
      return [
        [
          alias,
          { kind, name: textOf(source?.name) ?? "", namespace: textOf(source?.namespace) ?? namespace },
        ],
      ];
    }),
  );
  return listOf(spec.artifacts).flatMap((item): FluxArtifact[] => {
    const artifact = mappingOf(item);
    const name = textOf(artifact?.name);
    if (name === undefined) return [];
    const copies = listOf(artifact?.copy).flatMap((copy): ArtifactCopy[] => {
      const { from, to } = mappingOf(copy) ?? {};
      const [, alias = "", path = ""] = /^@([^/]+)\/(.*)$/.exec(textOf(from) ?? "") ?? [];
      const source = sources.get(alias);
      const origin = toRepoPath(path.replace(/\/?\*\*$/, ""));
      const target = toRepoPath((textOf(to) ?? "").replace(/^@artifact\/?/, ""));
      if (source === undefined || origin === undefined || target === undefined) return [];
      return [{ source, from: origin, to: target }];
    });
    return [{ name, namespace, copies }];
  });
}

/** Directories the path of an artifact may come from, the likeliest first. */
export function originsOf(
  artifact: FluxArtifact,
  path: RepoPath,
): readonly { readonly source: ArtifactCopy["source"]; readonly path: RepoPath }[] {
  return artifact.copies.flatMap(({ source, from, to }) => {
    // `from: @a/dir/` without stars may put the directory itself into `to`.
    const last = from.slice(from.lastIndexOf("/") + 1);
    const nested = toRepoPath(`${to}/${last}`.replace(/^\/+/, ""));
    return [to, nested].flatMap((target) => {
      if (target === undefined || (target !== "" && path !== target && !path.startsWith(`${target}/`)))
        return [];
      const rest = target === "" ? path : path.slice(target.length);
      const origin = toRepoPath(`${from}/${rest}`.replace(/^\/+/, ""));
      return origin === undefined ? [] : [{ source, path: origin }];
    });
  });
}
