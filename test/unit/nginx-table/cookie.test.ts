import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { viewAnnotations } from "../../../src/nginx/table/annotation.ts";
import { canaryShare, readCanary } from "../../../src/nginx/table/canary.ts";
import { cookieAutomaton, cookieValue } from "../../../src/nginx/table/cookie.ts";

describe("the value of a cookie", () => {
  // Each seen on nginx with `return 200 "[$cookie_foo]"`.
  it.each([
    ["foo=always", "always"],
    ["FOO=always", "always"],
    ["Foo = always", "always"],
    ["a=b, foo=always", "always"],
    ["a=b,foo=never;x", "never"],
    ["foo=always ; x=1", "always "],
    ["foo=x; foo=always", "x"],
    ["xfoo=1;foo=never", "never"],
    ["foo;foo=always", undefined],
    ["a=b;  foo=  always", "always"],
    ["foo=always,b=c", "always,b=c"],
    ["", undefined],
    ["fo", undefined],
  ])("of %j is %j", (header, value) => {
    expect(cookieValue(header, "foo")).toBe(value);
  });

  it("is the same to the automaton", () => {
    const words = ["always", "never"];
    const piece = fc.constantFrom(
      "foo=always",
      "FOO = never",
      "f",
      "o",
      "foo",
      "FOO",
      "=",
      ";",
      ",",
      " ",
      "always",
      "never",
      "alway",
      "x",
      "s",
    );
    let decided = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
        const header = pieces.join("");
        const automaton = cookieAutomaton("Foo", words);
        let state = 0;
        for (let at = 0; at < header.length; at += 1) state = automaton.next(state, header.charCodeAt(at));
        const expected = words.indexOf(cookieValue(header, "Foo") ?? "") + 1;
        if (expected > 0) decided += 1;
        expect(automaton.mark(state), header).toBe(expected);
      }),
      { numRuns: 3000 },
    );
    expect(decided).toBeGreaterThan(5);
  });
});

describe("a canary", () => {
  const rules = (own: Readonly<Record<string, string>>) => {
    const annotations = Object.entries({ canary: "true", ...own }).map(
      ([name, value]) => [`nginx.ingress.kubernetes.io/${name}`, value] as const,
    );
    const read = readCanary(viewAnnotations(Object.fromEntries(annotations)));
    if (read === undefined) throw new Error("no canary");
    return read;
  };

  it("takes its cookie in any case, and its words in lower case alone", () => {
    const own = rules({ "canary-by-cookie": "Beta", "canary-weight": "30" });
    expect(canaryShare(own, { cookie: "beta=always" })).toBe(1);
    expect(canaryShare(own, { cookie: "BETA=never" })).toBe(0);
    expect(canaryShare(own, { cookie: "beta=Always" })).toBe(0.3);
  });

  it("gets no request with the header when its pattern does not compile", () => {
    const own = rules({ "canary-by-header": "x-c", "canary-by-header-pattern": "(", "canary-weight": "30" });
    expect(canaryShare(own, { "x-c": "1" })).toBe(0);
    expect(canaryShare(own, {})).toBe(0.3);
  });
});
