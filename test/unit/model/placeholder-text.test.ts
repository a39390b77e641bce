import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../../src/model/kube.ts";
import { restoreJson, standInObject } from "../../../src/model/placeholder-objects.ts";
import { createStandIns, findExpressions, hasExpression } from "../../../src/model/placeholder-text.ts";
import type { Substitution } from "../../../src/model/substitution.ts";
import { substitute } from "../../../src/sources/flux/substitute.ts";
import type { Variables } from "../../../src/sources/flux/variables.ts";

function knowing(values: Readonly<Record<string, string>> = {}, origin = "cluster"): Substitution {
  const name = (expression: string) => /^\$\{([A-Z]+)/.exec(expression)?.[1] ?? "";
  return {
    by: "a test",
    resolve: (expression) => values[name(expression)],
    identityOf: (expression) => values[name(expression)] ?? origin,
    namesIn: (expression) => [name(expression)],
  };
}

/** Everything unknown: what Flux leaves alone is what the file says. */
const nothingKnown: Variables = { byName: new Map(), open: true, active: true };

const expression = fc.constantFrom(
  `\${A}`,
  `\${B}`,
  `\${A:=x.org}`,
  `\${A:-x}`,
  `\${A:=\${B}}`,
  `\${A:=a.\${B:=b}}`,
  `\${A/./-}`,
  `\${#A}`,
  `\${A^^}`,
);
const plain = fc.stringMatching(/^[a-z0-9.$-]{0,6}$/).filter((text) => !text.includes("$$"));
const odd = fc.constantFrom(
  "",
  "$",
  "var",
  "var0z",
  "varq1z",
  "z",
  "0",
  "Grafana.",
  "{",
  "}",
  "$1",
  "é",
  "/api(/|$)",
);

/** Texts as Flux takes them: dollars of their own are escaped where they would begin something. */
const texts = fc
  .array(fc.oneof(expression, plain, odd, fc.constantFrom(`$\${HOME}`, "$$")), { maxLength: 6 })
  .map((parts) => parts.join(""))
  .filter((text) => findExpressions(text) !== undefined);

describe("expressions in a text", () => {
  const cases: readonly (readonly [string, readonly string[] | undefined])[] = [
    ["grafana.example.org", []],
    [`grafana.\${DOMAIN}`, [`\${DOMAIN}`]],
    [`\${A}.\${B:=x}`, [`\${A}`, `\${B:=x}`]],
    [`\${A:=in.\${B:=x}}`, [`\${A:=in.\${B:=x}}`]],
    [`$\${A}`, []],
    [`$$\${A}`, [`\${A}`]],
    ["/api(/|$)(.*)", []],
    ["${A", undefined],
    [`\${}`, undefined],
  ];

  it.each(cases)("%s", (text, sources) => {
    const found = findExpressions(text)?.flatMap((part) => (part.kind === "expression" ? [part.source] : []));

    expect(found).toEqual(sources);
    expect(hasExpression(text)).toBe((sources?.length ?? 0) > 0);
  });
});

describe("stand-ins", () => {
  it("are DNS labels that none of the texts holds, or parts of one", () => {
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1, maxLength: 5 }), (all) => {
        const standIns = createStandIns(all);
        for (const source of [`\${A}`, `\${B}`]) {
          const label = standIns.textOf(source, knowing(), "texts") ?? "";

          expect(label).toMatch(/^[a-z][a-z0-9]{1,61}[a-z]$/);
          expect(all.filter((text) => text.toLowerCase().includes(label))).toEqual([]);
        }
      }),
    );
  });

  it("come back as a text that Flux reads as it read the first one", () => {
    let seen = 0;
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1, maxLength: 4 }), (all) => {
        const standIns = createStandIns(all);
        for (const text of all) {
          const stood = standIns.textOf(text, knowing(), "texts") ?? "";
          const written = standIns.restore(stood);

          expect(findExpressions(written)).toEqual(findExpressions(text));
          expect(standIns.textOf(written, knowing(), "texts")).toBe(stood);
          expect(substitute(written, nothingKnown).text).toBe(substitute(text, nothingKnown).text);
          if (stood !== text) seen += 1;
        }
      }),
    );
    expect(seen).toBeGreaterThan(20);
  });

  it("leave a text as it was that escapes nothing it need not", () => {
    const all = [`grafana.\${DOMAIN}`, `$\${HOME}/x`, "a$", `a$$\${B}`, "^/api(/|$)(.*)", `\${A:=\${B}}-web`];
    const standIns = createStandIns(all);

    const back = all.map((text) => standIns.restore(standIns.textOf(text, knowing(), "texts") ?? ""));

    expect(back).toEqual(all);
  });

  it("tell texts apart: one expression has one stand-in, another has another", () => {
    const standIns = createStandIns([]);
    const read = (text: string, origin?: string) => standIns.textOf(text, knowing({}, origin), "texts");

    expect(read(`\${A}`)).toBe(read(`\${A}`));
    expect(read(`\${A}`)).not.toBe(read(`\${B}`));
    expect(read(`\${A}`)).not.toBe(read(`\${A:=x}`));
    expect(read(`\${A}`, "one secret")).not.toBe(read(`\${A}`, "another secret"));
    expect(standIns.show(read(`\${A}`, "another secret") ?? "")).toBe(`\${A}`);
  });

  it("keep the tenth expression from beginning with the first", () => {
    const standIns = createStandIns([]);
    const names = Array.from({ length: 12 }, (_, index) => `\${${String.fromCodePoint(65 + index)}}`);
    const stood = names.map((name) => standIns.textOf(name, knowing(), "texts") ?? "");

    expect(standIns.show(stood.join("-"))).toBe(names.join("-"));
    expect(
      stood.filter((one, at) => stood.some((other, index) => index !== at && other.startsWith(one))),
    ).toEqual([]);
  });

  it("give way to values where those are known and asked for", () => {
    const standIns = createStandIns([]);
    const substitution = knowing({ A: "x.org" });

    expect(standIns.textOf(`a.\${A}`, substitution, "values")).toBe("a.x.org");
    expect(standIns.textOf(`a.\${A}`, substitution, "texts")).not.toBe("a.x.org");
    expect(standIns.show(standIns.textOf(`a.\${B}.\${A}`, substitution, "values") ?? "")).toBe(
      `a.\${B}.x.org`,
    );
  });

  it("say that a text cannot be read", () => {
    expect(createStandIns([]).textOf("${A", knowing(), "texts")).toBeUndefined();
  });

  it("find room among texts that hold every short one", () => {
    const texts = Array.from({ length: 50 }, (_, index) => `var${"q".repeat(index)}7z`);
    const label = createStandIns(texts).textOf(`\${A}`, knowing(), "texts") ?? "";

    expect(label).toBe(`var${"q".repeat(50)}0z`);
  });
});

