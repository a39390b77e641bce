/**
 * The nginx locations NGINX Gateway Fabric writes for the matches of a host: a prefix `/x` becomes `= /x` and `/x/`, and the former
 * beats expressions. A prefix `/x/` becomes that location alone, for which nginx itself sends `/x` to `/x/` with 301
 * (internal/controller/nginx/config/servers.go, initializeExternalLocations, v2.6.7).
 */
import type { Entry } from "./precedence.ts";

export function nginxLocations<E extends Entry>(entries: readonly E[]): readonly E[] {
  const owned = new Set(
    entries.flatMap(({ match: { path } }) => (path.type === "Exact" ? [path.value] : [])),
  );
  return entries.flatMap((entry) => {
    const { path } = entry.match;
    if (path.type !== "PathPrefix" || path.value === "/") return [entry];
    const isSlashed = path.value.endsWith("/");
    const bare = isSlashed ? path.value.slice(0, -1) : path.value;
    const languages = path.languages.filter(({ kind }) => kind !== "exact");
    const below = { ...entry, match: { ...entry.match, path: { ...path, languages } } };
    if (owned.has(bare)) return [below];
    const exact = {
      ...entry,
      match: {
        ...entry.match,
        path: { ...path, type: "Exact", value: bare, languages: [{ kind: "exact", text: bare }] },
      },
    } as const;
    return [isSlashed && entry.rule.backends.length > 0 ? withSlash(exact, path.value) : exact, below];
  });
}

function withSlash<E extends Entry>(entry: E, value: string): E {
  const redirect = {
    kind: "redirect",
    scheme: undefined,
    hostname: undefined,
    port: undefined,
    path: { type: "ReplaceFullPath", value },
    status: 301,
  } as const;
  return { ...entry, rule: { ...entry.rule, filters: [redirect], backends: [] } };
}
