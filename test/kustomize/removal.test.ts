/**
 * Removals of Ingresses that patches name, built by the real `kubectl kustomize` before and after: the Ingress is gone, and everything else
 * is what it was.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/model/kube.ts";
import type { RepoSnapshot } from "../../src/model/snapshot.ts";
import { afterRemoval } from "../support/removal-story.ts";
import { comparable, type Files, realBuild, root } from "./real-kustomize.ts";

/** Fixture repositories whose removal takes patches along, with the directories a deployer builds. */
const stories: readonly (readonly [string, readonly string[]])[] = [
  ["kustomize-overlays-patch-hosts", ["overlays/prod", "overlays/staging"]],
  ["kustomize-overlay-deletes-the-ingress", ["overlays/public", "overlays/internal"]],
  ["kustomize-replacement-sets-the-host", ["."]],
  ["kustomize-patch-sets-host", ["."]],
  ["flux-two-clusters-patch-one-base", ["apps/prod", "apps/staging"]],
  ["kustomize-patch-files-leave-with-the-ingress", ["overlays/prod"]],
];

describe("a removal leaves builds that kustomize takes", () => {
  test.concurrent.each(stories)("%s", async (name, directories) => {
    const { before, after, notMoved } = afterRemoval(
      textsBelow(join(root, "fixtures", "repos", name, "repo")),
    );
    let gone = 0;

    expect(notMoved).toEqual([]);
    for (const directory of directories) {
      const then = await realBuild(filesOf(before), directory);
      const now = await realBuild(filesOf(after), directory);

      expect(now.refused, now.words).toBe(false);
      expect(comparable(now.objects)).toEqual(
        comparable(then.objects.filter((object) => !isIngress(object))),
      );
      gone += then.objects.filter(isIngress).length;
    }
    expect(gone).toBeGreaterThan(0);
  });
});

function isIngress(object: Json): boolean {
  return typeof object === "object" && object !== null && "kind" in object && object.kind === "Ingress";
}

function filesOf({ files, bytes }: RepoSnapshot): Files {
  return new Map(files.flatMap(({ path }) => [[path, bytes(path) ?? new Uint8Array()] as const]));
}

function textsBelow(directory: string): Readonly<Record<string, string>> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    entries.map((entry) => {
      const full = join(entry.parentPath, entry.name);
      return [full.slice(directory.length + 1), readFileSync(full, "utf8")];
    }),
  );
}
