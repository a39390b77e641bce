// Checks webhook payloads against @octokit/webhooks-schemas, whose schemas refuse unknown fields: what passes here has exactly
// GitHub's shape as far as GitHub's own examples told it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv, type ValidateFunction } from "ajv";
import addFormatsModule from "ajv-formats";

export interface DeliveredPayload {
  readonly event: string;
  readonly action: string | undefined;
  readonly payload: unknown;
}

export interface WebhookCheck {
  check(delivery: DeliveredPayload): readonly string[];
  /** Feed for `onDelivery`. */
  readonly listen: (delivery: DeliveredPayload) => void;
  readonly problems: readonly string[];
  /** Names such as `issues.opened` that were checked. */
  readonly covered: ReadonlySet<string>;
}

export function createWebhookCheck(): WebhookCheck {
  const problems: string[] = [];
  const covered = new Set<string>();
  const check = (delivery: DeliveredPayload): readonly string[] => {
    const name = delivery.action === undefined ? delivery.event : `${delivery.event}.${delivery.action}`;
    covered.add(name);
    const validator = validatorOf(`${delivery.event}$${delivery.action ?? "event"}`);
    if (validator === undefined) return [`${name}: GitHub has no such event`];
    if (validator(delivery.payload)) return [];
    return (validator.errors ?? [])
      .slice(0, 8)
      .map(
        (error) => `${name}: ${error.instancePath} ${error.message ?? ""} ${JSON.stringify(error.params)}`,
      );
  };
  return { check, listen: (delivery) => problems.push(...check(delivery)), problems, covered };
}

let ajv: Ajv | undefined;
const compiled = new Map<string, ValidateFunction | undefined>();

function validatorOf(definition: string): ValidateFunction | undefined {
  if (ajv === undefined) {
    const path = createRequire(import.meta.url).resolve("@octokit/webhooks-schemas/schema.json");
    ajv = new Ajv({ strict: false, allErrors: true });
    addFormatsModule.default(ajv);
    ajv.addSchema(JSON.parse(readFileSync(path, "utf8")) as object, "webhooks"); // a JSON Schema is an object
  }
  if (!compiled.has(definition)) {
    compiled.set(definition, ajv.getSchema(`webhooks#/definitions/${definition.replace("$", "%24")}`));
  }
  return compiled.get(definition);
}
