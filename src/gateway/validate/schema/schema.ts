/**
 * A structural schema as the API server reads it (the part of OpenAPI v3 that CustomResourceDefinitions may use). Both
 * upstream's schemas and our own tables have this shape. Unlike in JSON Schema, a field that is not listed is unknown.
 */
import type { Json } from "../../../model/kube.ts";

export interface Schema {
  readonly type?: "object" | "array" | "string" | "integer" | "number" | "boolean" | undefined;
  readonly nullable?: boolean | undefined;
  readonly default?: Json | undefined;
  readonly enum?: readonly Json[] | undefined;

  readonly properties?: ReadonlyMap<string, Schema> | undefined;
  readonly required?: readonly string[] | undefined;
  /** Schema of every value of a map; true: anything. */
  readonly additionalProperties?: Schema | true | undefined;
  readonly maxProperties?: number | undefined;
  readonly minProperties?: number | undefined;
  readonly preserveUnknownFields?: boolean | undefined;
  /** An object with apiVersion, kind and metadata of its own. */
  readonly embeddedResource?: boolean | undefined;

  readonly items?: Schema | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly listType?: "atomic" | "set" | "map" | undefined;
  readonly listMapKeys?: readonly string[] | undefined;

  /** In characters, not bytes. */
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly pattern?: string | undefined;
  readonly format?: string | undefined;

  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly exclusiveMinimum?: boolean | undefined;
  readonly exclusiveMaximum?: boolean | undefined;
  readonly multipleOf?: number | undefined;
  readonly intOrString?: boolean | undefined;

  /** Only value checks: these never make a field known. */
  readonly allOf?: readonly Schema[] | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly oneOf?: readonly Schema[] | undefined;
  readonly not?: Schema | undefined;

  readonly rules?: readonly SchemaRule[] | undefined;
  /** Our own tables only: releases in which the field or a value of the enum exists. */
  readonly since?: Since | undefined;
  readonly enumSince?: ReadonlyMap<string, Since> | undefined;
}

/** x-kubernetes-validations. */
export interface SchemaRule {
  readonly rule: string;
  readonly message: string | undefined;
}

/** The first release, as "major.minor", in each channel; undefined: not up to the newest release known here. */
export interface Since {
  readonly standard: string | undefined;
  readonly experimental: string | undefined;
}
