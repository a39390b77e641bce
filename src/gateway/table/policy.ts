/**
 * Policies of implementations, as far as they decide who may pass and how long things may take, in one shape for all of them.
 * How they are read stands in `policies/`, one file per implementation.
 */
import type { Cidr } from "../../model/cidr.ts";
import type { KubeObject } from "../../model/kube.ts";
import type { CorsFilter } from "./filter.ts";
import { durationOf, type Fields, fieldsOf, listOf, textOf } from "./json.ts";
import type { Listener } from "./listener.ts";
import type { Route, RouteRule } from "./route.ts";
import { selectsLabels } from "./selector.ts";

export interface Authorization {
  readonly allowByDefault: boolean;
  readonly rules: readonly {
    readonly allow: boolean;
    /** undefined: the rule asks for something other than an address. */
    readonly cidrs: readonly Cidr[] | undefined;
  }[];
}

export interface SecurityPolicy {
  readonly authorization: Authorization | undefined;
  readonly cors: CorsFilter | undefined;
  /** Other checks it demands, all of them, in the order they are asked: "basic-auth", "external-auth", ... */
  readonly checks: readonly string[];
  /** Set when it holds something this model does not read. */
  readonly doubt?: string | undefined;
}

export interface TrafficPolicy {
  /** Milliseconds by name. */
  readonly timeouts: Readonly<Record<string, number>>;
}

/** A policy for every request of some hosts on a Gateway. */
export interface HostPolicy {
  /** "Kind namespace/name" of the Gateway. */
  readonly parent: string;
  /** Hosts or "*.x"; undefined: all. */
  readonly hosts: readonly string[] | undefined;
  readonly policy: SecurityPolicy;
}

export interface Policies {
  /** By target: "Kind namespace/name" or "Kind namespace/name/section". */
  readonly security: ReadonlyMap<string, SecurityPolicy>;
  readonly traffic: ReadonlyMap<string, TrafficPolicy>;
  /** By "Kind namespace/name": objects that rules refer to. undefined: such references are not read for this implementation. */
  readonly referred: ReadonlyMap<string, SecurityPolicy> | undefined;
  readonly ofHosts: readonly HostPolicy[];
  /** Fields a specific policy leaves out are taken from less specific ones; else the most specific one counts alone. */
  readonly inherits: boolean;
  /** "namespace/name" of Services a policy makes the gateway speak TLS to. */
  readonly tlsServices: ReadonlySet<string>;
}

export const noPolicies: Policies = {
  security: new Map(),
  traffic: new Map(),
  referred: undefined,
  ofHosts: [],
  inherits: false,
  tlsServices: new Set(),
};

export const nothingSaid: SecurityPolicy = { authorization: undefined, cors: undefined, checks: [] };

/**
 * "Kind namespace/name[/section]" of each target of a policy, whichever spelling it uses; `objects` are those its targetSelectors may
 * choose from.
 */
export function targetsOf(
  spec: Fields,
  namespace: string,
  objects: readonly KubeObject[] = [],
): readonly string[] {
  const single = spec.targetRef === undefined ? [] : [spec.targetRef];
  const selected = listOf(spec.targetSelectors)
    .map(fieldsOf)
    .flatMap((selector) =>
      objects
        .filter(
          ({ kind, metadata }) => kind === selector.kind && (metadata.namespace ?? "default") === namespace,
        )
        .filter(({ metadata }) => selectsLabels(selector, metadata.labels ?? {}))
        .map(({ kind, metadata }) => ({ kind, name: metadata.name, sectionName: selector.sectionName })),
    );
  return [...single, ...listOf(spec.targetRefs), ...selected].map((value) => {
    const target = fieldsOf(value);
    const section = textOf(target.sectionName);
    const key = `${textOf(target.kind) ?? ""} ${namespace}/${textOf(target.name) ?? ""}`;
    return section === undefined ? key : `${key}/${section}`;
  });
}

/** Names of the checks whose field is there, in the order of the table. */
export function checksOf(spec: Fields, names: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(names).flatMap(([field, name]) => (spec[field] === undefined ? [] : [name]));
}

/** Time limits that are written and readable, by name. */
export function statedTimes(
  stated: readonly (readonly [name: string, value: unknown])[],
): Readonly<Record<string, number>> {
  const times = stated.flatMap(([name, value]) => {
    const time = durationOf(value);
    return time === undefined ? [] : [[name, time] as const];
  });
  return Object.fromEntries(times);
}

/** A rule of a route on a listener: what policies may be attached to. */
export interface Attached {
  readonly route: Route;
  readonly rule: RouteRule;
  readonly listener: Listener;
}

/** Everything that guards a rule for requests to a host, in the order it is asked. */
export function securityOf(policies: Policies, entry: Attached, host: string): readonly SecurityPolicy[] {
  const { route, rule, listener } = entry;
  const wide = policies.ofHosts.filter(
    ({ parent, hosts }) => parent === listener.parent && (hosts?.some((one) => covers(one, host)) ?? true),
  );
  const referred = rule.filters.flatMap((filter) => {
    if (filter.kind !== "extension") return [];
    const found = policies.referred?.get(`${filter.object} ${route.namespace}/${filter.name}`);
    return found === undefined ? [] : [found];
  });
  const ofServices = rule.backends.flatMap(
    (backend) => policies.security.get(`Service ${backend.namespace}/${backend.name}`) ?? [],
  );
  const attached = attachedTo(policies.security, entry);
  const own = policies.inherits ? attached : attached.slice(0, 1);
  return [...wide.map(({ policy }) => policy), ...referred, ...joined(own), ...ofServices];
}

/** The first that says something about a matter decides it. */
function joined(policies: readonly SecurityPolicy[]): readonly SecurityPolicy[] {
  if (policies.length < 2) return policies;
  return [
    {
      authorization: policies.find((one) => one.authorization !== undefined)?.authorization,
      cors: policies.find((one) => one.cors !== undefined)?.cors,
      checks: allChecks(policies),
      doubt: policies.find((one) => one.doubt !== undefined)?.doubt,
    },
  ];
}

/** Each policy may add a check to those of the others. */
export function allChecks(policies: readonly SecurityPolicy[]): readonly string[] {
  return [...new Set(policies.flatMap(({ checks }) => checks))];
}

/** Time limits of policies for a rule and its backend. */
export function timeoutsOf(
  policies: Policies,
  entry: Attached,
  service: string,
): Readonly<Record<string, number>> {
  const attached = attachedTo(policies.traffic, entry);
  const own = policies.inherits ? attached : attached.slice(0, 1);
  const ofService = policies.traffic.get(`Service ${service}`);
  const times: Record<string, number> = { ...ofService?.timeouts };
  for (const { timeouts } of own.toReversed()) Object.assign(times, timeouts);
  return times;
}

/** Most specific first: rule, route, listener, Gateway. */
function attachedTo<Policy>(
  policies: ReadonlyMap<string, Policy>,
  { route, rule, listener }: Attached,
): readonly Policy[] {
  const keys = [
    ...(rule.name === undefined ? [] : [`HTTPRoute ${route.key}/${rule.name}`]),
    `HTTPRoute ${route.key}`,
    `${listener.parent}/${listener.name}`,
    listener.parent,
  ];
  return keys.flatMap((key) => policies.get(key) ?? []);
}

function covers(pattern: string, host: string): boolean {
  return pattern === "*" || pattern === host || (pattern.startsWith("*") && host.endsWith(pattern.slice(1)));
}
