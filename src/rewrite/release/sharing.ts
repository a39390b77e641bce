/** Who else reads a text: one edit must be right for every release that is made of it. */
import type { ReleaseLayer, ValuesSite } from "../../model/release.ts";
import type { EditLayer } from "./subject.ts";
import { defaultsPath } from "./subject.ts";
import { isSameRelease, type PlacedRelease } from "./world.ts";

/** Other releases with a layer at this very text. */
export function sharersOf(
  all: readonly PlacedRelease[],
  own: PlacedRelease,
  site: ValuesSite,
): readonly PlacedRelease[] {
  return all.filter((other) => !isSameRelease(other, own) && readsText(other, site));
}

/** Values that a HelmRelease is yet to get stand in its owner's text. */
function readsText({ release }: PlacedRelease, site: ValuesSite): boolean {
  const { owner } = release;
  return (
    release.layers.some((layer) => isSameText(layer.site, site)) ||
    defaultsPath(release) === site.path ||
    (owner.kind === "flux" && owner.path === site.path && owner.document === site.document)
  );
}

export function isSameText(a: ReleaseLayer["site"], b: ReleaseLayer["site"]): boolean {
  if (a === undefined || b === undefined) return false;
  return a.path === b.path && a.document === b.document && a.base.join("\0") === b.base.join("\0");
}

/** The same text among the layers of another release. */
export function layerAt(layers: readonly EditLayer[], site: ValuesSite): EditLayer | undefined {
  return layers.findLast((layer) => isSameText(layer.site, site));
}

/** Other releases stated by the very same text: two overlays over one base. */
export function sameOwner(all: readonly PlacedRelease[], own: PlacedRelease): readonly PlacedRelease[] {
  const { path, document, item } = own.release.owner;
  return all.filter(
    (other) =>
      !isSameRelease(other, own) &&
      other.release.owner.path === path &&
      other.release.owner.document === document &&
      other.release.owner.item === item,
  );
}
