/**
 * Checks an object of gateway.networking.k8s.io against our own tables and rules for the declared release and channel:
 * what is used where no CustomResourceDefinition is at hand.
 */
import type { Json, KubeObject } from "../../model/kube.ts";
import { tableOf } from "./kinds/registry.ts";
import type { Declared } from "./rules/shapes.ts";
import { checkReleases, exists, sinceText } from "./schema/check-releases.ts";
import { checkSchema, type PatternCache } from "./schema/check-schema.ts";
import { applyDefaults } from "./schema/defaults.ts";
import { checkStructure } from "./structure.ts";
import { invalid, type Violation } from "./violation.ts";

/** Our own patterns: a small, fixed set. */
const patterns: PatternCache = new Map();

export function checkWithTables(object: KubeObject, declared: Declared): readonly Violation[] {
  const table = tableOf(object.apiVersion, object.kind);
  if (table === undefined) {
    return [
      invalid(
        "apiVersion",
        `no release of Gateway API known here serves ${object.kind} ${object.apiVersion}`,
      ),
    ];
  }
  if (!exists(table.since, declared)) {
    const rule = `${object.kind} ${object.apiVersion} exists: ${sinceText(table.since)}`;
    return [{ field: "kind", rule, kind: "too-new" }];
  }
  const metadata = checkName(object);
  if (table.schema === undefined) return [...metadata, ...checkStructure(object)];

  const json = object as unknown as Json; // Kubernetes objects are JSON
  const releases = checkReleases(table.schema, json, "", declared);
  const value = applyDefaults(table.schema, json);
  const structure = checkSchema(table.schema, value, "", { patterns });
  if (structure.length > 0) return [...metadata, ...releases, ...structure];

  const { spec } = value as { readonly spec: never }; // its shape was found right just now
  const rules = table.rules.flatMap((rule) => rule(spec, declared));
  const ours = [...metadata, ...releases, ...rules];
  // With defaults, because the API server replaces an explicit null by the default as well.
  return ours.length > 0 ? ours : checkStructure(value as unknown as KubeObject); // the object, filled in
}

/** The API server wants a DNS name here, whatever the CustomResourceDefinition says. */
export function checkName(object: KubeObject): readonly Violation[] {
  const { name } = object.metadata;
  if (name === undefined || name === "") return [invalid("metadata.name", "is required")];
  const fits =
    name.length <= 253 && name.split(".").every((label) => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(label));
  return fits ? [] : [invalid("metadata.name", "must be a lower-case DNS name of at most 253 characters")];
}
