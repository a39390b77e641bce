import { expect, test } from "vitest";
import { isCidr, isIpv4, isIpv6 } from "../../../src/gateway/validate/schema/formats.ts";
import { parseDuration } from "../../../src/gateway/validate/text/duration.ts";
import { readPattern } from "../../../src/gateway/validate/text/foreign-pattern.ts";

test.each<readonly [string, bigint | undefined]>([
  ["0", 0n],
  ["0s", 0n],
  ["1h30m", 5_400_000_000_000n],
  ["1.5s", 1_500_000_000n],
  ["100ms", 100_000_000n],
  ["2us3ns", 2003n],
  ["-1s", -1_000_000_000n],
  ["", undefined],
  ["5", undefined],
  ["1d", undefined],
  ["s", undefined],
  ["1s ", undefined],
  [`${"1s".repeat(40)}`, undefined],
])("the duration %j is %s nanoseconds", (text, nanoseconds) => {
  expect(parseDuration(text)).toBe(nanoseconds);
});

test("addresses are read as Go reads them", () => {
  expect(["10.0.0.1", "0.0.0.0"].filter((text) => !isIpv4(text))).toEqual([]);
  expect(["256.0.0.1", "1.2.3", "01.2.3.4", "1.2.3.4.5", "a"].filter(isIpv4)).toEqual([]);
  expect(
    ["::", "::1", "2001:db8::1", "1:2:3:4:5:6:7:8", "::ffff:10.0.0.1"].filter((text) => !isIpv6(text)),
  ).toEqual([]);
  expect(
    ["1::2::3", "12345::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", ":::", "10.0.0.1"].filter(isIpv6),
  ).toEqual([]);
  expect(["10.0.0.0/8", "::/0", "1.2.3.4/32"].filter((text) => !isCidr(text))).toEqual([]);
  expect(["10.0.0.0", "10.0.0.0/33", "10.0.0.0/08", "a/8", "::/129", "1.2.3.4/8/9"].filter(isCidr)).toEqual(
    [],
  );
});

function matches(pattern: string, text: string): boolean {
  const regex = readPattern(pattern);
  if (typeof regex === "string") throw new Error(regex);
  return regex.test(text);
}

test("a foreign pattern matches anywhere, as in RE2", () => {
  expect(matches("b+", "abba")).toBe(true);
  expect(matches("^b", "ab")).toBe(false);
  expect(matches("^$|^a$", "")).toBe(true);
  expect(matches("^[\\x60|~]$", "`")).toBe(true);
  expect(matches("^\\x2a$", "*")).toBe(true);
  expect(matches("^\\x2a$", "x2a")).toBe(false);
  expect(matches("^(?i)[a-c]$", "B")).toBe(true);
});

test("a pattern made to hang an engine that backtracks is matched in no time", () => {
  const started = performance.now();

  expect(matches("^(a+)+$", `${"a".repeat(5000)}!`)).toBe(false);
  expect(performance.now() - started).toBeLessThan(2000);
});

test.each(["(", "(?=a)", "(a)\\1", `${"(a{1,50}){1,50}".repeat(3)}`, "a".repeat(5000)])(
  "a pattern that cannot be used says why",
  (pattern) => {
    expect(readPattern(pattern)).toMatch(/^the pattern is (broken|unsupported) here: ./);
  },
);
