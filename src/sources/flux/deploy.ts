/** What a cluster gets of one built object: variables replaced, then the common metadata of the Kustomization set. */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import type { KubeObject } from "../../model/kube.ts";
import { type SourceObject, titleOf } from "../objects/fields.ts";
import { isMapping } from "../objects/parse.ts";
import type { FluxObject } from "./deployment.ts";
import type { FluxKustomization } from "./kustomization.ts";
import { substituteObject } from "./substitute-object.ts";
import type { Variables } from "./variables.ts";

/** Kinds in which an undefined variable is worth a word; scripts in ConfigMaps are full of them. */
const concerned = new Set(["Ingress", "HTTPRoute", "Gateway", "HelmRelease", "Kustomization"]);

export function deployObject<Built extends SourceObject>(
  built: Built,
  kustomization: FluxKustomization,
  variables: Variables,
): Outcome<FluxObject<Built>> {
  const diagnostics: Diagnostic[] = [];
  const result = substituteObject(built.object, variables);
  const object = withCommonMetadata(result.object, kustomization);
  const title = `${object.kind} ${titleOf(object)}`;
  for (const { kind, expression, problem, keyPath } of result.problems) {
    const code = kind === "operator" ? "flux-substitution-unsupported" : "flux-substitution-refused";
    diagnostics.push(diagnose(code, { expression, problem, object: title }, { at: built.placeOf(keyPath) }));
  }
  if (concerned.has(object.kind)) {
    for (const variable of result.missing)
      diagnostics.push(diagnose("flux-variable-undefined", { variable, object: title }, { at: built.place }));
  }
  const { annotations, labels } = object.metadata;
  const keeps = [annotations, labels].some(
    (map) => isMapping(map) && map["kustomize.toolkit.fluxcd.io/prune"] === "disabled",
  );
  const deployed: FluxObject<Built> = {
    built,
    object,
    unknown: result.unknown,
    missing: result.missing,
    used: result.used,
    problems: result.problems,
    pruned: kustomization.prune && !keeps,
  };
  return outcome(deployed, diagnostics);
}

function withCommonMetadata(object: KubeObject, { commonMetadata }: FluxKustomization): KubeObject {
  const { labels, annotations } = commonMetadata;
  const add = (own: unknown, added: Readonly<Record<string, unknown>>): Record<string, string> => {
    const merged = { ...(isMapping(own) ? own : {}), ...added };
    return merged as Record<string, string>; // read as unknown wherever it counts
  };
  const hasLabels = Object.keys(labels).length > 0;
  const hasAnnotations = Object.keys(annotations).length > 0;
  if (!hasLabels && !hasAnnotations) return object;
  const { metadata } = object;
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(hasLabels ? { labels: add(metadata.labels, labels) } : {}),
      ...(hasAnnotations ? { annotations: add(metadata.annotations, annotations) } : {}),
    },
  };
}

/** The deployed object with the places of the built one. */
export function asSource<Built extends SourceObject>({ object, built }: FluxObject<Built>): SourceObject {
  return { object, place: built.place, placeOf: (keyPath) => built.placeOf(keyPath) };
}
