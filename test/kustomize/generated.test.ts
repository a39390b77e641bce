/**
 * Trees by chance, built by the real `kubectl kustomize` and by ours: the same objects in the same order, or both refuse. The seed is fixed,
 * so that a run of today is a run of tomorrow; `KUSTOMIZE_SEED` and `KUSTOMIZE_RUNS` look further.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { tree } from "./generated.ts";
import { comparable, filesOf, ownBuild, realBuild } from "./real-kustomize.ts";

const seed = Number(process.env.KUSTOMIZE_SEED ?? 571);
const runs = Number(process.env.KUSTOMIZE_RUNS ?? 150);

test("generated trees build alike", { timeout: 55_000 + runs * 300 }, async () => {
  let built = 0;

  await fc.assert(
    fc.asyncProperty(tree, async (texts) => {
      const files = filesOf(texts);
      const real = await realBuild(files, "entry");
      const own = ownBuild(files, "entry");

      expect(own.refused, `real: ${real.words}\nown: ${own.words}`).toBe(real.refused);
      if (!real.refused) expect(comparable(own.objects)).toEqual(comparable(real.objects));
      if (!real.refused) built += 1;
    }),
    { seed, numRuns: runs },
  );

  // Refusals alone would prove little.
  expect(built).toBeGreaterThan(runs / 4);
});
