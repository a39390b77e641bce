/**
 * Sorts the files of a snapshot by what they can hold, from names and bytes alone. Nothing is parsed here.
 */
import { compareText, type RepoPath } from "../model/brands.ts";
import type { Unsupported } from "../model/inventory.ts";
import {
  containsAscii,
  fileRole,
  ingressKindAt,
  mayHoldGatewayObjects,
  mayHoldIngressValues,
} from "./prefilter.ts";
import type { FileReader } from "./reader.ts";
import { decodeText, ingressKindLine, isUtf16, lineOfByte } from "./text.ts";
import { templateByPath } from "./unsupported/templates.ts";

export interface Candidates {
  /** Manifests that may define an Ingress, with the line that says so. */
  readonly ingressFiles: ReadonlyMap<RepoPath, number>;
  readonly gatewayFiles: readonly RepoPath[];
  readonly crdFiles: readonly RepoPath[];
  /** Kustomize build files by their names. */
  readonly kustomizationFiles: readonly RepoPath[];
  /** Flux and Argo CD objects that deploy directories. */
  readonly deployerFiles: readonly RepoPath[];
  /** Files that may hold a HelmRelease. */
  readonly releaseFiles: readonly RepoPath[];
  readonly valuesFiles: readonly RepoPath[];
  /** Manifests that are no templates: the files a Service may be looked for in. */
  readonly manifests: readonly RepoPath[];
  readonly unsupported: readonly Unsupported[];
}

const sorted = new WeakMap<FileReader, Candidates>();

export function sortCandidates(reader: FileReader): Candidates {
  const known = sorted.get(reader) ?? sortFiles(reader);
  sorted.set(reader, known);
  return known;
}

function sortFiles(reader: FileReader): Candidates {
  const ingressFiles = new Map<RepoPath, number>();
  const gatewayFiles: RepoPath[] = [];
  const crdFiles: RepoPath[] = [];
  const kustomizationFiles: RepoPath[] = [];
  const deployerFiles: RepoPath[] = [];
  const releaseFiles: RepoPath[] = [];
  const valuesFiles: RepoPath[] = [];
  const manifests: RepoPath[] = [];
  const unsupported: Unsupported[] = [];
  const paths = new Set<string>(reader.files.map((file) => file.path));

  for (const file of reader.files) {
    const { path } = file;
    const role = fileRole(path);
    if (role === "other") continue;
    const isManifest = role === "manifest" || role === "kustomization";
    const bytes = reader.bytes(path);
    if (bytes === undefined) {
      if (isManifest) unsupported.push({ path, line: 1, reason: unreadReason(file.kind, file.size) });
      continue;
    }
    if (isUtf16(bytes)) {
      const text = new TextDecoder(bytes[0] === 0xff ? "utf-16le" : "utf-16be").decode(bytes);
      const line = ingressKindLine(text);
      if (line !== undefined)
        unsupported.push({ path, line, reason: "Written in UTF-16: only UTF-8 is read." });
      continue;
    }
    const template = templateByPath(path, (name) => paths.has(name));
    if (template !== undefined || !isManifest) {
      const line = containsAscii(bytes, "Ingress") ? templateLine(bytes) : undefined;
      if (line !== undefined) unsupported.push({ path, line, reason: template ?? "Not a manifest." });
      continue;
    }
    if (role === "kustomization") kustomizationFiles.push(path);
    manifests.push(path);
    const at = ingressKindAt(bytes);
    if (at >= 0) ingressFiles.set(path, lineOfByte(bytes, at));
    if (mayHoldGatewayObjects(bytes)) {
      if (containsAscii(bytes, "CustomResourceDefinition")) crdFiles.push(path);
      gatewayFiles.push(path);
    }
    if (containsAscii(bytes, "kustomize.toolkit.fluxcd.io") || containsAscii(bytes, "argoproj.io/")) {
      deployerFiles.push(path);
    }
    if (containsAscii(bytes, "helm.toolkit.fluxcd.io")) releaseFiles.push(path);
    // values are written in YAML; JSON that speaks of ingress is dashboards, and schemas hold no values
    const mayBeValues = !path.endsWith(".json") && !containsAscii(bytes, "CustomResourceDefinition");
    if (mayBeValues && mayHoldIngressValues(bytes)) valuesFiles.push(path);
  }
  unsupported.sort((a, b) => compareText(a.path, b.path));
  return {
    ingressFiles,
    gatewayFiles,
    crdFiles,
    kustomizationFiles,
    deployerFiles,
    releaseFiles,
    valuesFiles,
    manifests,
    unsupported,
  };
}

/** A template states its kind on one line, or not at all. */
function templateLine(bytes: Uint8Array): number | undefined {
  const text = decodeText(bytes) ?? new TextDecoder("latin1").decode(bytes);
  const code = /kubernetes_ingress|\bIngressV1\b/.exec(text);
  return ingressKindLine(text) ?? (code === null ? undefined : text.slice(0, code.index).split("\n").length);
}

function unreadReason(kind: "file" | "symlink" | "submodule", size: number): string {
  if (kind === "symlink") return "Symbolic link: links are not followed.";
  if (kind === "submodule") return "Submodule: it is another repository.";
  return `Too large to read (${size} bytes), so it is not known whether it holds an Ingress.`;
}
