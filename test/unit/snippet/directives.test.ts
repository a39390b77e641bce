import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readDirectives } from "../../../src/nginx/snippet/directives.ts";

function directives(text: string): unknown {
  const read = readDirectives(text);
  return "problem" in read ? read.problem : read.directives;
}

describe("directives of a snippet", () => {
  test("have a name, arguments and perhaps a block", () => {
    expect(directives("a b 'c d';\nlocation /x { deny all; return 404; }")).toEqual([
      { name: "a", args: ["b", "c d"], block: undefined },
      {
        name: "location",
        args: ["/x"],
        block: [
          { name: "deny", args: ["all"], block: undefined },
          { name: "return", args: ["404"], block: undefined },
        ],
      },
    ]);
  });

  test.each([
    ["# nothing; here\n", []],
    ['a "x;y{z}#";', [{ name: "a", args: ["x;y{z}#"], block: undefined }]],
    ['a "say \\"hi\\"";', [{ name: "a", args: ['say "hi"'], block: undefined }]],
    ["a b\\;", "it ends in the middle of a directive"],
    ["a \u0024{name}x;", [{ name: "a", args: ["\u0024{name}x"], block: undefined }]],
    ["a x#y;", [{ name: "a", args: ["x#y"], block: undefined }]],
    ["a", "it ends in the middle of a directive"],
    ['a "b;', "a quote is not closed"],
    ["a { b; ", "it ends in the middle of a directive"],
    ["a; }", "a brace stands where a ; is due"],
    ["{ a; }", "a block has no name"],
    ["content_by_lua_block { ngx.say('}') }", "content_by_lua_block holds Lua code"],
    [`a ${"x".repeat(20_000)};`, "it is longer than 16384 characters"],
    ["a { ".repeat(12), "its blocks are nested too deep"],
    ["a;".repeat(300), "it has more than 200 directives"],
  ])("%j", (text, expected) => {
    expect(directives(text)).toEqual(expected);
  });

  test("any text gives directives or a problem, in no time", () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom("a", "b", " ", "\n", ";", "{", "}", '"', "'", "\\", "#", "$"),
          maxLength: 400,
        }),
        (text) => {
          const read = readDirectives(text);

          expect("problem" in read || Array.isArray(read.directives)).toBe(true);
        },
      ),
    );
  });
});
