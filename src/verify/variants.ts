/**
 * Everything of a request besides host, scheme and path that some rule of a host looks at: method, headers, query and the
 * client address. Each such dimension gets one value per kind of answer, and all combinations are asked while they are few.
 */

import { securityOf } from "../gateway/table/policy.ts";
import type { ValueMatch } from "../gateway/table/route.ts";
import type { GatewayTable, VirtualHost } from "../gateway/table/table.ts";
import { addressText, type Cidr, cidrContains } from "../model/cidr.ts";
import type { CanaryRules } from "../nginx/table/canary.ts";
import { cookieAutomaton } from "../nginx/table/cookie.ts";
import type { NginxTable, Server } from "../nginx/table/table.ts";
import { sourceHeader } from "../nginx/table/world.ts";
import type { Automaton } from "../pattern/automaton.ts";
import { compilePattern } from "../pattern/compile.ts";
import type { PathLanguage } from "../pattern/language.ts";
import { cutValues } from "./values.ts";

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
  const headers = headerDimensions(old, next.hosts);
  const queries = queryDimensions(next.hosts);
  const dimensions = [
    ...headers.list,
    methodDimension(next.hosts),
    ...queries.list,
    corsDimension(old.server, next),
    sourceDimension(old.server, next),
  ].filter((dimension) => dimension.length > 1);
  const size = dimensions.reduce((product, { length }) => product * length, 1);
  if (size <= maxVariants) {
    const list = dimensions.reduce<readonly Variant[]>(combine, [plain]);
    return { list, complete: headers.complete && queries.complete };
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
  return (variant) => ({ ...variant, headers: { ...variant.headers, [name]: value } });
}

interface Rules {
  readonly languages: PathLanguage[];
  readonly others: Automaton[];
}

/** Everything rules of both sides say about each header, with the cookies nginx looks for. */
function headerRules(
  old: { readonly table: NginxTable; readonly server: Server },
  hosts: readonly (VirtualHost | undefined)[],
): { readonly rules: ReadonlyMap<string, Rules>; readonly isUnderstood: boolean } {
  const rules = new Map<string, Rules>();
  let isUnderstood = true;
  const rulesOf = (name: string): Rules => {
    const known = rules.get(name) ?? { languages: [], others: [] };
    rules.set(name, known);
    return known;
  };
  for (const canary of canariesOf(old.table, old.server)) {
    if (canary.cookie !== undefined) {
      rulesOf("cookie").others.push(cookieAutomaton(canary.cookie, ["always", "never"]));
    }
    if (canary.header === undefined) continue;
    const { languages } = rulesOf(canary.header.toLowerCase());
    if (canary.headerValue !== undefined) languages.push({ kind: "exact", text: canary.headerValue });
    else if (canary.headerPattern !== undefined) {
      const compiled = compilePattern(canary.headerPattern, { ignoreCase: false, dialect: "pcre" });
      if (compiled.ok) languages.push({ kind: "pattern", pattern: compiled.pattern, whole: false });
      else isUnderstood = false;
    }
    languages.push({ kind: "exact", text: "always" }, { kind: "exact", text: "never" });
  }
  for (const host of hosts) {
    for (const { match } of host?.entries ?? []) {
      for (const one of match.headers) {
        rulesOf(one.name).languages.push(languageOf(one));
        if (one.problem !== undefined) isUnderstood = false;
      }
    }
  }
  // The host is asked about on its own.
  rules.delete("host");
  return { rules, isUnderstood };
}

function canariesOf(table: NginxTable, server: Server): readonly CanaryRules[] {
  return server.locations.flatMap(({ upstream }) => {
    const first = table.upstreams.get(upstream)?.alternatives[0];
    const rules = first === undefined ? undefined : table.upstreams.get(first)?.canary;
    return rules === undefined ? [] : [rules];
  });
}

function languageOf({ value, language }: ValueMatch): PathLanguage {
  return language ?? { kind: "exact", text: value };
}

interface Dimensions {
  readonly list: readonly (readonly Change[])[];
  readonly complete: boolean;
}

function headerDimensions(
  old: { readonly table: NginxTable; readonly server: Server },
  hosts: readonly (VirtualHost | undefined)[],
): Dimensions {
  const { rules, isUnderstood } = headerRules(old, hosts);
  const cuts = [...rules].map(
    ([name, { languages, others }]) => [name, cutValues(languages, others)] as const,
  );
  return {
    list: cuts.map(([name, { values }]) => [same, ...values.map((value) => withHeader(name, value))]),
    complete: isUnderstood && cuts.every(([, { complete }]) => complete),
  };
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

function queryDimensions(hosts: readonly (VirtualHost | undefined)[]): Dimensions {
  const rules = new Map<string, PathLanguage[]>();
  let isUnderstood = true;
  for (const host of hosts) {
    for (const { match } of host?.entries ?? []) {
      for (const one of match.query) {
        const known = rules.get(one.name) ?? [];
        rules.set(one.name, known);
        known.push(languageOf(one));
        if (one.problem !== undefined) isUnderstood = false;
      }
    }
  }
  const cuts = [...rules].map(([name, languages]) => [name, cutValues(languages)] as const);
  return {
    list: cuts.map(([name, { values }]) => [same, ...values.map((value) => withQuery(name, value))]),
    complete: isUnderstood && cuts.every(([, { complete }]) => complete),
  };
}

function withQuery(name: string, value: string): Change {
  const pair = `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
  return (variant) => ({ ...variant, query: variant.query === "" ? pair : `${variant.query}&${pair}` });
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
