/**
 * `vars`, deprecated and in use: `$(NAME)` in certain fields becomes the value of another object's field, at the very end of the build
 * (api/internal/accumulator, api/filters/refvar 5.7.1).
 */
import type { Place } from "../../../model/place.ts";
import { type Accumulator, type GatheredVar, live, matchingAnyId } from "./accumulator.ts";
import type { BuildContext } from "./context.ts";
import { fail, Problem, withProblems } from "./failure.ts";
import { lookUp, splitFieldPath } from "./field-path.ts";
import { applyFieldSpec } from "./field-spec.ts";
import { currentId, describeId, gvkOf, isClusterKind, isSelectedGvk, splitApiVersion } from "./identity.ts";
import type { Kustomization } from "./kustomization.ts";
import { copyTree, equalTrees, isBranch, isList, isNull, isScalar, type Tree, textOf } from "./tree.ts";

/** Takes the vars of one kustomization in; objects are found by the names they have or had at this point. */
export function gatherVars(accumulator: Accumulator, kustomization: Kustomization): void {
  const found = (kustomization.fields.vars ?? []).map((entry, index): GatheredVar => {
    const at = kustomization.placeOf(["vars", index]);
    const { apiVersion = "", name = "", namespace = "", ...own } = entry.objref ?? {};
    const gvk = {
      group: own.group ?? "",
      version: own.version ?? "",
      kind: own.kind ?? "",
      ...(apiVersion === "" ? {} : splitApiVersion(apiVersion)),
    };
    const isExact = namespace !== "" || isClusterKind(gvk);
    const matches = matchingAnyId(
      accumulator,
      (id) =>
        id.name === name &&
        id.kind === gvk.kind &&
        id.group === gvk.group &&
        id.version === gvk.version &&
        (!isExact || isClusterKind(gvk) || id.namespace === namespace),
    );
    if (matches.length > 1) invalid(`${matches.length} objects fit the variable \`${entry.name ?? ""}\``, at);
    return { entry, resource: matches[0], at };
  });
  mergeVars(accumulator, found);
}

/** A name that is taken is refused, whatever it stands for. */
export function mergeVars(accumulator: Accumulator, more: readonly GatheredVar[]): void {
  const merged = new Map(accumulator.vars.map((each) => [each.entry.name ?? "", each]));
  for (const each of more) {
    const name = each.entry.name ?? "";
    if (merged.has(name)) invalid(`the variable \`${name}\` is defined twice`, each.at);
    merged.set(name, each);
  }
  accumulator.vars = [...merged.values()];
}

export function resolveVars(
  context: BuildContext,
  accumulator: Accumulator,
  kustomization: Kustomization,
): void {
  if (accumulator.vars.length === 0) return;
  const values = new Map<string, Tree>();
  for (const gathered of accumulator.vars) {
    const value = valueOfVar(accumulator, gathered);
    if (value !== undefined) values.set(gathered.entry.name ?? "", value);
  }
  const at = kustomization.placeOf(["vars"]);
  for (const resource of live(accumulator)) {
    const before = copyTree(resource.root);
    const gvk = gvkOf(resource.root);
    for (const spec of accumulator.config.varReference) {
      if (!isSelectedGvk(gvk, spec)) continue;
      context.budget.spend("steps", 1);
      withProblems(
        () => applyFieldSpec(resource.root, spec, "nothing", (found) => expandField(context, found, values)),
        (problem) =>
          fail(
            "kustomize-build-field-fails",
            { field: "vars", object: describeId(currentId(resource.root)), problem },
            at,
          ),
      );
    }
    if (equalTrees(before, resource.root)) continue;
    resource.touches.push({
      field: "vars",
      kustomization: kustomization.path,
      index: undefined,
      at,
      changed: true,
      patch: undefined,
      renamed: undefined,
    });
  }
}

function valueOfVar(accumulator: Accumulator, { entry, resource, at }: GatheredVar): Tree | undefined {
  const name = entry.name ?? "";
  if (resource?.root === undefined) {
    if (accumulator.isPartial) return undefined;
    return invalid(`no object fits the variable \`${name}\``, at);
  }
  const { root } = resource;
  const path = entry.fieldref?.fieldPath ?? "";
  const parts = splitFieldPath(path === "" ? "metadata.name" : path).flatMap(indexParts);
  const value = withProblems(
    () => lookUp(root, parts),
    (problem) => invalid(`the variable \`${name}\` cannot be read: ${problem}`, at),
  );
  return value ?? invalid(`the object of the variable \`${name}\` has no field \`${path}\``, at);
}

/** `ports[0]` is the field and the index. */
function indexParts(part: string): readonly string[] {
  const match = /^([^[\]]*)\[(\d+)\]$/.exec(part);
  if (match === null) return [part];
  const [, field = "", index = ""] = match;
  return field === "" ? [index] : [field, index];
}

function expandField(context: BuildContext, found: Tree, values: ReadonlyMap<string, Tree>): Tree {
  if (isNull(found)) return found;
  if (isList(found)) {
    found.forEach((item, index) => {
      if (typeof item !== "string")
        throw new Problem("a list that may hold variables holds something else than text");
      found[index] = expand(context, item, values);
    });
    return found;
  }
  if (isBranch(found)) {
    for (const [key, value] of found)
      if (typeof value === "string") found.set(key, expand(context, value, values));
    return found;
  }
  return typeof found === "string" ? expand(context, found, values) : found;
}

/** `$$` is a dollar sign; a text that is one variable alone takes the variable's type. */
function expand(context: BuildContext, input: string, values: ReadonlyMap<string, Tree>): Tree {
  let output = "";
  let at = 0;
  while (at < input.length) {
    const dollar = input.indexOf("$", at);
    if (dollar < 0 || dollar + 1 >= input.length) break;
    output += input.slice(at, dollar);
    const next = input.charAt(dollar + 1);
    const close = next === "(" ? input.indexOf(")", dollar + 2) : -1;
    if (close >= 0) {
      const name = input.slice(dollar + 2, close);
      const value = values.get(name);
      const mapped = value === undefined || !isScalar(value) || isNull(value) ? undefined : value;
      if (mapped !== undefined && input === `$(${name})`) return mapped;
      output += mapped === undefined ? `$(${name})` : textOf(mapped);
      at = close + 1;
    } else {
      output += next === "$" ? "$" : `$${next}`;
      at = dollar + 2;
    }
    context.budget.hold("textCharacters", output.length);
  }
  return output + input.slice(at);
}

function invalid(problem: string, at: Place): never {
  return fail("kustomize-build-field-fails", { field: "vars", object: "a variable", problem }, at);
}
