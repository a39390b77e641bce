/**
 * A verdict for every annotation of an Ingress, and for the defaults of nginx that count as settings although nobody wrote them.
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import type { IntentKind } from "../model/intent.ts";
import type { AnnotationVerdict } from "../model/translation.ts";
import { type AnnotationFate, intentOf } from "../nginx/annotations/read.ts";
import type { ControllerConfig } from "../nginx/controller.ts";
import {
  type Answer,
  type IntentAnswer,
  noteOf,
  refusal,
  type Target,
  type TargetContext,
} from "../targets/target.ts";
import { isCanary, type ReadIngress, rewriteOf } from "./hosts.ts";
import type { PlannedHost } from "./plan-rules.ts";
import { type Remark, remarkOn } from "./remarks.ts";

export interface VerdictContext {
  /** The hosts of the Ingress. */
  readonly own: readonly PlannedHost[];
  readonly answers: ReadonlyMap<IntentKind, IntentAnswer>;
  readonly target: Target;
  readonly facing: TargetContext;
  readonly controller: ControllerConfig;
  /** True when some host of it is served over https. */
  readonly isOnHttps: boolean;
  /** What all Ingresses together say about an annotation. */
  readonly remarks: readonly Remark[];
}

interface Line {
  readonly key: string;
  readonly value: string;
  readonly answer: Answer;
}

/** Written annotations by key, then the defaults. Refusals of the target come as diagnostics too. */
export function verdictsOf(
  read: ReadIngress,
  context: VerdictContext,
): Outcome<readonly AnnotationVerdict[]> {
  const { ingress, reading } = read;
  const written = reading.fates.map(
    (fate): Line => ({ key: fate.key, value: fate.value, answer: answerOf(fate, read, context) }),
  );
  const lines = [...written, ...(isCanary(read) ? [] : defaultLines(read, context))];
  const diagnostics: Diagnostic[] = [];
  const refusedByNginx = new Set(
    reading.fates.flatMap((fate) => (fate.fate === "blocker" ? [fate.key] : [])),
  );
  for (const { key, value, answer } of lines) {
    if (answer.verdict !== "blocker" || refusedByNginx.has(key)) continue;
    const { because, choices } = answer;
    diagnostics.push(
      diagnose("annotation-needs-decision", { key, value, because, choices }, { ingress: ingress.key }),
    );
  }
  const verdicts = lines.map(
    ({ key, value, answer }): AnnotationVerdict => ({
      ingress: ingress.key,
      key,
      value,
      verdict: answer.verdict,
      target: context.target.name,
      note: noteOf(answer),
    }),
  );
  return outcome(verdicts, diagnostics);
}

function answerOf(fate: AnnotationFate, read: ReadIngress, context: VerdictContext): Answer {
  switch (fate.fate) {
    case "inert":
    case "approximate":
      return { verdict: fate.fate, note: fate.because };
    case "blocker":
      return refusal(fate);
    case "intent":
      return fate.intent === "rewrite" || fate.intent === "regex"
        ? pathAnswer(fate.intent, read, context)
        : (remarkOn(context.remarks, read.ingress.key, fate.intent) ??
            targetAnswer(fate.intent, fate.name, context));
  }
}

/** An intent that is off has no answer: the annotation says what nginx does anyway. */
function targetAnswer(intent: IntentKind, name: string, { answers }: VerdictContext): Answer {
  const given = answers.get(intent)?.answers;
  return given?.[name] ?? given?.[""] ?? { verdict: "inert", note: "the value is ingress-nginx's default" };
}

/** Rewrites and regexes are judged by what became of the paths. */
function pathAnswer(intent: "rewrite" | "regex", read: ReadIngress, context: VerdictContext): Answer {
  if (intentOf(read.reading, intent) === undefined)
    return { verdict: "inert", note: "the value is ingress-nginx's default" };
  if (intent === "rewrite" && !rewritesAnything(read, context)) {
    return { verdict: "inert", note: "the target equals the path, so nginx rewrites nothing" };
  }
  const judged = judgePaths(read, context);
  if (judged === undefined && intent === "rewrite" && hasCaptures(read, context)) {
    const note =
      "an object of the implementation that the rules refer to puts the groups of the path together";
    return { verdict: "equivalent-with", note };
  }
  const note =
    intent === "rewrite" ? "paths are rewritten as nginx does" : "paths keep the meaning they have in nginx";
  return judged ?? { verdict: "exact", note };
}

function hasCaptures({ ingress }: ReadIngress, { own }: VerdictContext): boolean {
  return own.some(({ planned }) =>
    planned.rules.some(
      (rule) => rule.claim.owner.ingress === ingress && rule.does === "forward" && rule.capture !== undefined,
    ),
  );
}

