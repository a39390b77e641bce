/**
 * Everything of a request besides host, scheme and path that some rule of a host looks at: method, headers, query and the
 * client address. Each such dimension gets one value per kind of answer, and all combinations are asked while they are few.
 */

import { securityOf } from "../gateway/table/policy.ts";
import type { GatewayTable, VirtualHost } from "../gateway/table/table.ts";
import { addressText, type Cidr, cidrContains } from "../model/cidr.ts";
import type { NginxTable, Server } from "../nginx/table/table.ts";
import { sourceHeader } from "../nginx/table/world.ts";
import { automatonOf } from "../pattern/automaton.ts";
import { compilePattern } from "../pattern/compile.ts";
import type { PathLanguage } from "../pattern/language.ts";

export interface Variant {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** "a=b" or "". */
  readonly query: string;
}

export interface Variants {
  readonly list: readonly Variant[];
  /** False when not every combination is in the list. */
  readonly complete: boolean;
}

const maxVariants = 64;
const plain: Variant = { method: "GET", headers: {}, query: "" };

type Change = (variant: Variant) => Variant;

export function findVariants(
  old: { readonly table: NginxTable; readonly server: Server },
  next: { readonly table: GatewayTable; readonly hosts: readonly (VirtualHost | undefined)[] },
): Variants {
  const dimensions = [
    ...headerDimensions(old, next.hosts),
    methodDimension(next.hosts),
    queryDimension(next.hosts),
    corsDimension(old.server, next),
    sourceDimension(old.server, next),
  ].filter((dimension) => dimension.length > 1);
  const size = dimensions.reduce((product, { length }) => product * length, 1);
  if (size <= maxVariants) {
    return { list: dimensions.reduce<readonly Variant[]>(combine, [plain]), complete: true };
  }
  const single = dimensions.flatMap((dimension) => dimension.map((change) => change(plain)));
  const pairs = dimensions.flatMap((first, index) =>
    dimensions.slice(index + 1).flatMap((second) =>
      combine(
        first.map((change) => change(plain)),
        second,
      ),
    ),
  );
  return { list: [plain, ...single, ...pairs.slice(0, maxVariants * 4)], complete: false };
}

function combine(variants: readonly Variant[], dimension: readonly Change[]): readonly Variant[] {
  return variants.flatMap((variant) => dimension.map((change) => change(variant)));
}

const same: Change = (variant) => variant;

function withHeader(name: string, value: string): Change {
  return (variant) => {
    const held = variant.headers[name];
    // Cookies of several rules travel in one header.
    const joined = name === "cookie" && held !== undefined ? `${held}; ${value}` : value;
    return { ...variant, headers: { ...variant.headers, [name]: joined } };
  };
}

function headerDimensions(
  old: { readonly table: NginxTable; readonly server: Server },
  hosts: readonly (VirtualHost | undefined)[],
): readonly (readonly Change[])[] {
  const values = new Map<string, Set<string>>();
  const note = (name: string, ...more: readonly string[]): void => {
    const known = values.get(name) ?? new Set();
    values.set(name, known);
    for (const value of more) known.add(value);
  };
  const cookies = new Set<string>();
  for (const { upstream } of old.server.locations) {
    const first = old.table.upstreams.get(upstream)?.alternatives[0];
    const rules = first === undefined ? undefined : old.table.upstreams.get(first)?.canary;
    if (rules?.header !== undefined) {
      note(rules.header.toLowerCase(), "always", "never", "tidegate-other");
      if (rules.headerPattern !== undefined) {
        const compiled = compilePattern(rules.headerPattern, { ignoreCase: false, dialect: "pcre" });
        if (compiled.ok && compiled.pattern.regular) {
          note(rules.header.toLowerCase(), ...shortestWord(automatonOf(compiled.pattern, false)));
        }
      }
      if (rules.headerValue !== undefined) note(rules.header.toLowerCase(), rules.headerValue);
    }
    if (rules?.cookie !== undefined) cookies.add(rules.cookie);
  }
  for (const host of hosts) {
    for (const { match } of host?.entries ?? []) {
      for (const { name, value, language } of match.headers) {
        note(name, ...sampleValues(value, language), "tidegate-other");
      }
    }
  }
  const cookieDimensions = [...cookies].map((cookie) => [
    same,
    withHeader("cookie", `${cookie}=always`),
    withHeader("cookie", `${cookie}=never`),
  ]);
  const headerOnes = [...values].map(([name, known]) => [
    same,
    ...[...known].map((value) => withHeader(name, value)),
  ]);
  return [...headerOnes, ...cookieDimensions];
}

/** A value the match takes; for an expression the shortest one. */
function sampleValues(value: string, language: PathLanguage | undefined): readonly string[] {
  if (language === undefined) return [value];
  if (language.kind !== "pattern" || !language.pattern.regular) return [];
  const automaton = automatonOf(language.pattern, language.whole);
  return shortestWord(automaton);
}

