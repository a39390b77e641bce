/**
 * Every folder of fixtures/kustomize is a story: `entry/` is built by the real `kubectl kustomize` and by ours, and both give the same
 * objects in the same order, or both refuse.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { comparable, filesBelow, ownBuild, realBuild, root } from "./real-kustomize.ts";

const folder = join(root, "fixtures", "kustomize");
const stories = readdirSync(folder).sort();

describe("hand-written kustomizations", () => {
  test("are many", () => {
    expect(stories.length).toBeGreaterThanOrEqual(30);
  });

  test.concurrent.each(stories)("%s", async (story) => {
    const files = filesBelow(join(folder, story));

    const real = await realBuild(files, "entry");
    const own = ownBuild(files, "entry");

    expect(own.refused, `${real.words}\n${own.words}`).toBe(real.refused);
    expect(own.refused).toBe(story.includes("refused"));
    if (!real.refused) expect(comparable(own.objects)).toEqual(comparable(real.objects));
  });
});