function rewritesAnything({ ingress }: ReadIngress, { own }: VerdictContext): boolean {
  return own.some(
    ({ facts }) =>
      facts.isRegex &&
      facts.claims.some(
        (claim) => claim.owner.ingress === ingress && (rewriteOf(claim) ?? claim.path) !== claim.path,
      ),
  );
}

function judgePaths({ ingress }: ReadIngress, { own }: VerdictContext): Answer | undefined {
  const mine = <T extends { readonly claim: { readonly owner: ReadIngress } }>(list: readonly T[]) =>
    list.filter(({ claim }) => claim.owner.ingress === ingress);
  const refusals = own.flatMap(({ planned }) => mine(planned.refusals));
  const [first] = refusals;
  if (first !== undefined) {
    const choices =
      "Write the path in a form both sides read alike, choose a target that can say it, or write the route by hand";
    return refusal({ because: `${first.claim.path}: ${first.because}`, choices });
  }
  const notes = [...new Set(own.flatMap(({ planned }) => mine(planned.differences)).map(({ note }) => note))];
  return notes.length === 0 ? undefined : { verdict: "approximate", note: notes.join("; ") };
}

function defaultLines(read: ReadIngress, context: VerdictContext): readonly Line[] {
  const { reading } = read;
  const { controller, isOnHttps, own } = context;
  const isWritten = (intent: IntentKind) =>
    reading.fates.some((fate) => fate.fate === "intent" && fate.intent === intent);
  const has = (name: string) => reading.fates.some((fate) => fate.name === name && fate.fate !== "inert");
  const line = (name: string, value: string, answer: Answer): Line => ({
    key: `(default) ${name}`,
    value,
    answer,
  });
  const from = (intent: IntentKind, name: string, value: string) =>
    line(name, value, targetAnswer(intent, name, context));
  const lines: Line[] = [];
  const redirect = targetAnswer("https-redirect", "", context);
  if (!isWritten("https-redirect") && redirect.verdict !== "inert") {
    lines.push(line(controller.forceSslRedirect ? "force-ssl-redirect" : "ssl-redirect", "true", redirect));
  }
  if (!isWritten("body-limit")) {
    lines.push(from("body-limit", "proxy-body-size", controller.entries["proxy-body-size"] ?? "1m"));
  }
  if (!isWritten("timeouts"))
    lines.push(from("timeouts", "proxy-read-timeout", String(controller.readTimeout / 1000)));
  if (!isWritten("buffering") && intentOf(reading, "buffering")?.isDefault === false) {
    lines.push(from("buffering", "proxy-buffering", controller.responseBuffering ? "on" : "off"));
  }
  const ranges = intentOf(reading, "source-ranges");
  if (!isWritten("source-ranges") && ranges !== undefined) {
    const name = ranges.allowed.length > 0 ? "whitelist-source-range" : "denylist-source-range";
    lines.push(from("source-ranges", name, [...ranges.allowed, ...ranges.denied].join(",")));
  }
  const pages = intentOf(reading, "error-pages");
  if (!has("custom-http-errors") && pages !== undefined && pages.statuses.length > 0) {
    lines.push(from("error-pages", "custom-http-errors", pages.statuses.join(",")));
  }
  const ofTarget = Object.entries(context.target.defaults ?? {});
  for (const [name, says] of ofTarget) {
    const said = has(name) ? undefined : says(context.facing);
    if (said !== undefined) lines.push(line(name, said.value, said.answer));
  }
  if (!has("proxy-next-upstream") && context.target.defaults?.["proxy-next-upstream"] === undefined) {
    const note =
      "nginx tries up to three times when a backend cannot be reached or times out; the route asks for no retries";
    lines.push(line("proxy-next-upstream", "error timeout", { verdict: "approximate", note }));
  }
  if (isOnHttps && controller.hsts !== undefined) {
    const note =
      "nginx sends Strict-Transport-Security on every https response; the route sets it on responses of backends, not on the gateway's own redirects and errors";
    lines.push(line("hsts", controller.hsts, { verdict: "approximate", note }));
  }
  const declares = intentOf(reading, "rewrite") !== undefined || intentOf(reading, "regex") !== undefined;
  if (!declares && own.some(({ facts }) => facts.isRegex)) {
    const note = "another Ingress of the host makes every path a regular expression, this one's too";
    lines.push({
      key: "(host) use-regex",
      value: "true",
      answer: judgePaths(read, context) ?? { verdict: "exact", note },
    });
  }
  return lines;
}
