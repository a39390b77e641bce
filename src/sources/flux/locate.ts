/**
 * From a Kustomization to the directory of this repository it deploys: whether its source is this repository, and where the source's root
 * is. Artifacts of other kinds than Git may be made of a part of the repository only.
 */
import { type Diagnostic, diagnose } from "../../diagnostics/diagnostic.ts";
import { type RepoPath, toRepoPath } from "../../model/brands.ts";
import type { SnapshotFile } from "../../model/snapshot.ts";
import { type FluxArtifact, originsOf } from "./artifacts.ts";
import type { FluxKustomization, SourceReference } from "./kustomization.ts";
import { type FluxSource, type OwnRepository, ownershipOf } from "./sources.ts";

export interface LocateWorld {
  readonly files: readonly SnapshotFile[];
  readonly own: OwnRepository;
  readonly sources: readonly FluxSource[];
  readonly artifacts: readonly FluxArtifact[];
}

export interface Located {
  /** undefined: it deploys nothing of this repository. */
  readonly directory: RepoPath | undefined;
  readonly assumption: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export function locate(kustomization: FluxKustomization, world: LocateWorld): Located {
  const { path, source, title } = kustomization;
  if (path === undefined) return { directory: undefined, assumption: undefined, diagnostics: [] };
  // Generators of several clusters may make artifacts of one name: the one with something at the path is meant.
  const origins = world.artifacts
    .filter(
      ({ name, namespace }) =>
        source.kind === "ExternalArtifact" &&
        name === source.name &&
        (namespace === undefined || source.namespace === undefined || namespace === source.namespace),
    )
    .flatMap((artifact) => originsOf(artifact, path));
  const found = origins.find((origin) => holdsFiles(origin.path, world.files)) ?? origins[0];
  if (found !== undefined)
    return located(title, { ...found.source, place: source.place }, found.path, kustomization, world);
  return located(title, source, path, kustomization, world);
}

function located(
  title: string,
  source: SourceReference,
  path: RepoPath,
  kustomization: FluxKustomization,
  world: LocateWorld,
): Located {
  const ownership = ownershipOf(source, world.sources, world.own);
  const name = `${source.kind} ${source.name}`;
  if (ownership.kind === "elsewhere") {
    const params = { kustomization: title, source: ownership.what };
    return nowhere(diagnose("flux-source-elsewhere", params, { at: source.place }));
  }
  const prefix = source.kind === "GitRepository" ? "" : rootOf(path, world.files);
  const directory = toRepoPath(`${prefix}/${path}`.replace(/^\/+/, "")) ?? path;
  const exists = holdsFiles(directory, world.files);
  if (ownership.kind === "unknown") {
    const params = {
      kustomization: title,
      source: name,
      taken: exists ? ("own" as const) : ("other" as const),
    };
    return {
      directory: exists ? directory : undefined,
      assumption: exists
        ? `The Flux source ${name} is taken to be this repository: its paths are here.`
        : undefined,
      diagnostics: [diagnose("flux-source-unknown", params, { at: source.place })],
    };
  }
  const where = prefix === "" ? "" : `, its root the directory ${prefix}`;
  const assumption =
    ownership.because === "address"
      ? undefined
      : `The Flux source ${name} is taken to be this repository, by its name or address${where}.`;
  if (exists) return { directory, assumption, diagnostics: [] };
  const at = kustomization.placeOf(["spec", "path"]);
  return {
    directory: undefined,
    assumption,
    diagnostics: [diagnose("flux-path-missing", { kustomization: title, path }, { at })],
  };
}

function nowhere(diagnostic: Diagnostic): Located {
  return { directory: undefined, assumption: undefined, diagnostics: [diagnostic] };
}

/** The one directory of at most two levels below which the path exists; "" when it exists at the root, or under several. */
function rootOf(path: RepoPath, files: readonly SnapshotFile[]): string {
  if (path === "" || holdsFiles(path, files)) return "";
  const roots = new Set<string>();
  for (const file of files) {
    const segments = file.path.split("/");
    for (const depth of [1, 2]) {
      const rest = segments.slice(depth).join("/");
      if (segments.length > depth && rest.startsWith(`${path}/`))
        roots.add(segments.slice(0, depth).join("/"));
    }
  }
  const [only, ...others] = roots;
  return only !== undefined && others.length === 0 ? only : "";
}

function holdsFiles(directory: RepoPath, files: readonly SnapshotFile[]): boolean {
  const prefix = directory === "" ? "" : `${directory}/`;
  return files.some((file) => file.path.startsWith(prefix));
}
