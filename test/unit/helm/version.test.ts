import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compareVersions,
  isPinned,
  newestMatching,
  parseConstraint,
  parseVersion,
} from "../../../src/sources/helm/version.ts";

function satisfies(version: string, constraint: string): boolean | undefined {
  const [parsed, matches] = [parseVersion(version), parseConstraint(constraint)];
  return parsed === undefined || matches === undefined ? undefined : matches(parsed);
}

describe("a version", () => {
  it.each(["1.2.3", "v1.2.3", "1.2", "1", "1.2.3-rc.1", "1.2.3+build", "0.0.0-0"])("is %s", (text) => {
    expect(parseVersion(text)?.text).toBe(text.replace(/^v/, ""));
  });

  it.each(["", "a", "1.2.3.4", "1..2", "1.2.x", `\${VERSION}`, `1.${"2".repeat(300)}`])(
    "is not %j",
    (text) => {
      expect(parseVersion(text)).toBeUndefined();
    },
  );

  it("comes in the order of semantic versioning", () => {
    const ordered = [
      "1.0.0-alpha",
      "1.0.0-alpha.1",
      "1.0.0-alpha.beta",
      "1.0.0-beta.2",
      "1.0.0-beta.11",
      "1.0.0-rc.1",
      "1.0.0",
      "1.2.0",
      "1.10.0",
      "2.0.0",
    ];
    const versions = ordered.flatMap((text) => parseVersion(text) ?? []);

    expect(versions.toReversed().sort(compareVersions)).toEqual(versions);
    expect(versions).toHaveLength(ordered.length);
  });
});

describe("a constraint", () => {
  it.each([
    ["1.2.3", "1.2.3", true],
    ["1.2.4", "1.2.3", false],
    ["1.2.4", "1.2", true],
    ["1.2.4", "1.2.x", true],
    ["1.3.0", "1.2.*", false],
    ["1.9.9", "1", true],
    ["1.9.9", "1.x.x", true],
    ["9.9.9", "*", true],
    ["9.9.9", "", true],
    ["1.2.9", "~1.2.3", true],
    ["1.3.0", "~1.2.3", false],
    ["1.9.0", "~1", true],
    ["1.9.0", "^1.2.3", true],
    ["2.0.0", "^1.2.3", false],
    ["0.2.9", "^0.2.3", true],
    ["0.3.0", "^0.2.3", false],
    ["0.0.4", "^0.0.3", false],
    ["1.5.0", ">= 1.2.0, < 2.0.0", true],
    ["2.0.0", ">=1.2.0 <2.0.0", false],
    ["1.5.0", "1.2.0 - 1.6.0", true],
    ["1.7.0", "1.2.0 - 1.6.0", false],
    ["3.1.0", "^1.0.0 || ^3.0.0", true],
    ["2.1.0", "^1.0.0 || ^3.0.0", false],
    ["1.2.3", "!=1.2.3", false],
    ["1.2.4", "!=1.2.3", true],
    ["1.3.0", ">1.2", true],
    ["1.2.9", ">1.2", false],
    ["1.2.9", "<=1.2", true],
    ["1.2.0-rc.1", ">=1.0.0", false],
    ["1.2.0-rc.1", ">=1.0.0-0", true],
    ["1.2.3-rc.1", "1.2.3-rc.1", true],
  ])("%s satisfies %j: %s", (version, constraint, expected) => {
    expect(satisfies(version, constraint)).toBe(expected);
  });

  it.each(["latest", ">>1", "1.2.3 and more", "1 ||| 2 |", "x".repeat(400)])("is not %j", (text) => {
    expect(parseConstraint(text)).toBeUndefined();
  });

  it("that is a full version takes exactly that version", () => {
    const version = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)).map((parts) => parts.join("."));
    fc.assert(
      fc.property(version, version, (a, b) => {
        expect(satisfies(a, b)).toBe(a === b);
        expect(satisfies(a, `>=${b}`)).not.toBe(satisfies(a, `<${b}`));
      }),
    );
  });
});

it("the newest version that satisfies wins, an exact text before all", () => {
  const versions = ["1.2.0", "1.10.0", "2.0.0-rc.1", "broken", "1.9.0"];

  expect(newestMatching(versions, "1.x")).toBe("1.10.0");
  expect(newestMatching(versions, "")).toBe("1.10.0");
  expect(newestMatching(versions, "2.0.0-rc.1")).toBe("2.0.0-rc.1");
  expect(newestMatching(versions, "broken")).toBe("broken");
  expect(newestMatching(versions, ">=3")).toBeUndefined();
});

it("a version is pinned when it names one", () => {
  expect(["1.2.3", "v1.2.3", "=1.2.3", "1.2.3-rc.1"].map(isPinned)).toEqual([true, true, true, true]);
  expect(["1.2", "1.x", "~1.2.3", "", "1.2.3 || 2.0.0", ">=1.2.3"].map(isPinned)).toEqual(
    Array(6).fill(false),
  );
});
