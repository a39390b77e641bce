/** Rounds: work is repeated until it wants nothing, what it wants is asked for once, and there is an end. */
import { expect, it } from "vitest";
import { createBook } from "../../../src/flows/render-book.ts";
import { mostRounds, settle } from "../../../src/flows/settle.ts";
import type { ChartPull, ChartPullResult } from "../../../src/model/render.ts";
import type { RenderTools } from "../../../src/ports/helm.ts";

function pullOf(version: string): ChartPull {
  return { location: { kind: "oci", url: "oci://registry.example/cart", version }, allowed: true };
}

const pulled: ChartPullResult = {
  kind: "pulled",
  files: new Map(),
  name: "cart",
  version: "1.0.0",
  digest: "sha256:0",
};

function counting(pull: (request: ChartPull) => ChartPullResult) {
  const asked: string[] = [];
  const tools: RenderTools = {
    template: () => Promise.reject(new Error("nothing is rendered here")),
    pull: async (request) => {
      asked.push(request.location.version);
      return pull(request);
    },
  };
  return { tools, asked };
}

it("repeats work that learns something new, and asks for nothing twice", async () => {
  const { tools, asked } = counting(() => pulled);
  const book = createBook();
  let runs = 0;
  const work = () => {
    runs += 1;
    const first = book.pull(pullOf("1.0.0"));
    const second = first === undefined ? undefined : book.pull(pullOf("2.0.0"));
    return second?.kind;
  };

  const settled = await settle(tools, book, work, undefined);

  expect(settled).toEqual({ value: "pulled", noted: [] });
  expect(runs).toBe(3);
  expect(asked).toEqual(["1.0.0", "2.0.0"]);
});

it("ends when every round wants something new, and gives no value then", async () => {
  const { tools, asked } = counting(() => pulled);
  const book = createBook();
  let runs = 0;

  const settled = await settle(
    tools,
    book,
    () => {
      runs += 1;
      return book.pull(pullOf(`${runs}.0.0`));
    },
    undefined,
  );

  expect(settled.value).toBeUndefined();
  expect(settled.noted.map(({ code }) => code)).toEqual(["renders-do-not-settle"]);
  expect(runs).toBe(mostRounds);
  expect(asked).toHaveLength(mostRounds);
});

it("takes a tool that throws for one that refuses, and says it once", async () => {
  const { tools } = counting(() => {
    throw new Error("no space left on the device");
  });
  const book = createBook();

  const settled = await settle(
    tools,
    book,
    () => ["1.0.0", "2.0.0"].map((version) => book.pull(pullOf(version))?.kind),
    undefined,
  );

  expect(settled.value).toEqual(["refused", "refused"]);
  expect(settled.noted.map(({ code }) => code)).toEqual(["render-tool-failed"]);
});
