/**
 * Questions a rewriter asks of a build: which patches touched an object, where their text stands, and where an entry for a new object has
 * to go.
 */
import type { RepoPath } from "../../../model/brands.ts";
import type { BuiltObject, KustomizeBuild } from "./build.ts";
import type { PatchText, Touch } from "./touch.ts";

export interface PatchTouch extends Touch {
  readonly patch: PatchText;
}

/** The patches that selected the object, in the order they were applied; `changed` tells whether one made a difference. */
export function patchesTouching(object: BuiltObject): readonly PatchTouch[] {
  return object.touchedBy.filter(isPatchTouch);
}

/** What else changed the object's own fields: namespace, names, labels, replacements, followed references. */
export function stepsTouching(object: BuiltObject): readonly Touch[] {
  return object.touchedBy.filter((touch) => !isPatchTouch(touch));
}

/** Objects that a file of the repository holds, as this build makes them: one text may be built several times. */
export function builtFrom(build: KustomizeBuild, path: RepoPath, document?: number): readonly BuiltObject[] {
  return build.objects.filter(
    ({ origin }) =>
      origin.generatedBy === undefined &&
      origin.path === path &&
      (document === undefined || origin.document === document),
  );
}

/** The object that has, or on its way had, this kind and name (and namespace, "default" when none is written). */
export function findBuilt(
  build: KustomizeBuild,
  kind: string,
  name: string,
  namespace?: string,
): readonly BuiltObject[] {
  return build.objects.filter(({ ids }) =>
    ids.some(
      (id) => id.kind === kind && id.name === name && (namespace === undefined || id.namespace === namespace),
    ),
  );
}

function isPatchTouch(touch: Touch): touch is PatchTouch {
  return touch.patch !== undefined;
}
