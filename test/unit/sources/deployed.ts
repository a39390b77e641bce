/** What a repository in memory deploys, as short texts that tests compare. */
import type { ClusterChoice } from "../../../src/model/config.ts";
import { memorySnapshot } from "../../../src/model/memory-snapshot.ts";
import type { Release } from "../../../src/model/release.ts";
import type { RenderBook } from "../../../src/model/render.ts";
import { sortCandidates } from "../../../src/sources/candidates.ts";
import type { ParsedObject } from "../../../src/sources/objects/parse.ts";
import { createReader, type FileReader } from "../../../src/sources/reader.ts";
import { isOfInterest, type Rendered } from "../../../src/sources/rendered.ts";
import { findUnits } from "../../../src/sources/units.ts";
import { readYamlFile } from "../../../src/yaml/read.ts";
import { defaultConfig } from "./config-for-tests.ts";

export function readerOf(files: Readonly<Record<string, string>>): FileReader {
  return createReader(memorySnapshot(files), () => false, readYamlFile);
}

export function deployed(
  files: Readonly<Record<string, string>>,
  options: { readonly clusters?: readonly ClusterChoice[]; readonly renders?: RenderBook } = {},
) {
  const snapshot = memorySnapshot(files);
  const reader = createReader(snapshot, () => false, readYamlFile);
  const objectsIn = (path: ParsedObject["path"]) =>
    (reader.parse(path)?.objects ?? []).filter(({ object }) => isOfInterest(object));
  const interesting = reader.files.map(({ path }) => path).filter((path) => objectsIn(path).length > 0);
  const config = defaultConfig({ clusters: options.clusters });
  const found = findUnits(reader, sortCandidates(reader), interesting, objectsIn, config, {
    snapshot,
    renders: options.renders,
    config,
    isIgnored: () => false,
  });
  const releases = found.clusters.flatMap((cluster) => cluster.releases);
  return {
    ...found,
    releases,
    release: (id: string): Release => {
      const release = releases.find((one) => one.id === id);
      if (release === undefined)
        throw new Error(`no ${id} among ${releases.map((one) => one.id).join(", ")}`);
      return release;
    },
    /** "cluster: namespace/Kind/name", with " (not deployed)" where nothing deploys it. */
    objects: found.clusters.flatMap(({ name, units }) =>
      units.flatMap((unit) => unit.objects.map((one) => `${name}: ${objectText(one)}`)),
    ),
    /** "cluster: id -> namespace/name". */
    releaseTexts: found.clusters.flatMap((cluster) =>
      cluster.releases.map(({ id, namespace, name }) => `${cluster.name}: ${id} -> ${namespace}/${name}`),
    ),
    /** "code @ file:line". */
    codes: found.diagnostics.map(({ code, at }) => `${code} @ ${at?.path ?? "-"}:${at?.line ?? 0}`),
  };
}

function objectText({ object, isDeployed }: Rendered): string {
  const { namespace, name } = object.metadata;
  return `${namespace ?? "-"}/${object.kind}/${name}${isDeployed === true ? "" : " (not deployed)"}`;
}

/** "kind@file:line > …". */
export function chainText(hops: Release["chain"]): string {
  return hops.map(({ kind, path, line }) => `${kind}@${path}:${line}`).join(" > ");
}

/** "name [file#document base form]" per layer. */
export function layerTexts({ layers }: Release): readonly string[] {
  return layers.map(({ name, site }) =>
    site === undefined
      ? `${name} [-]`
      : `${name} [${site.path}#${site.document} ${site.base.join(".")} ${site.form}]`,
  );
}

export const repository = "https://git.example.com/shop/fleet.git";
const local = "https://kubernetes.default.svc";

export interface ApplicationText {
  readonly name: string;
  /** Lines of `spec`, unindented, without the destination. */
  readonly spec: string;
  readonly namespace?: string;
  readonly server?: string;
}

export function application({ name, spec, namespace = "shop", server = local }: ApplicationText): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
  namespace: argocd
spec:
${indented(spec.trimEnd(), 2)}
  destination:
    server: ${server}
    namespace: ${namespace}
`;
}

/** A source that takes a directory of the repository. */
export function directorySource(path: string, more = ""): string {
  return `source:\n  repoURL: ${repository}\n  path: ${path}\n${indented(more, 2)}`;
}

export function indented(text: string, columns: number): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? line : " ".repeat(columns) + line))
    .join("\n");
}
