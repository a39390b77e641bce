import fc from "fast-check";
import picomatch from "picomatch";
import { expect, test } from "vitest";
import { compileGlobs, globProblem } from "../../../src/config/glob.ts";
import type { RepoPath } from "../../../src/model/brands.ts";

const matches = (pattern: string, path: string) => compileGlobs([pattern])(path as RepoPath);

test.each([
  ["vendor/**", "vendor/a/b.yaml", true],
  ["vendor/**", "x/vendor/a.yaml", false],
  ["**/testdata/**", "testdata/a.yaml", true],
  ["**/testdata/**", "a/b/testdata/c/d.yaml", true],
  ["**/testdata/**", "a/testdata.yaml", false],
  ["*.yaml", "a.yaml", true],
  ["*.yaml", "a/b.yaml", false],
  ["**/*.yaml", "a.yaml", true],
  ["a/?.yaml", "a/b.yaml", true],
  ["a/?.yaml", "a/bc.yaml", false],
  ["{a,b}/*.y{a,}ml", "b/x.yaml", true],
  ["{a,b}/*.y{a,}ml", "b/x.yml", true],
  ["{a,b}/*.y{a,}ml", "c/x.yml", false],
  ["vendor", "vendor/a/b.yaml", true],
  ["vendor/", "vendor/a/b.yaml", true],
  ["vendor", "vendors/a.yaml", false],
  ["vendor", "vendor", true],
  ["vendor/**", "vendor", false],
  ["*/**", "a.yaml", false],
  ["*/**", "a/b.yaml", true],
  ["**/a/**/**", "a/b.yaml", true],
  ["**", ".hidden/a", true],
])("%s on %s: %s", (pattern, path, expected) => {
  expect(globProblem(pattern)).toBeUndefined();
  expect(matches(pattern, path)).toBe(expected);
});

test.each([
  "",
  "!a",
  "/a",
  "[ab]",
  "a\\b",
  "+(a|b)",
  "{a",
  "a}",
  "{a,{b,c}}",
  "{1,2,3,4,5,6,7,8,9}{1,2,3,4,5,6,7,8,9}",
  "a".repeat(501),
])("%j is refused and matches nothing", (pattern) => {
  expect(globProblem(pattern)).toBeDefined();
  expect(matches(pattern, "a")).toBe(false);
});

test("wildcards agree with picomatch", () => {
  const segment = fc.stringMatching(/^[ab.]{1,3}$/).filter((text) => !/^\.+$/.test(text));
  const part = fc.oneof(segment, fc.constantFrom("*", "**", "a*", "*b", "?", "a?*"));
  fc.assert(
    fc.property(
      fc
        .array(part, { minLength: 1, maxLength: 4 })
        .filter((parts) => parts.some((text) => /[*?]/.test(text))),
      fc.array(segment, { minLength: 1, maxLength: 5 }),
      (parts, segments) => {
        const pattern = parts.join("/");
        const path = segments.join("/");
        // `a/**` on a file `a`: picomatch takes it in some cases; here a final `**` is what lies below
        const stripped = pattern.replace(/(\/\*\*)+$/, "");
        fc.pre(stripped === pattern || !picomatch(stripped, { dot: true })(path));
        const expected = picomatch(pattern, { dot: true })(path);
        expect(matches(pattern, path)).toBe(expected);
      },
    ),
    { numRuns: 2000 },
  );
});

test("no pattern can make matching slow", () => {
  const path = `${"a".repeat(3000)}/${"a/".repeat(500)}b`;
  const started = performance.now();

  expect(matches(`${"*a".repeat(120)}c`, path)).toBe(false);
  expect(matches(`${"**/a*".repeat(60)}/c`, path)).toBe(false);

  expect(performance.now() - started).toBeLessThan(1000);
});
