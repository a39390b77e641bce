import fc from "fast-check";
import { expect, test } from "vitest";
import { type Command, parseComment } from "../../../src/handlers/commands/parse.ts";

const understood: readonly (readonly [string, Command])[] = [
  ["/migrate plan", { verb: "plan" }],
  ["/migrate status", { verb: "status" }],
  ["/migrate help", { verb: "help" }],
  ["/migrate", { verb: "help" }],
  ["@tidegate", { verb: "help" }],
  ["@tidegate wave 2", { verb: "wave", wave: 2 }],
  ["@Tidegate Wave 2", { verb: "wave", wave: 2 }],
  ["/MIGRATE WAVE 2", { verb: "wave", wave: 2 }],
  ["  /migrate   wave \t 2  ", { verb: "wave", wave: 2 }],
  ["/migrate wave 2\r\nplease, it is late", { verb: "wave", wave: 2 }],
  ["/migrate rebuild", { verb: "rebuild", wave: undefined }],
  ["/migrate rebuild wave 3", { verb: "rebuild", wave: 3 }],
  ["/migrate hold shop/cart", { verb: "hold", service: "shop/cart", reason: "" }],
  [
    "/migrate hold shop/cart until May, says Bob",
    { verb: "hold", service: "shop/cart", reason: "until May, says Bob" },
  ],
  ["/migrate resume shop/cart", { verb: "resume", service: "shop/cart" }],
  ["/migrate move shop/cart wave 4", { verb: "move", service: "shop/cart", wave: 4 }],
  ["/migrate remove wave 1", { verb: "remove", wave: 1 }],
  ["/migrate accept 0123456789 fine", { verb: "accept", finding: "0123456789", reason: "fine" }],
  ["/migrate accept 0123456789", { verb: "misused", usage: "/migrate accept FINDING reason" }],
  ["/migrate accept ../x fine", { verb: "misused", usage: "/migrate accept FINDING reason" }],
  ["/migrate parity wave 1", { verb: "later", word: "parity" }],
  ["/migrate cutover wave 1", { verb: "cutover", wave: 1 }],
  ["/migrate cutover 1", { verb: "misused", usage: "/migrate cutover wave N" }],
  ["/migrate rollback wave 1", { verb: "later", word: "rollback" }],
  ["/migrate wavw 1", { verb: "unknown", word: "wavw", nearest: "wave" }],
  ["/migrate statsu", { verb: "unknown", word: "statsu", nearest: "status" }],
  ["/migrate constructor", { verb: "unknown", word: "constructor", nearest: undefined }],
  ["/migrate wave", { verb: "misused", usage: "/migrate wave N" }],
  ["/migrate wave two", { verb: "misused", usage: "/migrate wave N" }],
  ["/migrate wave 1 2", { verb: "misused", usage: "/migrate wave N" }],
  ["/migrate wave -1", { verb: "misused", usage: "/migrate wave N" }],
  ["/migrate wave 12345", { verb: "misused", usage: "/migrate wave N" }],
  ["/migrate remove 1", { verb: "misused", usage: "/migrate remove wave N" }],
  ["/migrate move shop/cart 4", { verb: "misused", usage: "/migrate move SERVICE wave N" }],
  ["/migrate hold cart", { verb: "misused", usage: "/migrate hold SERVICE [reason]" }],
  ["/migrate plan now", { verb: "misused", usage: "/migrate plan" }],
];

test("a first line is understood, refused with its usage, or answered with the nearest verb", () => {
  expect(understood.length).toBeGreaterThan(30);
  for (const [body, command] of understood) expect(parseComment(body)?.command, body).toEqual(command);
});

const conversation = [
  "",
  "please /migrate wave 1",
  "> /migrate wave 1",
  "```\n/migrate wave 1\n```",
  "    /migrate wave 1",
  "\t/migrate wave 1",
  "   \t/migrate wave 1",
  "\n/migrate wave 1",
  "I would\n/migrate wave 1",
  "<!-- /migrate wave 1 -->",
  "`/migrate wave 1`",
  "/migrated wave 1",
  "/ migrate wave 1",
  "@tidegate-team have a look",
  "- /migrate wave 1",
  `/migrate hold shop/cart ${"x".repeat(600)}`,
];

test("everything else is conversation", () => {
  expect(conversation.length).toBeGreaterThan(10);
  for (const body of conversation) expect(parseComment(body), body).toBeUndefined();
});

test("the text that identifies a command does not depend on spaces or on the lines below", () => {
  expect(parseComment("/migrate  wave   1\nfirst")?.text).toBe("wave 1");
  expect(parseComment("@tidegate wave 1\nsecond")?.text).toBe("wave 1");
});

test("no comment makes the parser throw", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void parseComment(`/migrate ${text}`)));
});
