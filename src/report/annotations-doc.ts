/**
 * The annotation reference as Markdown, derived from the records and the target tables: it cannot say anything the code does not
 * do. Values of translated keys are samples, since the answer depends on the value.
 */
import { toIngressKey } from "../model/brands.ts";
import type { TargetChoice } from "../model/config.ts";
import type { Ingress } from "../model/ingress.ts";
import type { Intent } from "../model/intent.ts";
import { families } from "../nginx/annotations/index.ts";
import { intentOf, readIntents } from "../nginx/annotations/read.ts";
import { type AnnotationRecord, annotationRecords } from "../nginx/annotations/records.ts";
import { annotationPrefix } from "../nginx/annotations/view.ts";
import { type ControllerConfig, controllerConfig } from "../nginx/controller.ts";
import { targets } from "../targets/index.ts";
import { answerIntent, noteOf, refusal, type Target, type TargetContext } from "../targets/target.ts";
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
  const sample = samples[record.name] ?? familySample(record);
  if (sample === undefined) throw new Error(`annotation ${record.name} has no sample for the docs`);
  const { value } = sample;
  const cells = Object.values(targets).map((target) =>
    "intent" in sample ? cellOf(target, record, sample.intent) : `**blocker**: ${noteOf(refusal(sample))}`,
  );
  return [`[${code(record.name)}](${record.docs})`, code(value), ...cells];
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
  const facts = {
    redirects: "all",
    hasTls: true,
    redirectStatus: 308,
    appProtocols: [undefined],
    backends: [{ service: "web", port: 80, portName: undefined, isShared: false }],
    hosts: ["app.example.com"],
    addsSlash: false,
    namespace: "shop",
    gatewayNamespace: "gateway-system",
    ownsItsHosts: true,
    rewrites: true,
    customHeaders: { is: "usable", headers: { "X-Frame-Options": "DENY" } },
  } as const;
  return { choice, facts, supports: (feature) => !target.lacks(undefined, feature) };
}

/** The example a family gives for its own keys, as the reader of annotations understands it; some are refused whatever the target. */
function familySample({ name, family, intent: kind }: TranslatedRecord): Sample | RefusedSample | undefined {
  const groups = families.find((candidate) => candidate.name === family)?.samples ?? [];
  const annotations = groups.find((group) => Object.hasOwn(group, name)) ?? {};
  const value = annotations[name];
  if (value === undefined) return undefined;
  const controller = controllerConfig({
    "allow-snippet-annotations": "true",
    "annotations-risk-level": "Critical",
  });
  const reading = readSample(annotations, controller);
  const fate = reading.fates.find((candidate) => candidate.name === name);
  if (fate?.fate === "blocker") return { value, because: fate.because, choices: fate.choices };
  const intent = intentOf(reading, kind);
  return intent === undefined ? undefined : { value, intent };
}

function readSample(annotations: Readonly<Record<string, string>>, controller: ControllerConfig) {
  const prefixed = Object.entries(annotations).map(
    ([name, value]) => [`${annotationPrefix}${name}`, value] as const,
  );
  const spec = { ingressClassName: undefined, defaultBackend: undefined, rules: [], tls: [] };
  const ingress: Ingress = {
    key: toIngressKey("shop", "sample"),
    namespace: "shop",
    name: "sample",
    labels: {},
    annotations: Object.fromEntries(prefixed),
    creationTimestamp: undefined,
    spec,
  };
  return readIntents(ingress, controller).value;
}

interface RefusedSample {
  readonly value: string;
  readonly because: string;
  readonly choices: string;
}

interface Sample {
  readonly value: string;
  readonly intent: Intent;
}

const timeouts: Intent = { kind: "timeouts", connect: 10_000, read: 120_000, send: 60_000, isDefault: false };
const buffering: Intent = { kind: "buffering", response: true, request: false, isDefault: false };
const allowList: Intent = { kind: "source-ranges", allowed: ["10.0.0.0/8"], denied: [] };
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
