/**
 * Which fields kustomize's steps write: its own tables, and what `configurations` files add. Additions travel upwards: a kustomization
 * has those of everything it includes (api/internal/plugins/builtinconfig 5.7.1).
 */
import type { Place } from "../../../model/place.ts";
import { fail } from "./failure.ts";
import * as tables from "./field-spec-tables.ts";
import type { ParsedYaml } from "./files.ts";
import { compareGvk, defaultRanks } from "./gvk-order.ts";
import { isSelectedGvk } from "./identity.ts";
import type { FieldSpec } from "./kustomization-fields.ts";
import { fieldSpecShape } from "./kustomization-shape.ts";
import { type NameReference, nameReferences } from "./name-reference-table.ts";
import { treeOf } from "./plain-scalars.ts";
import { list, readShape, record, text } from "./shape.ts";
import { toJson } from "./tree.ts";

const fields = [
  "namePrefix",
  "nameSuffix",
  "namespace",
  "commonLabels",
  "labels",
  "templateLabels",
  "commonAnnotations",
  "varReference",
  "images",
  "replicas",
] as const;

type FieldTables = { readonly [Field in (typeof fields)[number]]: readonly FieldSpec[] };

export interface TransformerConfig extends FieldTables {
  readonly nameReference: readonly NameReference[];
}

/** What a build starts with. */
export const emptyConfig: TransformerConfig = {
  ...(Object.fromEntries(fields.map((field) => [field, []])) as unknown as FieldTables), // every field is there
  nameReference: [],
};

const defaultConfig: TransformerConfig = sortConfig({
  namePrefix: tables.names,
  nameSuffix: tables.names,
  namespace: tables.namespaces,
  commonLabels: tables.commonLabels,
  labels: [],
  templateLabels: tables.templateLabels,
  commonAnnotations: tables.commonAnnotations,
  varReference: tables.varReferences,
  images: [],
  replicas: tables.replicas,
  nameReference: nameReferences,
});

const shape = record({
  ...Object.fromEntries(fields.map((field) => [field, list(fieldSpecShape)])),
  nameReference: list(record({ group: text, version: text, kind: text, fieldSpecs: list(fieldSpecShape) })),
});

/** One `configurations` file. Names are read in any letter case; an unknown field is refused, as kustomize does. */
export function readTransformerConfig(file: ParsedYaml, at: Place): TransformerConfig {
  const invalid = (problem: string, where: Place): never =>
    fail("kustomize-build-invalid-kustomization", { problem }, where);
  const document = file.yaml.documents[0];
  const [unreadable] = file.diagnostics;
  if (unreadable !== undefined) return invalid("the configuration is no YAML", unreadable.at ?? at);
  if (document === undefined) return emptyConfig;
  const read = readShape(toJson(treeOf(document, file.yaml.text, "config")), shape);
  if (!read.ok) return invalid(read.problem, document.place(read.path));
  const found = (read.value ?? {}) as Partial<TransformerConfig>; // the shape is the type, field by field
  const references = (found.nameReference ?? []).map((reference) => ({
    ...reference,
    fieldSpecs: reference.fieldSpecs ?? [],
  }));
  return { ...emptyConfig, ...found, nameReference: references };
}

/** The defaults with the additions of `configurations` files. */
export function withDefaults(additions: readonly TransformerConfig[], at: Place): TransformerConfig {
  if (additions.length === 0) return defaultConfig;
  return mergeConfigs(
    defaultConfig,
    additions.reduce((all, more) => mergeConfigs(all, more, at), emptyConfig),
    at,
  );
}

/**
 * The result is sorted, and an entry is left out when one for fewer objects with the same path is there already. So an addition for one
 * kind can push a default for all kinds out, when the sorted tables are merged into an empty one: kustomize does that too.
 */
export function mergeConfigs(a: TransformerConfig, b: TransformerConfig, at: Place): TransformerConfig {
  if (b === a) return a;
  if (a === emptyConfig && b === defaultConfig) return b;
  const merged = Object.fromEntries(fields.map((field) => [field, mergeSpecs(a[field], b[field], at)]));
  return sortConfig({
    ...(merged as unknown as FieldTables), // every field is there
    nameReference: b.nameReference.reduce(
      (all, reference) => mergeReference(all, reference, at),
      a.nameReference,
    ),
  });
}

function sortConfig(config: TransformerConfig): TransformerConfig {
  const sorted = fields.map((field) => [
    field,
    [...config[field]].sort((a, b) => compareGvk(a, b, defaultRanks)),
  ]);
  return {
    ...(Object.fromEntries(sorted) as unknown as FieldTables), // every field is there
    nameReference: [...config.nameReference].sort((a, b) => compareGvk(a, b, defaultRanks)),
  };
}

/** Adds what is not there yet; an entry that differs in `create` alone is refused. */
export function mergeSpecs(
  specs: readonly FieldSpec[],
  more: readonly FieldSpec[],
  at: Place,
): readonly FieldSpec[] {
  const merged = [...specs];
  for (const spec of more) {
    const known = merged.find(
      (other) =>
        (other.path ?? "") === (spec.path ?? "") &&
        isSelectedGvk(
          { group: other.group ?? "", version: other.version ?? "", kind: other.kind ?? "" },
          spec,
        ),
    );
    if (known === undefined) {
      merged.push(spec);
    } else if ((known.create ?? false) !== (spec.create ?? false)) {
      const problem = `the field \`${spec.path ?? ""}\` is listed twice, once with \`create: true\` and once without`;
      fail("kustomize-build-invalid-kustomization", { problem }, at);
    }
  }
  return merged;
}

function mergeReference(
  references: readonly NameReference[],
  more: NameReference,
  at: Place,
): readonly NameReference[] {
  const isSame = (other: NameReference) =>
    (other.group ?? "") === (more.group ?? "") &&
    (other.version ?? "") === (more.version ?? "") &&
    (other.kind ?? "") === (more.kind ?? "");
  if (!references.some(isSame)) return [...references, more];
  return references.map((other) =>
    isSame(other) ? { ...other, fieldSpecs: mergeSpecs(other.fieldSpecs, more.fieldSpecs, at) } : other,
  );
}
