import { describe, expect, test } from "vitest";
import { escapeName, toCelValue } from "../../../src/gateway/validate/cel/convert.ts";
import { evaluateCel } from "../../../src/gateway/validate/cel/evaluate.ts";
import { parseCel } from "../../../src/gateway/validate/cel/parse.ts";
import { CelError, CelUnsupported, type CelValue } from "../../../src/gateway/validate/cel/value.ts";
import { readSchema } from "../../../src/gateway/validate/schema/read-schema.ts";
import type { Json } from "../../../src/model/kube.ts";

function evaluate(expression: string, self: Json = null): CelValue {
  const parsed = parseCel(expression);
  if (parsed === undefined) throw new Error(`cannot be parsed: ${expression}`);
  return evaluateCel(parsed, new Map([["self", toCelValue(true, self)]]));
}

describe("expressions that hold", () => {
  const cases: readonly (readonly [expression: string, self?: Json])[] = [
    ["self.a == 1 && self.b == 'x'", { a: 1, b: "x" }],
    ["has(self.a) && !has(self.b)", { a: null }],
    ["has(self[0].a) && !has(self[1].a)", [{ a: 1 }, {}]],
    ["has(self.a.b)", { a: { b: 1 } }],
    ["!has(self.constructor) && !has(self.__proto__)", {}],
    ["self.all(x, x > 1)", [2, 3]],
    ["self.all(x, x > 1)", []],
    ["self.all(k, k.startsWith('a'))", { ab: 1, ac: 2 }],
    ["self.all(i, x, i < x)", [1, 2]],
    ["self.exists(x, x == 'b')", ["a", "b"]],
    ["!self.exists(x, true)", []],
    ["self.exists_one(x, x == 1)", [1, 2]],
    ["!self.existsOne(x, x == 1)", [1, 1]],
    ["self.filter(x, x > 1) == [2, 3]", [1, 2, 3]],
    ["self.map(x, x * 2) == [2, 4]", [1, 2]],
    ["self.map(x, x > 1, x * 2) == [4]", [1, 2]],
    ["size(self) == 2 && self.size() == 2", ["a", "b"]],
    ["size('ä€😀') == 3"],
    ["size(self) == 1", { a: 1 }],
    ["'a' in self && !('b' in self)", { a: 1 }],
    ["2 in self", [1, 2]],
    ["self.matches('^a+$') && matches(self, 'a')", "aa"],
    ["self.matches('^(?i)A+$')", "aa"],
    ["'Ab'.lowerAscii() == 'ab' && 'Ab'.upperAscii() == 'AB'"],
    ["'a/b/c'.split('/')[2] == 'c' && ['a', 'b'].join('-') == 'a-b'"],
    ["'abc'.substring(1) == 'bc' && 'abc'.substring(1, 2) == 'b' && 'abc'.charAt(0) == 'a'"],
    [
      "'abcb'.indexOf('b') == 1 && 'abcb'.lastIndexOf('b') == 3 && 'abc'.contains('bc') && 'abc'.endsWith('c')",
    ],
    ["'aXbX'.replace('X', '-') == 'a-b-' && ' a '.trim() == 'a'"],
    ["1 == 1.0 && 1 < 1.5 && 2 > 1 && 2 >= 2 && 'a' < 'b' && 1 <= 1 && 1 != 2"],
    ["1 + 2 * 3 - 4 / 2 == 5 && 7 % 4 == 3 && -(3) == 0 - 3 && 1.5 + 0.5 == 2.0"],
    ["7 / 2 == 3 && -7 / 2 == -3"],
    ["[1] + [2] == [1, 2] && 'a' + 'b' == 'ab' && {'a': 1} == {'a': 1} && {'a': 1} != {'a': 2}"],
    ["true ? true : 1 / 0 == 0"],
    ["true || 1 / 0 == 0"],
    ["1 / 0 == 0 || true"],
    ["!(1 / 0 == 0 && false)"],
    ["self.exists(x, x.a == 1)", [{}, { a: 1 }]],
    [
      "duration('1h30m') == duration('90m') && duration('100ms') < duration('1s') && duration(self) == duration('0s')",
      "0s",
    ],
    ["type(1) == int && type('a') == string && type(self) == map", {}],
    ["int('42') == 42 && string(42) == '42' && double('1.5') == 1.5 && bool('true') && dyn(1) == 1"],
    [
      "self.?a.orValue(1) == 1 && self.?b.orValue(1) == 2 && !self.?a.hasValue() && self[?'b'].value() == 2",
      { b: 2 },
    ],
    [
      "optional.of(1).hasValue() && optional.none().orValue(2) == 2 && self.?a.?b.orValue('x') == 'x'",
      { a: {} },
    ],
    ["cel.bind(x, self + 1, x * x) == 9", 2],
    ["isIP('10.0.0.1') && isIP('::1') && !isIP('010.0.0.1') && isCIDR('10.0.0.0/8')"],
    [
      "[1, 2, 3].sum() == 6 && [2, 1].min() == 1 && [2, 1].max() == 2 && [1, 2].isSorted() && ![2, 1].isSorted()",
    ],
    ["self == null || self == 1", null],
  ];

  test.each(cases.map(([expression, self = null]) => ({ expression, self })))(
    "$expression",
    ({ expression, self }) => {
      expect(evaluate(expression, self)).toBe(true);
    },
  );
});

