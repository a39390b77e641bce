/**
 * From a rendered object to an entry of the inventory, with everything that keeps it from moving as far as its sources tell.
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import type { RepoPath } from "../model/brands.ts";
import type { Config } from "../model/config.ts";
import type { ClassDecision, InventoryIngress } from "../model/ingress.ts";
import { decideClass } from "./class.ts";
import { changesTo, type Deployer } from "./deployers.ts";
import { type IngressAsRead, readIngress } from "./read-ingress.ts";
import type { Rendered } from "./rendered.ts";
import type { FoundMark } from "./unsupported/marks.ts";

export interface IngressContext {
  readonly config: Pick<Config, "ingressClasses" | "defaultClass">;
  readonly deployers: readonly Deployer[];
  readonly listedBy: (path: RepoPath) => readonly RepoPath[];
  /** What deploys this repository, when the repository says so: "Flux". */
  readonly deployedBy: string | undefined;
  readonly markOf: (path: RepoPath) => FoundMark | undefined;
}

const nginxPrefix = "nginx.ingress.kubernetes.io/";

export function toInventoryIngress(
  rendered: Rendered,
  cluster: string,
  context: IngressContext,
): Outcome<InventoryIngress | undefined> {
  const { source } = rendered;
  const read = readIngress(rendered);
  if (!("ingress" in read)) return outcome(undefined, read);
  const { ingress, written } = read;
  const decision = decidedClass(read, context.config);
  const entry: InventoryIngress = {
    ...ingress,
    cluster,
    class: decision,
    sourceKind: rendered.hops.some(({ kind }) => /^kustom/i.test(kind)) ? "kustomize" : "manifest",
    site: {
      path: source.path,
      document: source.document,
      item: source.item,
      place: source.place,
      ...(source.object.metadata.name === undefined ? {} : { writtenName: source.object.metadata.name }),
      annotationPlaces: Object.fromEntries(
        Object.keys(source.object.metadata.annotations ?? {}).map((key) => [
          key,
          source.placeOf(["metadata", "annotations", key]),
        ]),
      ),
      hasNamespace:
        typeof source.object.metadata.namespace === "string" && source.object.metadata.namespace !== "",
    },
    chain: [...rendered.hops, { kind: "manifest", path: source.path, line: source.place.line }],
    listedBy: context.listedBy(source.path),
    overlay: rendered.overlay,
    ...(written === undefined ? {} : { written }),
  };
  // what other controllers read is not ours to judge
  return outcome(
    entry,
    decision.ours ? [...read.diagnostics, ...findings(rendered, entry, context)] : strayNote(entry, context),
  );
}

/** A class nobody can tell is held like one of ours, not passed over. */
export function decidedClass(
  { ingress, values, isClassUnknown }: IngressAsRead,
  config: IngressContext["config"],
): ClassDecision {
  return isClassUnknown ? { ...decideClass(ingress, config), ours: true } : decideClass(values, config);
}

function findings(
  rendered: Rendered,
  entry: InventoryIngress,
  context: IngressContext,
): readonly Diagnostic[] {
  const { source } = rendered;
  const ingress = entry.key;
  const mark = context.markOf(source.path);
  const hasNamespace =
    typeof rendered.object.metadata.namespace === "string" && rendered.object.metadata.namespace !== "";
  return [
    ...(mark === undefined
      ? []
      : [
          diagnose(
            "ingress-file-marked",
            { mark: mark.mark },
            { at: { path: source.path, line: mark.line, column: 1 }, ingress, related: [source.place] },
          ),
        ]),
    ...(hasNamespace ? [] : [diagnose("ingress-namespace-assumed", {}, { at: source.place, ingress })]),
    ...rendered.refusals.map(({ field, at }) =>
      diagnose("kustomize-feature-unsupported", { field }, { at, ingress, related: [source.place] }),
    ),
    ...(rendered.isDeployed || context.deployedBy === undefined
      ? []
      : [diagnose("ingress-not-deployed", { deployer: context.deployedBy }, { at: source.place, ingress })]),
    ...(rendered.isDeployed ? [] : changesTo(rendered, context.deployers)).map(({ title, field, at }) =>
      diagnose(
        "deployer-changes-ingress",
        { deployer: title, field },
        { at, ingress, related: [source.place] },
      ),
    ),
  ];
}

/** An Ingress with nginx annotations that no class of ours takes. */
export function strayNote(entry: InventoryIngress, context: IngressContext): readonly Diagnostic[] {
  const isStray = Object.keys(entry.annotations).some((key) => key.startsWith(nginxPrefix));
  if (!isStray || entry.class.name === undefined || entry.class.name === "") return [];
  const params = { class: entry.class.name, classes: context.config.ingressClasses };
  return [diagnose("ingress-class-not-listed", params, { at: entry.site.place, ingress: entry.key })];
}
