/**
 * The order of a build's objects. Without `sortOptions`, `kubectl kustomize` sorts by kind (namespaces first, webhooks last), then group,
 * version, kind, namespace and name (api/internal/builtins/SortOrderTransformer.go, api/krusty/kustomizer.go 5.7.1).
 */
import { compareText } from "../../../model/brands.ts";
import type { Place } from "../../../model/place.ts";
import type { LiveResource } from "./accumulator.ts";
import { fail } from "./failure.ts";
import { compareGvk, defaultRanks, type KindRanks, ranksOf } from "./gvk-order.ts";
import { type Gvk, gvkOf, nameOf, namespaceOf } from "./identity.ts";
import type { SortOptions } from "./kustomization-fields.ts";

export function sortResources(
  resources: readonly LiveResource[],
  options: SortOptions | undefined,
  at: Place,
): readonly LiveResource[] {
  const order = options === undefined ? "legacy" : options.order;
  if (order !== "legacy" && order !== "fifo") {
    const problem = "`sortOptions.order` has to be legacy or fifo";
    return fail("kustomize-build-invalid-kustomization", { problem }, at);
  }
  const lists = options?.legacySortOptions;
  if (order === "fifo" && lists !== undefined) {
    const problem = "`sortOptions.legacySortOptions` needs the order legacy";
    return fail("kustomize-build-invalid-kustomization", { problem }, at);
  }
  if (order === "fifo") return resources;
  const ranks = lists === undefined ? defaultRanks : ranksOf(lists.orderFirst ?? [], lists.orderLast ?? []);
  return resources
    .map((resource) => ({ resource, ...sortKeys(resource) }))
    .sort((a, b) => compareKinds(a.gvk, b.gvk, ranks) || compareText(a.identity, b.identity))
    .map(({ resource }) => resource);
}

interface SortKeys {
  readonly gvk: Gvk;
  readonly identity: string;
}

function sortKeys({ root }: LiveResource): SortKeys {
  return { gvk: gvkOf(root), identity: [namespaceOf(root) || "~X", nameOf(root) || "~N"].join("|") };
}

/** A Namespace of the core group comes before one of another group. */
function compareKinds(a: Gvk, b: Gvk, ranks: KindRanks): number {
  const areNamespaces = a.kind === "Namespace" && b.kind === "Namespace";
  const order = compareGvk(a, b, ranks);
  return areNamespaces && (a.group === "" || b.group === "") ? -order : order;
}
