import { expect, test } from "vitest";
import { checkRules } from "../../src/gateway/validate/cel/check-rules.ts";
import { parseCel } from "../../src/gateway/validate/cel/parse.ts";
import { readSchema } from "../../src/gateway/validate/schema/read-schema.ts";
import type { Schema } from "../../src/gateway/validate/schema/schema.ts";
import { readPattern } from "../../src/gateway/validate/text/foreign-pattern.ts";
import type { Json } from "../../src/model/kube.ts";
import { readCrdFiles } from "./crd-files.ts";

interface NamedSchema {
  readonly name: string;
  readonly schema: Schema;
}

const schemas: readonly NamedSchema[] = readCrdFiles().flatMap(({ file, crd }) => {
  const { versions } = crd.spec as { versions: { name: string; schema: { openAPIV3Schema: unknown } }[] }; // upstream's
  return versions.map(({ name, schema }) => ({
    name: `${file} ${name}`,
    schema: readSchema(schema.openAPIV3Schema),
  }));
});

test("every rule and pattern of every definition can be read", () => {
  const rules = new Set<string>();
  const patterns = new Set<string>();
  for (const { schema } of schemas) {
    for (const node of nodesOf(schema)) {
      for (const { rule } of node.rules ?? []) rules.add(rule);
      if (node.pattern !== undefined) patterns.add(node.pattern);
    }
  }

  expect([...rules].filter((rule) => parseCel(rule) === undefined)).toEqual([]);
  expect([...patterns].filter((pattern) => typeof readPattern(pattern) === "string")).toEqual([]);
  expect(rules.size).toBeGreaterThan(50);
  expect(patterns.size).toBeGreaterThan(10);
});

test.each(schemas)("every rule of $name can be evaluated, on a full and on a sparse object", ({ schema }) => {
  const samples = [sampleOf(schema, "full"), sampleOf(schema, "sparse")];

  const unchecked = samples.flatMap((sample) =>
    checkRules(schema, sample, "", new Map()).filter(({ kind }) => kind === "unchecked"),
  );

  expect(unchecked).toEqual([]);
});

function nodesOf(schema: Schema): readonly Schema[] {
  const { items, properties, additionalProperties } = schema;
  const inner = [
    ...(items === undefined ? [] : [items]),
    ...(properties?.values() ?? []),
    ...(additionalProperties === undefined || additionalProperties === true ? [] : [additionalProperties]),
  ];
  return [schema, ...inner.flatMap(nodesOf)];
}

/** full: every field, two items per list. sparse: required fields only, one item per list. */
function sampleOf(schema: Schema, amount: "full" | "sparse"): Json {
  const { enum: values, items, properties, additionalProperties } = schema;
  const [first] = values ?? [];
  if (first !== undefined) return first;
  switch (schema.type) {
    case "object": {
      const names = [...(properties?.keys() ?? [])].filter(
        (name) => amount === "full" || schema.required?.includes(name) === true,
      );
      const entries = names.map((name): [string, Json] => [
        name,
        sampleOf(properties?.get(name) ?? {}, amount),
      ]);
      if (additionalProperties === undefined || additionalProperties === true)
        return Object.fromEntries(entries);
      return Object.fromEntries([...entries, ["key", sampleOf(additionalProperties, amount)]]);
    }
    case "array": {
      const item = sampleOf(items ?? {}, amount);
      return amount === "full" ? [item, item] : [item];
    }
    case "integer":
    case "number":
      return 1;
    case "boolean":
      return true;
    case "string":
      return schema.format === "date-time" ? "2024-01-01T00:00:00Z" : "1s";
    case undefined:
      return "x";
  }
}
