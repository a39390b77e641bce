/**
 * Judges parity of one merged wave from observed facts. Everything it needs can be read again from GitHub (merge time, reports on
 * the merge commit, the present files), so a lost database or a missed webhook changes no verdict.
 */
import type { ParitySignal, ParityVerdict } from "../model/parity.ts";
import { greenSince, type Report } from "./checks.ts";
import { timeLeft, wholeDuration } from "./time-text.ts";

export interface ParityFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly mergedAt: number;
  /** Milliseconds every signal has to hold. */
  readonly soak: number;
  /** Moved Ingresses: hash of their content when proposed, and now (undefined: gone from the repository). */
  readonly ingresses: readonly {
    readonly key: string;
    readonly before: string;
    readonly now: string | undefined;
  }[];
  /** What is wrong with the routes in the repository, in words: empty while they are as they were merged. */
  readonly routeProblems: readonly string[];
  /** Present differences between old and new routing that the merged pull request did not show. */
  readonly unshown: readonly string[];
  /** undefined: the record of what was shown cannot be read. */
  readonly recordReadable: boolean;
  readonly requiredChecks: readonly string[];
  readonly reports: readonly Report[];
  /** Services whose names external-dns publishes for the Ingresses; undefined: external-dns publishes nothing of this wave. */
  readonly dns: { readonly pending: readonly string[]; readonly wave: number } | undefined;
}

export function judge(facts: ParityFacts): ParityVerdict {
  const checks = facts.requiredChecks.map((name) => ({ name, answer: greenSince(name, facts.reports) }));
  const greens = checks.flatMap(({ answer }) => (answer.kind === "green" ? [answer.since] : []));
  const soaksFrom = greens.length === checks.length ? Math.max(facts.mergedAt, ...greens) : undefined;
  const signals = [
    renderSignal(facts),
    routesSignal(facts),
    proofSignal(facts),
    checksSignal(checks),
    soakSignal(facts, soaksFrom),
    ...dnsSignals(facts),
  ];
  return {
    holds: signals.every(({ state }) => state === "holds"),
    signals,
    dueAt: soaksFrom === undefined ? undefined : soaksFrom + facts.soak,
  };
}

function dnsSignals({ dns }: ParityFacts): readonly ParitySignal[] {
  if (dns === undefined) return [];
  const name = "dns";
  if (dns.pending.length === 0)
    return [{ name, state: "holds", text: "the DNS names are handed over to the routes" }];
  const services = dns.pending.map((service) => `\`${service}\``).join(", ");
  const text = `external-dns publishes the names of ${services} for the Ingresses: \`/migrate cutover wave ${dns.wave}\` hands them over`;
  return [{ name, state: "waiting", text }];
}

function renderSignal(facts: ParityFacts): ParitySignal {
  const name = "render";
  if (!facts.recordReadable)
    return { name, state: "broken", text: "the hidden record in the merged pull request cannot be read" };
  const changed = facts.ingresses.filter(
    (ingress) => ingress.now !== undefined && ingress.now !== ingress.before,
  );
  if (changed.length === 0)
    return { name, state: "holds", text: "the Ingresses are as they were when the routes were made" };
  const names = changed.map(({ key }) => `\`${key}\``).join(", ");
  return { name, state: "broken", text: `changed since the routes were made: ${names}` };
}

function routesSignal({ routeProblems }: ParityFacts): ParitySignal {
  const name = "routes";
  if (routeProblems.length === 0)
    return { name, state: "holds", text: "the routes are in the repository as they were merged" };
  return { name, state: "broken", text: routeProblems.join(", ") };
}

function proofSignal({ unshown }: ParityFacts): ParitySignal {
  const name = "proof";
  if (unshown.length === 0)
    return {
      name,
      state: "holds",
      text: "old and new routes differ in nothing that the pull request did not show",
    };
  const differences = unshown.map((id) => `\`${id}\``).join(", ");
  return {
    name,
    state: "broken",
    text: `requests are answered differently in ways nobody has seen: ${differences}`,
  };
}

function checksSignal(
  checks: readonly { readonly name: string; readonly answer: ReturnType<typeof greenSince> }[],
): ParitySignal {
  const name = "checks";
  if (checks.length === 0)
    return { name, state: "holds", text: "no check is required (`parity.requiredChecks` is empty)" };
  const failed = checks.filter(({ answer }) => answer.kind === "red");
  if (failed.length > 0)
    return { name, state: "broken", text: `failed on the merge commit: ${listed(failed)}` };
  const open = checks.filter(({ answer }) => answer.kind !== "green");
  if (open.length > 0) return { name, state: "waiting", text: `waiting for ${listed(open)}` };
  return { name, state: "holds", text: `green on the merge commit: ${listed(checks)}` };
}

function soakSignal(facts: ParityFacts, from: number | undefined): ParitySignal {
  const name = "soak";
  const whole = wholeDuration(facts.soak);
  if (from === undefined)
    return {
      name,
      state: "waiting",
      text: `the soak time of ${whole} starts when the required checks are green`,
    };
  const end = from + facts.soak;
  if (facts.now >= end) return { name, state: "holds", text: `everything has held for ${whole}` };
  return { name, state: "waiting", text: `${timeLeft(end, facts.now)} of ${whole}` };
}

function listed(checks: readonly { readonly name: string }[]): string {
  return checks.map(({ name }) => `\`${name}\``).join(", ");
}
