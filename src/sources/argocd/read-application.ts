/** One Application object (written, or made by an ApplicationSet) to data. */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import type { SnapshotFile } from "../../model/snapshot.ts";
import type { KeyPath } from "../../yaml/file.ts";
import { listOf, mappingOf, type SourceObject, specOf, textOf, titleOf } from "../objects/fields.ts";
import type { ArgoApplication, ArgoOrigin } from "./application.ts";
import { destinationOf, type RegisteredCluster } from "./clusters.ts";
import { readSource } from "./source.ts";

export interface ApplicationWorld {
  readonly files: readonly SnapshotFile[];
  readonly clusters: readonly RegisteredCluster[];
  isOwn(url: string): boolean;
}

export interface ApplicationText {
  readonly source: SourceObject;
  readonly origin: ArgoOrigin;
  readonly unresolved: readonly string[];
  editPath(keyPath: KeyPath): KeyPath;
}

export function readApplication(text: ApplicationText, world: ApplicationWorld): Outcome<ArgoApplication> {
  const { source: application, origin, unresolved } = text;
  const spec = specOf(application.object);
  const title = titleOf(application.object);
  const name = textOf(application.object.metadata.name) ?? "";
  const destination = destinationOf(spec.destination, application.place.path, world.clusters);
  const written = listOf(spec.sources);
  // `sources` wins where both are written (v1alpha1 GetSources).
  const specs =
    written.length > 0
      ? written.map((item, index) => ({ item, keyPath: ["spec", "sources", index] }))
      : [{ item: spec.source ?? null, keyPath: ["spec", "source"] }];
  const refs = new Map(
    specs.flatMap(({ item }): [string, boolean][] => {
      const mapping = mappingOf(item);
      const ref = textOf(mapping?.ref);
      return ref === undefined ? [] : [[ref, world.isOwn(textOf(mapping?.repoURL) ?? "")]];
    }),
  );
  const diagnostics: Diagnostic[] = [];
  const sources = specs.flatMap(({ item, keyPath }) => {
    const mapping = mappingOf(item);
    if (mapping === undefined || textOf(mapping.repoURL) === undefined) {
      const params = {
        object: `Application ${title}`,
        field: keyPath.join("."),
        problem: "names no repository",
      };
      diagnostics.push(diagnose("argocd-field-unreadable", params, { at: application.placeOf(keyPath) }));
      return [];
    }
    const read = readSource(mapping, keyPath, {
      application,
      title,
      name,
      destination,
      files: world.files,
      refs,
      isOwn: (url) => world.isOwn(url),
      editPath: (path) => text.editPath(path),
    });
    diagnostics.push(...read.diagnostics);
    return [read.value];
  });
  const automated = mappingOf(mappingOf(spec.syncPolicy)?.automated);
  const value: ArgoApplication = {
    name,
    namespace: textOf(application.object.metadata.namespace),
    title,
    project: textOf(spec.project) ?? "default",
    destination,
    sources,
    origin,
    place: application.place,
    sync: {
      automated: automated !== undefined && automated.enabled !== false,
      prune: automated?.prune === true,
    },
    unresolved,
  };
  return outcome(value, diagnostics);
}
