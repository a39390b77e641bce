/**
 * Checks an object against the CustomResourceDefinition of its kind, as the API server would on create: defaults, then
 * structure, then CEL.
 */

import type { Json, KubeObject } from "../../model/kube.ts";
import type { CrdVersion } from "../crds.ts";
import { checkRules, type RuleCache } from "./cel/check-rules.ts";
import { checkSchema, type PatternCache } from "./schema/check-schema.ts";
import { applyDefaults } from "./schema/defaults.ts";
import { readSchema } from "./schema/read-schema.ts";
import type { Schema } from "./schema/schema.ts";
import type { Violation } from "./violation.ts";

interface Compiled {
  readonly schema: Schema;
  readonly patterns: PatternCache;
  readonly rules: RuleCache;
}

/** One entry per schema of a snapshot; it goes when the snapshot goes. */
const compiled = new WeakMap<object, Compiled>();

export function checkWithCrd(object: KubeObject, version: CrdVersion): readonly Violation[] {
  const { schema, patterns, rules } = compile(version);
  const value = applyDefaults(schema, object as unknown as Json); // Kubernetes objects are JSON
  const structure = checkSchema(schema, value, "", { patterns });
  // CEL sees only objects that have the right shape; "unknown" fields would be pruned first and do not stop it.
  if (structure.some(({ kind }) => kind === "invalid")) return structure;
  return [...structure, ...checkRules(schema, value, "", rules)];
}

function compile(version: CrdVersion): Compiled {
  const key = version.schema as object; // an object: chooseCrd found it so
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const fresh: Compiled = {
    schema: withObjectFields(readSchema(key)),
    patterns: new Map(),
    rules: new Map(),
  };
  compiled.set(key, fresh);
  return fresh;
}

/** Every object has apiVersion, kind and metadata, whether or not the schema lists what is inside metadata. */
function withObjectFields(schema: Schema): Schema {
  const metadata: Schema = {
    type: "object",
    ...schema.properties?.get("metadata"),
    preserveUnknownFields: true,
  };
  const properties = new Map([
    ...(schema.properties ?? []),
    ["apiVersion", { type: "string" }] as const,
    ["kind", { type: "string" }] as const,
    ["metadata", metadata] as const,
  ]);
  return { ...schema, properties };
}
