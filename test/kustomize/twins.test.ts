/**
 * Routes of a patched base, built by the real `kubectl kustomize`: every overlay gets the routes that the translation of its own Ingress
 * gives, and everything else is what it was.
 */
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/model/kube.ts";
import type { RepoSnapshot } from "../../src/model/snapshot.ts";
import { fallbacks, stories } from "../support/twin-stories.ts";
import { afterTwins } from "../support/twin-story.ts";
import { comparable, type Files, realBuild } from "./real-kustomize.ts";

const all = [...stories, ...fallbacks].map((story) => [story.name, story] as const);

describe("every overlay gets the routes of its own Ingress", () => {
  test.concurrent.each(all)("%s", async (_name, story) => {
    const { before, after, wanted, notMoved } = afterTwins(story.files, {
      target: "target" in story ? story.target : undefined,
    });
    const found = new Map<string, unknown>();

    expect(notMoved).toEqual([]);
    for (const directory of story.directories) {
      const then = await realBuild(filesOf(before), directory);
      const now = await realBuild(filesOf(after), directory);

      expect(now.refused, now.words).toBe(false);
      expect(comparable(now.objects.filter((object) => !isOurs(object)))).toEqual(comparable(then.objects));
      for (const object of now.objects.filter(isOurs)) {
        const { kind, metadata, spec } = object as unknown as Ours; // the groups of Gateway API and of its policies
        found.set(`${kind} ${metadata.namespace}/${metadata.name}`, spec);
      }
    }
    const specs = new Map([...wanted].map(([key, spec]) => [key.slice(key.indexOf(" ") + 1), spec]));
    expect(found.size).toBeGreaterThan(0);
    expect(found).toEqual(specs);
  });
});

interface Ours {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: Json;
}

function isOurs(object: unknown): boolean {
  return (
    typeof object === "object" &&
    object !== null &&
    "apiVersion" in object &&
    /^gateway\./.test(String(object.apiVersion))
  );
}

function filesOf({ files, bytes }: RepoSnapshot): Files {
  return new Map(files.flatMap(({ path }) => [[path, bytes(path) ?? new Uint8Array()] as const]));
}
