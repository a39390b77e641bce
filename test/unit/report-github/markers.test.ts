import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type DashboardMarker,
  hasMarker,
  parseMarker,
  printMarker,
  type WaveMarker,
  withMarker,
} from "../../../src/report/markers.ts";

const sha = "a".repeat(40);

const wave: WaveMarker = {
  schema: 1,
  kind: "add",
  cluster: "prod",
  wave: 2,
  planHash: "0123456789",
  base: sha,
  head: "b".repeat(40),
  previous: "c".repeat(40),
  shown: ["abc"],
  ingresses: { "shop/cart": "0123456789" },
  services: ["shop/cart"],
};

const dashboard: DashboardMarker = {
  schema: 1,
  waves: { "1": ["shop/cart"] },
  moves: { "shop/pay": 3 },
  plannedWith: "0123456789",
  asked: { "tidegate/prod/wave-1": 0 },
  holds: [{ service: "shop/cart", reason: "-->  <!-- tidegate:dashboard {} --> \u2028 end", by: "alice" }],
  accepted: [{ finding: "0123456789", reason: "nobody asks --> for it", by: "alice" }],
  rebuilds: { "tidegate/prod/wave-1": sha },
  commands: [
    {
      comment: 9,
      text: "hold shop/cart <b>",
      by: "alice",
      at: "2026-03-01T00:00:00Z",
      done: true,
      url: "https://x",
    },
  ],
  since: "2026-03-01T00:00:00Z",
};

test("what is printed is read back, also when people edit the text around it", () => {
  expect(parseMarker("wave", withMarker("Text", "wave", wave))).toEqual(wave);
  expect(parseMarker("dashboard", withMarker("Text", "dashboard", dashboard))).toEqual(dashboard);
  expect(
    parseMarker("wave", `Edited\r\n${withMarker("Text", "wave", wave).replaceAll("\n", "\r\n")}\r\nMore`),
  ).toEqual(wave);
});

test("a marker is one comment that nothing in it can end", () => {
  for (const printed of [printMarker("wave", wave), printMarker("dashboard", dashboard)]) {
    expect(printed.indexOf("-->")).toBe(printed.length - 3);
    expect(printed.indexOf("<!--", 1)).toBe(-1);
    expect(printed).not.toContain("\n");
  }
});

test("any text comes back from a marker unchanged", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string(), (reason, text) => {
      const marker = { ...dashboard, holds: [{ service: "a/b", reason, by: "x" }] };
      expect(parseMarker("dashboard", withMarker(text, "dashboard", marker))).toEqual(marker);
    }),
  );
});

const unreadable = [
  "",
  "no marker",
  "<!-- tidegate:wave -->",
  "<!-- tidegate:wave {} -->",
  "<!-- tidegate:wave {garbled -->",
  '<!-- tidegate:wave {"schema":2} -->',
  printMarker("wave", wave).replace(sha, "main"),
  `text ${printMarker("wave", wave)}`,
  `> ${printMarker("wave", wave)}`,
  printMarker("dashboard", dashboard),
];

test("what is garbled, quoted, of another kind or of another schema is no marker", () => {
  expect(unreadable.length).toBeGreaterThan(8);
  for (const body of unreadable) expect(parseMarker("wave", body), body).toBeUndefined();
});

test("of several markers the last one counts, because that is where it is printed", () => {
  const forged = printMarker("wave", { ...wave, wave: 9 });

  expect(parseMarker("wave", withMarker(`Quoted:\n${forged}`, "wave", wave))?.wave).toBe(2);
});

test("a garbled marker still tells what the text is", () => {
  expect(hasMarker("dashboard", "text\n<!-- tidegate:dashboard {garbled -->")).toBe(true);
  expect(hasMarker("dashboard", "text <!-- tidegate:dashboard {} -->")).toBe(false);
});