test.each<readonly [string, Json]>([
  ["self.a", {}],
  ["self[5]", [1]],
  ["self.all(x, x)", [1]],
  ["self + 1", "a"],
  ["9223372036854775807 + 1", null],
  ["1 / 0", null],
  ["self.size()", 1],
  ["has(self.a.b)", {}],
  ["self < 1", "a"],
  ["duration('1d')", null],
  ["'abc'.substring(4)", null],
  ["[].max()", null],
  ["self ? 1 : 2", "yes"],
  ["int('x')", null],
  ["self.exists_one(x, x.a)", [{}]],
])("%s of %j is the expression's own error", (expression, self) => {
  expect(() => evaluate(expression, self)).toThrow(CelError);
});

test.each([
  "quantity('1') == 1",
  "self.unheard()",
  "unheard == 1",
  "1u == 1u",
  "b'x' == b'x'",
  "url('http://a').getHost() == 'a'",
  "'a'.matches('(?=a)')",
  "'a,b'.split(',', 1).size() == 1",
])("%s is reported as not supported, never as a verdict", (expression) => {
  expect(() => evaluate(expression)).toThrow(CelUnsupported);
});

test("no expression runs for ever", () => {
  const numbers = Array.from({ length: 200 }, (_, index) => index);
  const nested = "self.all(a, self.all(b, self.all(c, self.all(d, a + b + c + d >= 0))))";
  const growing = `${"cel.bind(x, x + x, ".repeat(40)}x.size() > 0${")".repeat(40)}`;
  const started = performance.now();

  expect(() => evaluate(nested, numbers)).toThrow(CelUnsupported);
  expect(() => evaluate(`cel.bind(x, self, ${growing})`, numbers)).toThrow(CelUnsupported);
  expect(() => evaluate("self.matches('(a+)+$')", `${"a".repeat(5000)}!`)).not.toThrow(RangeError);
  expect(performance.now() - started).toBeLessThan(5000);
});

test("what cannot be parsed is undefined", () => {
  expect(parseCel("self.(")).toBeUndefined();
  expect(parseCel("(".repeat(20_000))).toBeUndefined();
  expect(parseCel("a".repeat(10_001))).toBeUndefined();
});

test("names that CEL reserves are escaped where the schema declares them", () => {
  const schema = readSchema({
    type: "object",
    properties: { namespace: { type: "string" }, "a-b": {}, "c.d": {}, "e/f": {}, g__h: {} },
  });

  expect(toCelValue(schema, { namespace: "x", "a-b": 1, "c.d": 2, "e/f": 3, g__h: 4 })).toEqual(
    new Map<string, CelValue>([
      ["__namespace__", "x"],
      ["a__dash__b", 1n],
      ["c__dot__d", 2n],
      ["e__slash__f", 3n],
      ["g__underscores__h", 4n],
    ]),
  );
  expect(escapeName("name")).toBe("name");
});

test("the schema tells integers from doubles", () => {
  const schema = readSchema({
    type: "object",
    properties: {
      whole: { type: "integer" },
      ratio: { type: "number" },
      list: { type: "array", items: { type: "integer" } },
    },
    additionalProperties: true,
  });

  expect(toCelValue(schema, { whole: 1, ratio: 1, list: [2], free: 1.5 })).toEqual(
    new Map<string, CelValue>([
      ["whole", 1n],
      ["ratio", 1],
      ["list", [2n]],
      ["free", 1.5],
    ]),
  );
});
