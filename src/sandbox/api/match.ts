// Finds the route of a path. Names of refs and files hold slashes, so `{ref}`, `{path}` and their like may span segments;
// routes with more fixed words are tried first, which keeps `/commits/{ref}/status` from being read as a ref.
import type { Route } from "./route.ts";

const SPANNING: readonly string[] = ["ref", "path", "basehead", "branch"];

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

export type Matcher = (method: string, path: string) => Match | undefined;

export function createMatcher(routes: readonly Route[]): Matcher {
  const compiled = routes
    .map((route) => ({ route, pattern: compile(route.path), fixed: fixedWords(route.path) }))
    .sort((a, b) => b.fixed - a.fixed);
  return (method, path) => {
    for (const { route, pattern } of compiled) {
      if (route.method !== method) continue;
      const found = pattern.exec(path);
      if (found === null) continue;
      const params = decode(found.groups ?? {});
      if (params !== undefined) return { route, params };
    }
    return undefined;
  };
}

function fixedWords(template: string): number {
  return template.split("/").filter((part) => part !== "" && !part.startsWith("{")).length;
}

function compile(template: string): RegExp {
  const source = template.split("/").map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) return part.replace(/[.+?^$()|[\]\\]/g, "\\$&");
    return `(?<${name}>${name === "path" ? ".*" : SPANNING.includes(name) ? ".+" : "[^/]+"})`;
  });
  const text = source.join("/").replace("/(?<path>.*)", "(?:/(?<path>.*))?");
  return new RegExp(`^${text}$`);
}

function decode(groups: Readonly<Record<string, string | undefined>>): Record<string, string> | undefined {
  try {
    return Object.fromEntries(
      Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value ?? "")]),
    );
  } catch {
    return undefined;
  }
}
