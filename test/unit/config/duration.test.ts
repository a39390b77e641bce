import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDuration, printDuration } from "../../../src/config/duration.ts";

test.each([
  ["48h", 172_800_000],
  ["90m", 5_400_000],
  ["10s", 10_000],
  ["2d", 172_800_000],
  ["1h30m", 5_400_000],
  ["250ms", 250],
  ["0s", 0],
])("%s is %d milliseconds", (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each(["", "48", "h", "48 h", "1.5h", "-1h", "30m1h", "48H", "1w", "9999999999h", "4000d"])(
  "%j is no duration",
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);

test("what is printed reads back", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 ** 10 }), (milliseconds) => {
      expect(parseDuration(printDuration(milliseconds))).toBe(milliseconds);
    }),
  );
});