function shortestWord(automaton: ReturnType<typeof automatonOf>): readonly string[] {
  const queue: { readonly state: number; readonly word: string }[] = [{ state: 0, word: "" }];
  const seen = new Set([0]);
  for (let at = 0; at < queue.length && at < 2000; at += 1) {
    const step = queue[at];
    if (step === undefined) break;
    if (step.word !== "" && automaton.mark(step.state) === 1) return [step.word];
    for (let char = 0x20; char < 0x7f; char += 1) {
      const state = automaton.next(step.state, char);
      if (seen.has(state)) continue;
      seen.add(state);
      queue.push({ state, word: step.word + String.fromCharCode(char) });
    }
  }
  return [];
}

function methodDimension(hosts: readonly (VirtualHost | undefined)[]): readonly Change[] {
  const methods = new Set<string>();
  for (const host of hosts) {
    for (const { match } of host?.entries ?? []) if (match.method !== undefined) methods.add(match.method);
  }
  if (methods.size === 0) return [same];
  const other = ["GET", "POST", "PUT", "DELETE", "HEAD"].find((method) => !methods.has(method)) ?? "PATCH";
  return [...new Set(["GET", ...methods, other])].map((method) => (variant) => ({ ...variant, method }));
}

function queryDimension(hosts: readonly (VirtualHost | undefined)[]): readonly Change[] {
  const queries = new Set<string>();
  for (const host of hosts) {
    for (const { match } of host?.entries ?? []) {
      for (const { name, value, language } of match.query) {
        for (const sample of sampleValues(value, language)) {
          queries.add(`${encodeURIComponent(name)}=${encodeURIComponent(sample)}`);
        }
      }
    }
  }
  return [
    same,
    ...[...queries].map(
      (query): Change =>
        (variant) => ({ ...variant, query }),
    ),
  ];
}

/** Preflights of allowed origins and of another one, and OPTIONS requests that are no preflights, which nginx answers too. */
function corsDimension(
  server: Server,
  next: { readonly table: GatewayTable; readonly hosts: readonly (VirtualHost | undefined)[] },
): readonly Change[] {
  const origins = server.locations.flatMap(({ settings }) => settings.cors?.origins ?? []);
  for (const host of next.hosts) {
    for (const entry of host?.entries ?? []) {
      const policies = securityOf(next.table.policies, entry, host?.hostname ?? "");
      for (const filter of [...entry.rule.filters, ...policies.map(({ cors }) => cors)]) {
        if (filter?.kind === "cors") origins.push(...filter.allowOrigins);
      }
    }
  }
  if (origins.length === 0) return [same];
  const known = origins.map((origin) => (origin === "*" ? "https://any.test" : origin.replace("*", "any")));
  const ask = (origin: string): Change => {
    return (variant) => ({
      ...variant,
      method: "OPTIONS",
      headers: { ...variant.headers, origin, "access-control-request-method": "GET" },
    });
  };
  return [
    same,
    ...[...new Set(known)].slice(0, 4).map(ask),
    ask("https://other.invalid"),
    (variant) => ({
      ...variant,
      method: "OPTIONS",
      headers: { ...variant.headers, origin: known[0] ?? "https://any.test" },
    }),
    (variant) => ({ ...variant, method: "OPTIONS" }),
  ];
}

/**
 * One address of each region the ranges of both sides cut out. Ranges nest or are apart, so the ends of each range and their
 * neighbours meet every region.
 */
function sourceDimension(
  server: Server,
  next: { readonly table: GatewayTable; readonly hosts: readonly (VirtualHost | undefined)[] },
): readonly Change[] {
  const ranges: Cidr[] = server.locations.flatMap(({ settings }) => [
    ...(settings.allow ?? []),
    ...settings.deny,
  ]);
  for (const host of next.hosts) {
    for (const entry of host?.entries ?? []) {
      const policies = securityOf(next.table.policies, entry, host?.hostname ?? "");
      const rules = policies.flatMap(({ authorization }) => authorization?.rules ?? []);
      ranges.push(...rules.flatMap(({ cidrs }) => cidrs ?? []));
    }
  }
  if (ranges.length === 0) return [same];
  const regions = new Map<string, string>();
  for (const { family, first, last } of ranges) {
    for (const value of [first, last, first - 1n, last + 1n]) {
      const address = addressText(family, value);
      if (address === undefined) continue;
      const region = `${family} ${ranges.map((range) => (cidrContains(range, address) ? 1 : 0)).join("")}`;
      if (!regions.has(region)) regions.set(region, address);
    }
  }
  return [...regions.values()].map((address) => withHeader(sourceHeader, address));
}
