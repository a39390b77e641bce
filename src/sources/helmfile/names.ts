/**
 * The few template marks helmfiles hold in paths and names: `{{ .Environment.Name }}` and the fields of the release. Everything else stays
 * as it is written, and what holds it is not followed.
 */

export interface Names {
  readonly environment: string;
  readonly release: { readonly name: string; readonly namespace: string | undefined; readonly chart: string };
}

/** undefined: a mark is left that is not one of these. */
export function withNames(text: string, names: Names): string | undefined {
  const { environment, release } = names;
  const known: Readonly<Record<string, string | undefined>> = {
    ".Environment.Name": environment,
    ".Release.Name": release.name,
    ".Release.Namespace": release.namespace,
    ".Release.Chart": release.chart,
  };
  const result = text.replace(/\{\{-?\s*(\.[A-Za-z.]{1,80})\s*-?\}\}/g, (mark: string, name: string) => {
    return Object.hasOwn(known, name) ? (known[name] ?? mark) : mark;
  });
  return result.includes("{{") ? undefined : result;
}
