/**
 * The annotation reference as Markdown, derived from the records and the target tables: it cannot say anything the code does not
 * do. Values of translated keys are samples, since the answer depends on the value.
 */
import type { TargetChoice } from "../model/config.ts";
import type { Intent } from "../model/intent.ts";
import { type AnnotationRecord, annotationRecords } from "../nginx/annotations/records.ts";
import { targets } from "../targets/index.ts";
import { answerIntent, noteOf, type Target, type TargetContext } from "../targets/target.ts";
import { code, table } from "./markdown.ts";

export function annotationsTable(): string {
  const records = annotationRecords();
  return [
    "# Annotations",
    "",
    "Generated from the code by `npm run docs`; do not edit. Keys are written without `nginx.ingress.kubernetes.io/`.",
    "",
    "- **exact**: the same behaviour with Gateway API's own fields.",
    "- **equivalent-with**: the same behaviour with a policy of the target.",
    "- **approximate**: differs, and the text says how.",
    "- **inert**: no effect on the new side, safe to drop.",
    "- **blocker**: the Ingress does not move until a person decides.",
    "",
    "## Translated",
    "",
    "Answers for the sample value with Gateway API 1.5 of the standard channel. A value that ingress-nginx ignores is inert and reported.",
    "",
    table(
      ["annotation", "sample", ...Object.values(targets).map(({ name }) => name)],
      records.flatMap((record) => (record.fate === "intent" ? [translatedRow(record)] : [])),
    ),
    "",
    "## Needs a decision",
    "",
    "On every target. A value that equals ingress-nginx's default, or an empty one, is inert, except for snippets.",
    "",
    table(
      ["annotation", "why", "what to do"],
      records.flatMap((record) =>
        record.fate === "blocker" ? [[code(record.name), record.because, `${record.choices}.`]] : [],
      ),
    ),
    "",
    "Any other key under the prefix is a blocker too: it may be a mistyped access rule.",
    "",
    "## Dropped with a difference",
    "",
    table(
      ["annotation", "what differs"],
      records.flatMap((record) =>
        record.fate === "approximate" ? [[code(record.name), record.because]] : [],
      ),
    ),
    "",
    "## Without effect",
    "",
    table(
      ["annotation", "why it can be dropped"],
      records.flatMap((record) => (record.fate === "inert" ? [[code(record.name), record.because]] : [])),
    ),
    "",
  ].join("\n");
}

type TranslatedRecord = AnnotationRecord & { readonly fate: "intent" };

function translatedRow(record: TranslatedRecord): readonly string[] {
  const sample = samples[record.name];
  if (sample === undefined) throw new Error(`annotation ${record.name} has no sample for the docs`);
  const cells = Object.values(targets).map((target) => cellOf(target, record, sample.intent));
  return [`[${code(record.name)}](${record.docs})`, code(sample.value), ...cells];
}

function cellOf(target: Target, record: TranslatedRecord, intent: Intent): string {
  const { answers } = answerIntent(target, intent, sampleContext(target));
  const answer = answers[record.name] ?? answers[""];
  if (answer === undefined) throw new Error(`${target.name} has no answer for ${record.name}`);
  return `**${answer.verdict}**: ${noteOf(answer)}`;
}

function sampleContext(target: Target): TargetContext {
  const choice: TargetChoice = {
    name: target.name,
    version: undefined,
    gatewayApi: { major: 1, minor: 5 },
    channel: "standard",
  };
  const facts = { redirects: "all", hasTls: true, redirectStatus: 308, appProtocols: [] } as const;
  return { choice, facts, supports: () => true };
}

interface Sample {
  readonly value: string;
  readonly intent: Intent;
}

const timeouts: Intent = { kind: "timeouts", connect: 10_000, read: 120_000, send: 60_000, isDefault: false };
const buffering: Intent = { kind: "buffering", response: true, request: false, isDefault: false };
const allowList: Intent = { kind: "allow-list", cidrs: ["10.0.0.0/8"] };
const cors: Intent = {
  kind: "cors",
  allowOrigins: ["https://app.example.com"],
  allowMethods: ["GET"],
  allowHeaders: ["Authorization"],
  exposeHeaders: [],
  allowCredentials: true,
  maxAge: 600,
};

const samples: Readonly<Record<string, Sample>> = {
  "ssl-redirect": { value: "true", intent: { kind: "https-redirect", when: "tls" } },
  "force-ssl-redirect": { value: "true", intent: { kind: "https-redirect", when: "always" } },
  "proxy-body-size": {
    value: "50m",
    intent: { kind: "body-limit", bytes: 50 * 1024 ** 2, isDefault: false },
  },
  "proxy-connect-timeout": { value: "10", intent: timeouts },
  "proxy-read-timeout": { value: "120", intent: timeouts },
  "proxy-send-timeout": { value: "60", intent: timeouts },
  "proxy-buffering": { value: "on", intent: buffering },
  "proxy-request-buffering": { value: "off", intent: buffering },
  "allowlist-source-range": { value: "10.0.0.0/8", intent: allowList },
  "whitelist-source-range": { value: "10.0.0.0/8", intent: allowList },
  "backend-protocol": { value: "HTTPS", intent: { kind: "backend-protocol", protocol: "HTTPS" } },
  "rewrite-target": { value: "/$2", intent: { kind: "rewrite", target: "/$2" } },
  "use-regex": { value: "true", intent: { kind: "regex" } },
  "enable-cors": { value: "true", intent: cors },
  "cors-allow-origin": { value: "https://app.example.com", intent: cors },
  "cors-allow-methods": { value: "GET", intent: cors },
  "cors-allow-headers": { value: "Authorization", intent: cors },
  "cors-allow-credentials": { value: "true", intent: cors },
  "cors-expose-headers": { value: "X-Total", intent: cors },
  "cors-max-age": { value: "600", intent: cors },
};
