/**
 * Which of the repositories that Applications name is this one. Known addresses decide, where one of them is named; else (a fork,
 * a mirror) the one whose paths exist here most often, which is an assumption and said so.
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import { compareText, toRepoPath } from "../../model/brands.ts";
import type { Json } from "../../model/kube.ts";
import type { SnapshotFile } from "../../model/snapshot.ts";
import { listOf, mappingOf, type SourceObject, specOf, textOf, textsOf } from "../objects/fields.ts";
import { repositoryKey } from "../repository-address.ts";

export interface OwnRepository {
  /** undefined when no address is taken to be this repository. */
  readonly assumption: string | undefined;
  isOwn(url: string): boolean;
}

export function findOwnRepository(
  objects: readonly SourceObject[],
  files: readonly SnapshotFile[],
  urls: readonly string[],
): Outcome<OwnRepository> {
  const known = new Set(urls.flatMap((url) => repositoryKey(url) ?? []));
  const named = objects.flatMap(({ object }) => repositoriesIn(specOf(object)));
  if (named.some(({ url }) => known.has(repositoryKey(url) ?? "")))
    return outcome({ assumption: undefined, isOwn: (url) => known.has(repositoryKey(url) ?? "") });
  const hits = new Map<string, { readonly url: string; count: number }>();
  for (const { url, path } of named) {
    const key = repositoryKey(url);
    if (key === undefined) continue;
    const hit = hits.get(key) ?? { url, count: 0 };
    if (exists(path, files)) hit.count += 1;
    hits.set(key, hit);
  }
  const [best] = [...hits].sort(([a, one], [b, other]) => other.count - one.count || compareText(a, b));
  if (best === undefined) return outcome({ assumption: undefined, isOwn: () => false });
  const [key, { url, count }] = best;
  if (count === 0) {
    const repositories = [...hits.values()]
      .map((hit) => hit.url)
      .sort(compareText)
      .slice(0, 5);
    const diagnostics: Diagnostic[] = [diagnose("argocd-own-repository-unknown", { repositories })];
    return outcome({ assumption: undefined, isOwn: () => false }, diagnostics);
  }
  const assumption = `${url} is taken to be this repository: ${count === 1 ? "a path" : `${count} paths`} that Argo CD takes from it ${count === 1 ? "is" : "are"} here.`;
  return outcome({ assumption, isOwn: (other) => repositoryKey(other) === key });
}

interface Named {
  readonly url: string;
  /** What stands before the first mark or star of a path. */
  readonly path: string;
}

/** Sources of Applications and of templates, and git generators at any depth. */
function repositoriesIn(spec: Json, depth = 0): readonly Named[] {
  const mapping = mappingOf(spec);
  if (mapping === undefined || depth > 12) return [];
  const url = textOf(mapping.repoURL);
  const globs = [...listOf(mapping.directories), ...listOf(mapping.files)].flatMap(
    (item) => textOf(mappingOf(item)?.path) ?? [],
  );
  const paths = [textOf(mapping.path), ...globs].flatMap((path) => path ?? []);
  // A source that is only referred to for its values files names no path.
  const valueFiles = listOf(mappingOf(mapping.helm)?.valueFiles).length;
  const own =
    url === undefined || textOf(mapping.chart) !== undefined
      ? []
      : paths.map((path) => ({ url, path: literalPart(path) }));
  const bare =
    url !== undefined && own.length === 0 && valueFiles === 0 && mapping.ref !== undefined
      ? [{ url, path: "" }]
      : [];
  const referred = valuesByReference(listOf(mapping.sources));
  const inner = Object.values(mapping).flatMap((value) =>
    Array.isArray(value)
      ? value.flatMap((item: Json) => repositoriesIn(item, depth + 1))
      : repositoriesIn(value, depth + 1),
  );
  return [...own, ...bare, ...referred, ...inner];
}

/** `$values/apps/cart.yaml`: a file of the source that is called `values`. */
function valuesByReference(sources: readonly Json[]): readonly Named[] {
  const urls = new Map(
    sources.flatMap((source): [string, string][] => {
      const ref = textOf(mappingOf(source)?.ref);
      const url = textOf(mappingOf(source)?.repoURL);
      return ref === undefined || url === undefined ? [] : [[ref, url]];
    }),
  );
  return sources.flatMap((source) =>
    textsOf(mappingOf(mappingOf(source)?.helm)?.valueFiles).flatMap((file): Named[] => {
      const [head = ""] = file.split("/", 1);
      const url = head.startsWith("$") ? urls.get(head.slice(1)) : undefined;
      return url === undefined ? [] : [{ url, path: literalPart(file.slice(head.length + 1)) }];
    }),
  );
}

function literalPart(path: string): string {
  const [before = ""] = path.split(/\{\{|[*?[]/, 1);
  return before === path ? path : before.slice(0, before.lastIndexOf("/") + 1);
}

/** The root exists in every repository, so it tells nothing. */
function exists(text: string, files: readonly SnapshotFile[]): boolean {
  const path = toRepoPath(text.replace(/^\/+/, ""));
  if (path === undefined || path === "") return false;
  return files.some((file) => file.path === path || file.path.startsWith(`${path}/`));
}
