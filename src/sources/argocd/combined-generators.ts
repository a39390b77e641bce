/** The generators that combine others: matrix (every pair of elements) and merge (elements with equal keys). */
import { type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import type { Json } from "../../model/kube.ts";
import type { KeyPath } from "../../yaml/file.ts";
import { listOf, type Mapping, mappingOf, textsOf } from "../objects/fields.ts";
import {
  contextOf,
  type GeneratorWorld,
  maxParamSets,
  refusedTemplate,
  unreadable,
} from "./generator-world.ts";
import { mergeDeep, type ParamSet, type Params } from "./params.ts";
import { type Rendered, renderValue } from "./template/render.ts";

/** Evaluates a generator inside this one. */
export type InnerGenerator = (generator: Json, keyPath: KeyPath) => Outcome<readonly ParamSet[]>;

export function matrixSets(
  spec: Mapping,
  keyPath: KeyPath,
  world: GeneratorWorld,
  inner: InnerGenerator,
): Outcome<readonly ParamSet[]> {
  const generators = listOf(spec.generators);
  const [first, second] = generators;
  if (first === undefined || second === undefined || generators.length > 2)
    return unreadable(world, keyPath, "matrix", `has ${generators.length} generators, where two are wanted`);
  const outer = inner(first, [...keyPath, "generators", 0]);
  const diagnostics = [...outer.diagnostics];
  const sets: ParamSet[] = [];
  for (const left of outer.value) {
    const rendered = interpolated(second, left, world);
    if (!rendered.ok) return refusedTemplate(rendered.problem, [...keyPath, "generators", 1], world);
    const rights = inner(rendered.value, [...keyPath, "generators", 1]);
    diagnostics.push(...rights.diagnostics);
    for (const right of rights.value) {
      const params = combine(left.params, right.params, world.engine);
      if (typeof params === "string")
        return unreadable(world, keyPath, "matrix", `gives \`${params}\` two different values`);
      sets.push({ params, open: left.open || right.open, origins: [...left.origins, ...right.origins] });
      if (sets.length > maxParamSets) return outcome(sets, diagnostics);
    }
  }
  return outcome(sets, diagnostics);
}

/**
 * The second generator with the values of the first (applicationset/utils RenderGeneratorParams): its own `values` may ask for parameters it
 * only gives itself, and then stay as they are for now.
 */
function interpolated(generator: Json, left: ParamSet, world: GeneratorWorld): Rendered<Json> {
  const context = contextOf(left, world);
  const spec = mappingOf(generator) ?? {};
  const entries: [string, Json][] = [];
  for (const [kind, value] of Object.entries(spec)) {
    const { values, ...rest } = mappingOf(value) ?? {};
    const isOwn = mappingOf(values) !== undefined && kind !== "template";
    const rendered = renderValue(isOwn ? rest : value, context);
    if (!rendered.ok) return rendered;
    const strict = { ...context, missingFails: true };
    const own = Object.entries(mappingOf(values) ?? {}).map(([key, text]): [string, Json] => {
      const result = renderValue(text, strict);
      return [key, result.ok ? result.value : text];
    });
    entries.push([
      kind,
      isOwn ? { ...mappingOf(rendered.value), values: Object.fromEntries(own) } : rendered.value,
    ]);
  }
  return { ok: true, value: Object.fromEntries(entries), unresolved: [] };
}

/** Go templates: the first generator wins. Classic: a name with two values is an error, which is returned. */
function combine(left: Params, right: Params, engine: GeneratorWorld["engine"]): Params | string {
  if (engine === "go") return mergeDeep(right, left);
  const clash = Object.keys(left).find((key) => key in right && right[key] !== left[key]);
  return clash ?? { ...left, ...right };
}

export function mergeSets(
  spec: Mapping,
  keyPath: KeyPath,
  world: GeneratorWorld,
  inner: InnerGenerator,
): Outcome<readonly ParamSet[]> {
  const generators = listOf(spec.generators);
  const keys = textsOf(spec.mergeKeys);
  if (generators.length < 2 || keys.length === 0)
    return unreadable(world, keyPath, "merge", "wants two generators and `mergeKeys`");
  const results = generators.map((generator, index) => inner(generator, [...keyPath, "generators", index]));
  const diagnostics = results.flatMap((result) => result.diagnostics);
  const idOf = ({ params }: ParamSet) => JSON.stringify(keys.map((key) => params[key] ?? null));
  const [base, ...overrides] = results.map((result) => result.value);
  for (const sets of [base ?? [], ...overrides]) {
    if (new Set(sets.map(idOf)).size < sets.length)
      return unreadable(
        world,
        keyPath,
        "merge",
        `gives two elements of one generator the same ${keys.join(", ")}`,
      );
  }
  const merged = (base ?? []).map((set) =>
    overrides.reduce((own, sets) => {
      const override = sets.find((other) => idOf(other) === idOf(set));
      if (override === undefined) return own;
      const params =
        world.engine === "go"
          ? mergeDeep(own.params, override.params)
          : { ...own.params, ...override.params };
      return { params, open: own.open || override.open, origins: [...own.origins, ...override.origins] };
    }, set),
  );
  return outcome(merged, diagnostics);
}
