/**
 * One kustomization file as kustomize reads it: types of api/types/kustomization.go 5.7.1, deprecated fields moved to where they belong
 * (`bases` to resources, `imageTags` to images, `env` to envs). Each entry keeps its place in the text.
 */
import { baseNameOf, directoryOf, type RepoPath } from "../../../model/brands.ts";
import type { Json } from "../../../model/kube.ts";
import type { Place } from "../../../model/place.ts";
import type { KeyPath } from "../../../yaml/file.ts";
import { fail } from "./failure.ts";
import type { TextFiles } from "./files.ts";
import type { KustomizationFields } from "./kustomization-fields.ts";
import { kustomizationShape } from "./kustomization-shape.ts";
import { treeOf } from "./plain-scalars.ts";
import { readShape } from "./shape.ts";
import { toJson } from "./tree.ts";

export interface Kustomization {
  readonly path: RepoPath;
  readonly directory: RepoPath;
  readonly kind: "Kustomization" | "Component";
  readonly fields: KustomizationFields;
  placeOf(keyPath: KeyPath): Place;
}

/** The names kustomize looks for, in its order (api/konfig/general.go RecognizedKustomizationFileNames). */
export const kustomizationNames: readonly string[] = [
  "kustomization.yaml",
  "kustomization.yml",
  "Kustomization",
];

export function readKustomization(path: RepoPath, files: TextFiles): Kustomization {
  const start: Place = { path, line: 1, column: 1 };
  const invalid = (problem: string, at: Place = start): never =>
    fail("kustomize-build-invalid-kustomization", { problem }, at);
  const file = files.yaml(path);
  if (file === undefined) return invalid("it cannot be read");
  const [unreadable] = file.diagnostics;
  if (unreadable !== undefined) {
    const problem = unreadable.code === "yaml-unreadable" ? unreadable.params.problem : "it is no YAML";
    return invalid(`it is no YAML: ${problem}`, unreadable.at ?? start);
  }
  // Only the first document counts: sigs.k8s.io/yaml does not look further.
  const document = file.yaml.documents[0];
  const written = document === undefined ? null : toJson(treeOf(document, file.yaml.text, "config"));
  if (document === undefined || written === null) return invalid("it is empty");
  const read = readShape(written, kustomizationShape);
  if (!read.ok) return invalid(read.problem, document.place(read.path));
  const raw = read.value as KustomizationFields; // the shape is the type, field by field
  const kind = raw.kind === undefined || raw.kind === "" ? "Kustomization" : raw.kind;
  if (kind !== "Kustomization" && kind !== "Component") {
    return invalid(
      `its kind is \`${kind}\`; it has to be Kustomization or Component`,
      document.place(["kind"]),
    );
  }
  const version = `kustomize.config.k8s.io/${kind === "Component" ? "v1alpha1" : "v1beta1"}`;
  if (raw.apiVersion !== undefined && raw.apiVersion !== "" && raw.apiVersion !== version) {
    return invalid(
      `its apiVersion is \`${raw.apiVersion}\`; a ${kind} has ${version}`,
      document.place(["apiVersion"]),
    );
  }
  const counting = Object.entries(raw).filter(([key]) => key !== "kind" && key !== "apiVersion");
  if (counting.every(([, value]) => isZero(value as Json))) return invalid("it is empty"); // JSON that passed the shape
  return {
    path,
    directory: directoryOf(path),
    kind,
    fields: raw,
    placeOf: (keyPath) => document.place(keyPath),
  };
}

export function isKustomizationName(path: RepoPath): boolean {
  return kustomizationNames.includes(baseNameOf(path));
}

/** Go's zero values; an empty list or map that is written is none. */
function isZero(value: Json): boolean {
  return value === "";
}
