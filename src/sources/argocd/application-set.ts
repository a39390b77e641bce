/**
 * An ApplicationSet to the Applications it makes, as data: each with the element it was made from. The text that can be edited is that of
 * the set's template, so the Application's key paths lead there.
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import type { Json, KubeObject } from "../../model/kube.ts";
import type { KeyPath } from "../../yaml/file.ts";
import { listOf, mappingOf, type SourceObject, specOf, textsOf, titleOf } from "../objects/fields.ts";
import { toKubeObject } from "../objects/parse.ts";
import { type GeneratorWorld, templateDiagnostic } from "./generator-world.ts";
import { generate } from "./generators.ts";
import { isZero, mergeDeep, type ParamOrigin, type Params } from "./params.ts";
import { renderValue } from "./template/render.ts";

export interface MadeApplication {
  /** Rendered; its places are those of the template. */
  readonly source: SourceObject;
  readonly origins: readonly ParamOrigin[];
  readonly params: Params;
  /** Marks that stay as text because their values are not in the repository. */
  readonly unresolved: readonly string[];
  /** Where a key path of the Application stands in the ApplicationSet. */
  templatePath(keyPath: KeyPath): KeyPath;
}

/** Of one repository. */
export const maxApplications = 2000;

export function expandApplicationSet(
  set: SourceObject,
  world: Omit<GeneratorWorld, "set" | "title" | "engine" | "missingFails">,
): Outcome<readonly MadeApplication[]> {
  const spec = specOf(set.object);
  const title = titleOf(set.object);
  const engine = spec.goTemplate === true ? "go" : "classic";
  const missingFails = textsOf(spec.goTemplateOptions).includes("missingkey=error");
  if (spec.templatePatch !== undefined && spec.templatePatch !== null && spec.templatePatch !== "") {
    return outcome(
      [],
      [diagnose("argocd-template-patch", { set: title }, { at: set.placeOf(["spec", "templatePatch"]) })],
    );
  }
  const diagnostics: Diagnostic[] = [];
  const made: MadeApplication[] = [];
  const generators = { ...world, set, title, engine, missingFails } as const;
  for (const [index, generator] of listOf(spec.generators).entries()) {
    const keyPath = ["spec", "generators", index];
    const sets = generate(generator, keyPath, generators);
    diagnostics.push(...sets.diagnostics);
    const template = templateFor(spec.template ?? {}, generator);
    for (const { params, open, origins } of sets.value) {
      const rendered = renderValue(template, { params, engine, missingFails, open });
      if (!rendered.ok) {
        diagnostics.push(templateDiagnostic(rendered.problem, ["spec", "template"], set, title));
        break;
      }
      const object = applicationObject(rendered.value, set.object);
      made.push({
        source: {
          object,
          place: set.place,
          ...(set.document === undefined ? {} : { document: set.document }),
          item: set.item,
          placeOf: (path) => set.placeOf(templatePath(path)),
        },
        origins,
        params,
        unresolved: rendered.unresolved,
        templatePath,
      });
      if (made.length < maxApplications) continue;
      const limit = { what: "Applications of one ApplicationSet", limit: maxApplications };
      return outcome(made, [...diagnostics, diagnose("argocd-limit", limit, { at: set.place })]);
    }
  }
  return outcome(made, diagnostics);
}

function templatePath(keyPath: KeyPath): KeyPath {
  return ["spec", "template", ...keyPath];
}

/** A generator's own template goes over the set's where it says something. */
function templateFor(base: Json, generator: Json): Json {
  const [kind] = Object.entries(mappingOf(generator) ?? {}).filter(
    ([key]) => key !== "selector" && key !== "template",
  );
  const own = mappingOf(mappingOf(kind?.[1])?.template);
  const set = mappingOf(base) ?? {};
  return own === undefined || isZero(own) ? set : mergeDeep(set, own);
}

function applicationObject(template: Json, set: KubeObject): KubeObject {
  const spec = mappingOf(template) ?? {};
  const metadata = mappingOf(spec.metadata) ?? {};
  const { namespace } = set.metadata;
  const value: Json = {
    apiVersion: set.apiVersion,
    kind: "Application",
    metadata: { ...metadata, ...(typeof namespace === "string" ? { namespace } : {}) },
    spec: spec.spec ?? {},
  };
  return toKubeObject(value) ?? { apiVersion: set.apiVersion, kind: "Application", metadata: {} };
}
