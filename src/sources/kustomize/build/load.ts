/**
 * From an entry of a kustomization to a file or directory of the repository, by kustomize's rules: a file has to lie below the
 * kustomization's directory, a directory must not be one the build is already in (api/internal/loader/fileloader.go 5.7.1).
 */

import type { UnusableFile } from "../../../diagnostics/catalog/kustomize.ts";
import { type RepoPath, resolveRepoPath } from "../../../model/brands.ts";
import type { TextFiles } from "./files.ts";
import { kustomizationNames } from "./kustomization.ts";

export type Located =
  | { readonly kind: "file"; readonly path: RepoPath; readonly isOutsideRoot: boolean }
  | { readonly kind: "directory"; readonly path: RepoPath; readonly kustomization: RepoPath }
  | { readonly kind: "remote" }
  | { readonly kind: "unusable"; readonly why: UnusableFile };

/** A file first, then an address, then a directory: the order kustomize tries. */
export function locateEntry(directory: RepoPath, entry: string, files: TextFiles): Located {
  if (isRemoteFile(entry)) return { kind: "remote" };
  const file = locateFile(directory, entry, files);
  if (file.kind === "file") return file;
  if (isRemoteDirectory(entry)) return { kind: "remote" };
  return locateDirectory(directory, entry, files);
}

export function locateFile(directory: RepoPath, entry: string, files: TextFiles): Located {
  if (isRemoteFile(entry)) return { kind: "remote" };
  if (entry.startsWith("/")) return { kind: "unusable", why: "absolute" };
  const path = resolveRepoPath(directory, entry);
  if (path === undefined) return { kind: "unusable", why: "outside" };
  if (files.text(path) === undefined && files.bytes(path) === undefined)
    return { kind: "unusable", why: "missing" };
  return { kind: "file", path, isOutsideRoot: !isAtOrBelow(path, directory) };
}

export function locateDirectory(directory: RepoPath, entry: string, files: TextFiles): Located {
  if (isRemoteDirectory(entry)) return { kind: "remote" };
  if (entry === "") return { kind: "unusable", why: "empty" };
  if (entry.startsWith("/")) return { kind: "unusable", why: "absolute" };
  const path = resolveRepoPath(directory, entry);
  if (path === undefined) return { kind: "unusable", why: "outside" };
  const found = kustomizationsOf(path, files);
  const [kustomization] = found;
  if (kustomization === undefined)
    return { kind: "unusable", why: files.hasFiles(path) ? "no-kustomization" : "missing" };
  if (found.length > 1) return { kind: "unusable", why: "several-kustomizations" };
  return { kind: "directory", path, kustomization };
}

export function kustomizationsOf(directory: RepoPath, files: TextFiles): readonly RepoPath[] {
  return kustomizationNames.flatMap((name) => {
    const path = resolveRepoPath(directory, name);
    return path !== undefined && files.text(path) !== undefined ? [path] : [];
  });
}

export function isAtOrBelow(path: RepoPath, directory: RepoPath): boolean {
  return directory === "" || path === directory || path.startsWith(`${directory}/`);
}

function isRemoteFile(entry: string): boolean {
  return /^https?:\/\//i.test(entry);
}

/** What kustomize takes for a git address (api/internal/git/repospec.go): a scheme, a user before `@`, or github.com. */
function isRemoteDirectory(entry: string): boolean {
  const [address = ""] = entry.replace(/^git::/i, "").split("?");
  if (/^(?:https?|ssh|file):\/\//i.test(address)) return true;
  const isUser = /^[a-zA-Z][a-zA-Z0-9-]{0,200}@/.test(address);
  const isGithub = /^github\.com[/:]/i.test(address.replace(/^[a-zA-Z][a-zA-Z0-9-]{0,200}@/, ""));
  if (!isUser && !isGithub) return false;
  const rest = address.replace(/^[a-zA-Z][a-zA-Z0-9-]{0,200}@/, "");
  const path = rest.slice(rest.search(/[/:]/) + 1);
  if (!/[/:]/.test(rest) || path === "") return false;
  const hasMarker = path.includes("_git/") || path.includes("//") || path.includes(".git");
  return hasMarker || path.split("/").length >= 2;
}
