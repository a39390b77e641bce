// Reads the JSON body of a request the way GitHub does: a wrong type is a 422 that names the property, a missing one a 422
// that names the resource. Unknown fields are ignored, as GitHub ignores them.
import { ApiError, invalid } from "../world/errors.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

export interface Fields {
  readonly raw: JsonObject;
  text(name: string): string;
  optionalText(name: string): string | undefined;
  nullableText(name: string): string | null | undefined;
  flag(name: string): boolean | undefined;
  whole(name: string): number | undefined;
  list(name: string): readonly unknown[] | undefined;
  texts(name: string): readonly string[] | undefined;
  object(name: string): Fields | undefined;
  word<W extends string>(name: string, words: readonly W[]): W | undefined;
}

export function readFields(raw: JsonObject, resource: string): Fields {
  const fields: Fields = {
    raw,
    text(name) {
      const value = fields.optionalText(name);
      if (value === undefined) throw invalid(resource, name, "missing_field");
      return value;
    },
    optionalText(name) {
      const value = raw[name];
      if (value === undefined || value === null) return undefined;
      return typeof value === "string" ? value : wrongType(name, value, "a string");
    },
    nullableText(name) {
      return raw[name] === null ? null : fields.optionalText(name);
    },
    flag(name) {
      const value = raw[name];
      if (value === undefined) return undefined;
      return typeof value === "boolean" ? value : wrongType(name, value, "a boolean");
    },
    whole(name) {
      const value = raw[name];
      if (value === undefined || value === null) return undefined;
      return Number.isInteger(value) ? Number(value) : wrongType(name, value, "an integer");
    },
    list(name) {
      const value = raw[name];
      if (value === undefined || value === null) return undefined;
      if (!Array.isArray(value)) return wrongType(name, value, "an array");
      return value as readonly unknown[]; // isArray makes unknown into any[]
    },
    texts(name) {
      return fields.list(name)?.map((item) => {
        if (typeof item === "string") return item;
        const named: unknown = isObject(item) ? item.name : undefined;
        return typeof named === "string" ? named : wrongType(name, item, "a string");
      });
    },
    object(name) {
      const value = raw[name];
      if (value === undefined || value === null) return undefined;
      return isObject(value) ? readFields(value, resource) : wrongType(name, value, "an object");
    },
    word(name, words) {
      const value = fields.optionalText(name);
      if (value === undefined) return undefined;
      const word = words.find((candidate) => candidate === value);
      if (word === undefined) {
        throw new ApiError(
          422,
          `Invalid request.\n\nFor 'properties/${name}', ${value} is not a member of ${JSON.stringify(words)}.`,
        );
      }
      return word;
    },
  };
  return fields;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wrongType(name: string, value: unknown, wanted: string): never {
  throw new ApiError(
    422,
    `Invalid request.\n\nFor 'properties/${name}', ${JSON.stringify(value)} is not ${wanted}.`,
  );
}
