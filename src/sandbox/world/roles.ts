// What a person may do in a repository. Roles are ordered; a public repository gives everybody `read`.
import type { Account, Installation, Repository, Role } from "./types.ts";

const ORDER: readonly Role[] = ["read", "triage", "write", "maintain", "admin"];

export function atLeast(role: Role | undefined, needed: Role): boolean {
  return role !== undefined && ORDER.indexOf(role) >= ORDER.indexOf(needed);
}

export function roleOf(repository: Repository, account: Account): Role | undefined {
  if (repository.owner.id === account.id) return "admin";
  if (repository.owner.members.get(account.login) === "admin") return "admin";
  const direct = repository.roles.get(account.login);
  if (direct !== undefined) return direct;
  // Members of an organisation start with its base permission, which is read.
  if (repository.owner.members.has(account.login) || !repository.private) return "read";
  return undefined;
}

/** The five roles squeezed into the three words the old `permission` field knows. */
export function legacyPermission(role: Role | undefined): "admin" | "write" | "read" | "none" {
  if (role === undefined) return "none";
  if (role === "admin") return "admin";
  return atLeast(role, "write") ? "write" : "read";
}

export function covers(installation: Installation, repository: Repository): boolean {
  if (installation.account.id !== repository.owner.id || installation.suspended !== undefined) return false;
  return installation.selection === "all" || installation.repositoryIds.has(repository.id);
}