describe("escapes", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["a$b", "a$b"],
    ["a$", "a$"],
    [`\${x}`, `$\${x}`],
    ["$$", "$$$"],
    ["$$$", "$$$$$"],
    [`$\${x}`, `$$$\${x}`],
    ["^/x(/|$){2}", "^/x(/|$){2}"],
    [`^/x\${2}`, `^/x$\${2}`],
  ];

  it.each(cases)("%s is written %s", (text, written) => {
    expect(createStandIns([]).restore(text)).toBe(written);
    expect(substitute(written, nothingKnown).text).toBe(text);
  });

  it("any text comes out of Flux as it went in", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a${}z]{0,12}$/), (text) => {
        expect(substitute(createStandIns([]).restore(text), nothingKnown).text).toBe(text);
      }),
    );
  });
});

describe("ports", () => {
  it("get a number that is not among the texts, and come back as their expression", () => {
    const standIns = createStandIns(["65535", "port 65534"]);
    const port = standIns.portOf(`\${PORT}`, knowing(), "texts");

    expect(port).toBe(65_533);
    expect(standIns.portOf(`\${PORT}`, knowing(), "texts")).toBe(65_533);
    expect(standIns.restorePort(65_533)).toBe(`\${PORT}`);
    expect(standIns.restorePort(80)).toBeUndefined();
  });

  it("are their value where it is known, and nothing where it is no number", () => {
    const standIns = createStandIns([]);

    expect(standIns.portOf(`\${PORT}`, knowing({ PORT: "8080" }), "values")).toBe(8080);
    expect(standIns.portOf(`\${PORT}`, knowing({ PORT: "http" }), "values")).toBeUndefined();
    expect(standIns.portOf(`1\${PORT}`, knowing(), "texts")).toBeUndefined();
  });

  it("are numbers in whole objects, names elsewhere, and come back in both", () => {
    const object = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: `cart-\${PORT}` },
      spec: { ports: [{ name: `\${NAME}`, port: `\${PORT}`, targetPort: `\${NAME}`, nodePort: 30_080 }] },
    };
    const substitution = knowing({ PORT: "8080", NAME: "http" });
    const standIns = createStandIns([JSON.stringify(object)]);

    const stood = standInObject({ object, substitution }, standIns, "texts");
    const filled = standInObject({ object, substitution }, standIns, "values");

    expect(stood).toMatchObject({ spec: { ports: [{ port: 65_535, targetPort: "var1z" }] } });
    expect(filled).toEqual({
      ...object,
      metadata: { name: "cart-8080" },
      spec: { ports: [{ name: "http", port: 8080, targetPort: "http", nodePort: 30_080 }] },
    });
    expect(restoreJson(JSON.parse(JSON.stringify(stood)) as Json, standIns, "restore")).toEqual(object);
  });
});
