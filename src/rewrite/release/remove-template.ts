/** Deleting the Ingress template of a chart of the repository's own, when nobody needs it any more and nothing else is in it. */
import type { IngressKey } from "../../model/brands.ts";
import { resolveRepoPath } from "../../model/brands.ts";
import { type Drafts, textOf, withText } from "../drafts.ts";
import type { Subject } from "./subject.ts";
import { vendoredIn } from "./values-text.ts";
import { ingressesOf, type PlacedRelease, titleOf } from "./world.ts";

export type TemplateDeletion =
  | { readonly kind: "deleted"; readonly drafts: Drafts }
  /** A sentence: what a person can do. */
  | { readonly kind: "kept"; readonly manual: string };

export function deleteTemplate(
  drafts: Drafts,
  { placed, ingress }: Subject,
  all: readonly PlacedRelease[],
  leaves: (cluster: string, key: IngressKey) => boolean,
): TemplateDeletion {
  const { chart, owner } = placed.release;
  const template = ingress.release?.template;
  if (chart.kind !== "own" || template === undefined) {
    return kept(`Take the Ingress out by hand where ${owner.title} or its chart offers a way.`);
  }
  const path = resolveRepoPath(chart.directory, template);
  const isInside =
    path !== undefined && template.startsWith("templates/") && vendoredIn(drafts, path) === undefined;
  if (path === undefined || !isInside)
    return kept("Switch the Ingress off in the values of the chart it belongs to.");
  const text = textOf(drafts, path);
  // Gone already, with another release of the chart.
  if (text === undefined) return { kind: "deleted", drafts };
  if (!isNothingButIngress(text)) {
    return kept(`Take the Ingress out of ${path} by hand: the template makes other objects too.`);
  }
  const staying = all.filter(
    (other) =>
      other.release.chart.kind === "own" &&
      other.release.chart.directory === chart.directory &&
      ingressesOf(other).some(
        ({ key, release }) => release?.template === template && !leaves(other.cluster.inventory.name, key),
      ),
  );
  if (staying.length > 0) {
    return kept(
      `Give ${path} a switch (\`{{- if .Values.ingress.enabled }}\`): ${staying.map(titleOf).join(", ")} still need it.`,
    );
  }
  return {
    kind: "deleted",
    drafts: withText(drafts, path, undefined, "made nothing but the removed Ingress"),
  };
}

function isNothingButIngress(text: string): boolean {
  const kinds = [...text.matchAll(/^kind:[ \t]*(.{0,80})$/gm)].map(([, kind = ""]) => kind.trim());
  // A helper that others include may be defined anywhere.
  return kinds.length > 0 && kinds.every((kind) => kind === "Ingress") && !/\{\{-?\s*define\b/.test(text);
}

function kept(manual: string): TemplateDeletion {
  return { kind: "kept", manual };
}
