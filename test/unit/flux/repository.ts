/**
 * A repository in memory with a stand-in for the kustomize build: it follows `resources` and sets the namespace, and does nothing else.
 */
import { type Outcome, outcome } from "../../../src/diagnostics/diagnostic.ts";
import { type RepoPath, resolveRepoPath, toRepoPath } from "../../../src/model/brands.ts";
import { memorySnapshot } from "../../../src/model/memory-snapshot.ts";
import type { FluxBuildRequest, FluxBuilt, FluxDeployment } from "../../../src/sources/flux/deployment.ts";
import { findFluxObjects } from "../../../src/sources/flux/find.ts";
import { generatedResources } from "../../../src/sources/flux/generate.ts";
import { readFlux } from "../../../src/sources/flux/read.ts";
import type { ParsedObject } from "../../../src/sources/objects/parse.ts";
import { createReader, type FileReader } from "../../../src/sources/reader.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";

export function readerOf(files: Readonly<Record<string, string>>): FileReader {
  return createReader(memorySnapshot(files), () => false, readYamlFile);
}

export function pathOf(text: string): RepoPath {
  const path = toRepoPath(text);
  if (path === undefined) throw new Error(`no path: ${text}`);
  return path;
}

export function objectIn(files: Readonly<Record<string, string>>, path: string, index = 0): ParsedObject {
  const object = readerOf(files).parse(pathOf(path))?.objects[index];
  if (object === undefined) throw new Error(`no object in ${path}`);
  return object;
}

export function readRepository(
  files: Readonly<Record<string, string>>,
  urls: readonly string[] = [],
): Outcome<FluxDeployment<ParsedObject>> {
  const reader = readerOf(files);
  return readFlux({
    objects: findFluxObjects(reader),
    files: reader.files,
    build: (request) => build(reader, request),
    own: { urls },
  });
}

function build(
  reader: FileReader,
  { directory, overlay }: FluxBuildRequest,
): Outcome<FluxBuilt<ParsedObject>> {
  const files = new Set<RepoPath>();
  const objects = collect(reader, directory, files).map((parsed): ParsedObject => {
    if (overlay.namespace === undefined) return parsed;
    const metadata = { ...parsed.object.metadata, namespace: overlay.namespace };
    return { ...parsed, object: { ...parsed.object, metadata } };
  });
  return outcome({ objects, files: [...files] });
}

function collect(reader: FileReader, directory: RepoPath, files: Set<RepoPath>): readonly ParsedObject[] {
  const own = pathOf(directory === "" ? "kustomization.yaml" : `${directory}/kustomization.yaml`);
  const listed = generatedResources(directory, reader.files) ?? listedIn(reader, own);
  if (reader.fileAt(own) !== undefined) files.add(own);
  return listed.flatMap((entry) => {
    const path = resolveRepoPath(directory, entry);
    if (path === undefined) return [];
    if (reader.fileAt(path) === undefined) return collect(reader, path, files);
    files.add(path);
    return reader.parse(path)?.objects ?? [];
  });
}

function listedIn(reader: FileReader, path: RepoPath): readonly string[] {
  const value = reader.parse(path)?.yaml.documents[0]?.value;
  const { resources } = value as { readonly resources?: readonly string[] }; // the tests' own files
  return resources ?? [];
}
