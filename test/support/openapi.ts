// Checks exchanges with the sandbox against GitHub's OpenAPI description of api.github.com: the request somebody made and the
// response the sandbox gave. Schemas are compiled one by one when first met; the file is 13 MB and is read once.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv, type ValidateFunction } from "ajv";
import addFormatsModule from "ajv-formats";
import type { Exchange } from "../../src/sandbox/exchange.ts";

export interface OpenApiCheck {
  /** Problems of one exchange, as sentences; none when it is fine. */
  check(exchange: Exchange): readonly string[];
  /** Feed for `onExchange`. */
  readonly listen: (exchange: Exchange) => void;
  /** Everything `listen` found. */
  readonly problems: readonly string[];
  /** `GET /repos/{owner}/{repo}` → statuses checked. */
  readonly covered: ReadonlyMap<string, ReadonlySet<number>>;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

export function createOpenApiCheck(): OpenApiCheck {
  const problems: string[] = [];
  const covered = new Map<string, Set<number>>();
  const check = (exchange: Exchange): readonly string[] => {
    if (exchange.surface !== "api" || exchange.fault !== undefined || exchange.route === undefined) return [];
    const name = `${exchange.method} ${exchange.route}`;
    const operation = findOperation(exchange.method, exchange.route);
    if (operation === undefined) return [`${name}: GitHub has no such operation`];
    const statuses = covered.get(name) ?? new Set();
    covered.set(name, statuses.add(exchange.status));
    return [
      ...checkQuery(operation, exchange),
      ...checkRequest(operation, exchange),
      ...checkResponse(operation, exchange),
    ].map((problem) => `${name} → ${exchange.status}: ${problem}`);
  };
  return {
    check,
    listen: (exchange) => problems.push(...check(exchange)),
    problems,
    covered,
  };
}

let description: JsonObject | undefined;
let ajv: Ajv | undefined;
const compiled = new Map<string, ValidateFunction>();

function describe(): JsonObject {
  if (description === undefined) {
    const path = createRequire(import.meta.url).resolve("@octokit/openapi/generated/api.github.com.json");
    description = asObject(JSON.parse(readFileSync(path, "utf8")) as Json); // what JSON.parse gives

    ajv = new Ajv({
      strict: false,
      allErrors: true,
      verbose: false,
      validateFormats: true,
      discriminator: false,
    });
    addFormatsModule.default(ajv);
    ajv.addFormat("timestamp", true);
    ajv.addFormat("repo.nwo", true);
    ajv.addSchema({
      $id: "github",
      components: { schemas: allowNull(at(description, "components", "schemas") ?? {}) },
    });
  }
  return description;
}

/** OpenAPI 3.0 says `nullable`; JSON Schema has to be told by a second alternative, also where the type hides behind a $ref. */
function allowNull(value: Json): Json {
  if (Array.isArray(value)) return value.map(allowNull);
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value)) {
    if (key === "example" || key === "examples" || key === "nullable") continue;
    copy[key] = key === "$ref" && typeof item === "string" ? item.replace(/^#/, "github#") : allowNull(item);
  }
  const isNullable = "nullable" in value && value.nullable === true;
  return isNullable ? { anyOf: [{ type: "null" }, copy] } : copy;
}

function findOperation(method: string, route: string): JsonObject | undefined {
  const path = at(describe(), "paths", route);
  const operation = isObject(path) ? path[method.toLowerCase()] : undefined;
  return isObject(operation) ? operation : undefined;
}

function checkQuery(operation: JsonObject, exchange: Exchange): readonly string[] {
  const known = listOf(operation.parameters)
    .map((parameter) => asObject(resolve(parameter)))
    .filter((parameter) => parameter.in === "query");
  return Object.entries(exchange.query).flatMap(([name, value]) => {
    const parameter = known.find((candidate) => candidate.name === name);
    // `page` is taken everywhere though the description leaves it out here and there.
    if (parameter === undefined)
      return name === "page" || name === "per_page" ? [] : [`unknown query parameter ${name}`];
    const schema = asObject(resolve(parameter.schema ?? {}));
    const typed =
      schema.type === "integer" ? Number(value) : schema.type === "boolean" ? value === "true" : value;
    return validate(`query ${name} of ${exchange.method} ${exchange.route}`, schema, typed);
  });
}

function checkRequest(operation: JsonObject, exchange: Exchange): readonly string[] {
  // A request the sandbox refused may be as wrong as it likes: that is what the test was about.
  if (exchange.status >= 400) return [];
  const schema = at(operation, "requestBody", "content", "application/json", "schema");
  if (schema === undefined) {
    return exchange.requestBody === undefined || exchange.method === "DELETE"
      ? []
      : ["a body where GitHub takes none"];
  }
  const required = at(operation, "requestBody", "required") === true;
  if (exchange.requestBody === undefined) return required ? ["no body"] : [];
  return validate(`request of ${exchange.method} ${exchange.route}`, schema, exchange.requestBody);
}

/** Where the description contradicts what GitHub sends, the shape that is right. */
const CORRECTED: Readonly<Record<string, Json>> = {
  // Its inlined copy of Installation wants `account` to be a user AND an enterprise; the component has `anyOf`.
  "200 response of GET /app/installations": {
    type: "array",
    items: { $ref: "#/components/schemas/installation" },
  },
};

function checkResponse(operation: JsonObject, exchange: Exchange): readonly string[] {
  const { status, responseBody } = exchange;
  const described = at(operation, "responses", String(status));
  if (described === undefined) {
    // Not described for every operation, but GitHub answers these to all.
    return [304, 400, 401, 403, 404, 422].includes(status) ? [] : [`status ${status} is not described`];
  }
  const content = at(asObject(resolve(described)), "content");
  // GitHub explains every refusal, described or not.
  if (!isObject(content))
    return responseBody === undefined || status >= 400 ? [] : ["a body where GitHub sends none"];
  const schema = at(content, "application/json", "schema");
  if (schema === undefined) return [];
  if (responseBody === undefined) {
    const type = exchange.responseHeaders["content-type"] ?? "";
    return /raw|text|sha/.test(type) ? [] : ["no JSON body"];
  }
  const name = `${status} response of ${exchange.method} ${exchange.route}`;
  return validate(name, CORRECTED[name] ?? schema, responseBody);
}

function validate(name: string, schema: Json, value: unknown): readonly string[] {
  describe();
  let validator = compiled.get(name);
  if (validator === undefined) {
    validator = ajv?.compile(asObject(allowNull(schema)));
    if (validator === undefined) throw new Error("ajv is not there yet");
    compiled.set(name, validator);
  }
  if (validator(value)) return [];
  return (validator.errors ?? []).slice(0, 8).map((error) => {
    const detail = JSON.stringify(error.params);
    return `${name.split(" ")[0]} ${error.instancePath} ${error.message ?? ""} ${detail}`;
  });
}

function resolve(value: Json): Json {
  if (!isObject(value) || typeof value.$ref !== "string") return value;
  return at(describe(), ...value.$ref.slice(2).split("/")) ?? {};
}

function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let current: Json | undefined = value;
  for (const key of path) current = isObject(current) ? current[key] : undefined;
  return current;
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []; // isArray forgets what a readonly array holds
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asObject(value: Json): JsonObject {
  if (!isObject(value)) throw new Error("GitHub's description has another shape than expected");
  return value;
}
