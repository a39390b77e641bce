import { describe, expect, test } from "vitest";
import { type GlobKind, globMatcher } from "../../../src/sources/argocd/glob.ts";

describe("globs of Argo CD", () => {
  const cases: readonly (readonly [kind: GlobKind, glob: string, path: string, matches: boolean])[] = [
    ["path", "apps/*", "apps/a", true],
    ["path", "apps/*", "apps/a/b", false],
    ["path", "apps/**", "apps/a/b", false],
    ["path", "apps/[a-c]x", "apps/bx", true],
    ["path", "apps/[^a]", "apps/b", true],
    ["path", "apps/{a,b}", "apps/a", false],
    ["pathspec", "config/*.yaml", "config/a/b.yaml", true],
    ["pathspec", "config/**/x.yaml", "config/a/b/x.yaml", true],
    ["pathspec", "config/**/x.yaml", "config/x.yaml", false],
    ["directory", "*.yaml", "deep/a.yaml", true],
    ["directory", "{a,b}.yaml", "b.yaml", true],
    ["directory", "{a,b}.yaml", "c.yaml", false],
    ["doublestar", "v/**/a.yaml", "v/a.yaml", true],
    ["doublestar", "v/*.yaml", "v/x/a.yaml", false],
    ["path", "a.b", "axb", false],
    ["path", "a+b(c)", "a+b(c)", true],
    ["path", "a\\*b", "a*b", true],
    ["path", "a?c", "a/c", false],
  ];

  test.each(cases)("%s %s on %s: %s", (kind, glob, path, matches) => {
    expect(globMatcher(glob, kind)?.(path)).toBe(matches);
  });

  test.each(["a[", "a\\", "{a"])("%s cannot be read", (glob) => {
    expect(globMatcher(glob, "directory")).toBeUndefined();
  });

  test("hostile ones do not hang", () => {
    const glob = `${"*a".repeat(60)}b`;

    expect(globMatcher(glob, "directory")?.("a".repeat(2000))).toBe(false);
  });
});
