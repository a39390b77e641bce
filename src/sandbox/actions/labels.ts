// The labels of a repository. Names compare without case; a name used before it exists is created grey, as GitHub does.
import { invalid, notFound } from "../world/errors.ts";
import type { Label, Repository } from "../world/types.ts";
import type { World } from "../world/world.ts";

export function findLabel(repository: Repository, name: string): Label | undefined {
  return repository.labels.find((label) => label.name.toLowerCase() === name.toLowerCase());
}

export function requireLabel(repository: Repository, name: string): Label {
  const label = findLabel(repository, name);
  if (label === undefined) throw notFound();
  return label;
}

export function labelNamed(world: World, repository: Repository, name: string): Label {
  return findLabel(repository, name) ?? createLabel(world, repository, { name });
}

export interface NewLabel {
  readonly name: string;
  readonly color?: string;
  readonly description?: string | null;
}

export function createLabel(world: World, repository: Repository, input: NewLabel): Label {
  const color = input.color ?? "ededed";
  if (input.name.trim() === "" || input.name.length > 50) throw invalid("Label", "name");
  if (!/^[0-9a-fA-F]{6}$/.test(color)) throw invalid("Label", "color");
  if (findLabel(repository, input.name) !== undefined) throw invalid("Label", "name", "already_exists");
  const label: Label = {
    id: world.nextId(),
    name: input.name,
    color,
    description: input.description ?? null,
  };
  repository.labels.push(label);
  return label;
}

export function changeLabel(repository: Repository, label: Label, change: Partial<NewLabel>): void {
  if (change.name !== undefined) {
    const other = findLabel(repository, change.name);
    if (other !== undefined && other !== label) throw invalid("Label", "name", "already_exists");
    label.name = change.name;
  }
  if (change.color !== undefined) {
    if (!/^[0-9a-fA-F]{6}$/.test(change.color)) throw invalid("Label", "color");
    label.color = change.color;
  }
  if (change.description !== undefined) label.description = change.description;
}

export function deleteLabel(repository: Repository, label: Label): void {
  repository.labels.splice(repository.labels.indexOf(label), 1);
  for (const issue of repository.issues) issue.labels = issue.labels.filter((other) => other !== label);
}
