/** What an AppProject allows, as far as routes care: HTTPRoutes in a project that lists its kinds need a line there. */
import { listOf, mappingOf, type SourceObject, specOf, textOf } from "../objects/fields.ts";

export interface ArgoProject {
  readonly name: string;
  /** undefined: every namespaced kind is allowed. */
  readonly namespaceResourceWhitelist: readonly GroupKind[] | undefined;
  readonly namespaceResourceBlacklist: readonly GroupKind[];
  readonly place: SourceObject["place"];
}

export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

export function readProject({ object, place }: SourceObject): ArgoProject {
  const spec = specOf(object);
  return {
    name: textOf(object.metadata.name) ?? "",
    namespaceResourceWhitelist: Array.isArray(spec.namespaceResourceWhitelist)
      ? kindsOf(spec.namespaceResourceWhitelist)
      : undefined,
    namespaceResourceBlacklist: kindsOf(spec.namespaceResourceBlacklist),
    place,
  };
}

export function projectAllows(project: ArgoProject, wanted: GroupKind): boolean {
  const isListed = (list: readonly GroupKind[]) =>
    list.some(
      ({ group, kind }) =>
        (group === "*" || group === wanted.group) && (kind === "*" || kind === wanted.kind),
    );
  if (isListed(project.namespaceResourceBlacklist)) return false;
  return project.namespaceResourceWhitelist === undefined || isListed(project.namespaceResourceWhitelist);
}

function kindsOf(value: unknown): readonly GroupKind[] {
  return listOf(value).flatMap((item) => {
    const spec = mappingOf(item);
    const kind = textOf(spec?.kind);
    return kind === undefined ? [] : [{ group: typeof spec?.group === "string" ? spec.group : "", kind }];
  });
}
