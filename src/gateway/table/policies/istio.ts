/**
 * Istio's AuthorizationPolicy on a Gateway, and DestinationRules. Only one form of the former is read: DENY for sources inside or
 * outside some ranges, by host; anything else that targets a Gateway leaves its answers in doubt (security.istio.io/v1, 2026-08).
 */
import { parseCidr } from "../../../model/cidr.ts";
import type { KubeObject } from "../../../model/kube.ts";
import { type Fields, fieldsOf, listOf, textOf, textsOf } from "../json.ts";
import {
  type HostPolicy,
  noPolicies,
  nothingSaid,
  type Policies,
  statedTimes,
  type TrafficPolicy,
  targetsOf,
} from "../policy.ts";
import { namespaceOf } from "../route.ts";

export function istioPolicies(objects: readonly KubeObject[]): Policies {
  const traffic = new Map<string, TrafficPolicy>();
  const tlsServices = new Set<string>();
  const ofHosts: HostPolicy[] = [];
  for (const object of objects) {
    const spec = fieldsOf(object.spec);
    if (object.kind === "AuthorizationPolicy" && object.apiVersion.startsWith("security.istio.io/")) {
      ofHosts.push(...readAuthorization(spec, namespaceOf(object)));
    }
    if (object.kind === "DestinationRule" && object.apiVersion.startsWith("networking.istio.io/")) {
      const service = serviceOf(textOf(spec.host) ?? "", namespaceOf(object));
      const { connectionPool, tls } = fieldsOf(spec.trafficPolicy);
      const { connectTimeout } = fieldsOf(fieldsOf(connectionPool).tcp);
      // Of two rules for one Service the older counts; the first in the list stands for it.
      const key = `Service ${service}`;
      if (!traffic.has(key)) traffic.set(key, { timeouts: statedTimes([["connect", connectTimeout]]) });
      if (/^(?:SIMPLE|MUTUAL)$/.test(textOf(fieldsOf(tls).mode) ?? "")) tlsServices.add(service);
    }
  }
  return { ...noPolicies, traffic, tlsServices, ofHosts };
}

/** "web", "web.shop" or "web.shop.svc.cluster.local" -> "shop/web". */
function serviceOf(host: string, own: string): string {
  const [name = "", namespace = own] = host.split(".");
  return `${namespace}/${name}`;
}

function readAuthorization(spec: Fields, namespace: string): readonly HostPolicy[] {
  const parents = targetsOf(spec, namespace).filter((key) => key.startsWith("Gateway "));
  const rules = listOf(spec.rules).map(fieldsOf);
  return parents.flatMap((parent) => {
    const read = spec.action === "DENY" ? rules.map((rule) => readDenial(rule, parent)) : [];
    const isRead = spec.action === "DENY" && read.every((one) => one !== undefined);
    if (isRead) return read.filter((one) => one !== undefined);
    const doubt = "an AuthorizationPolicy of the Gateway holds conditions that are not modelled";
    return [{ parent, hosts: undefined, policy: { ...nothingSaid, doubt } }];
  });
}

/** undefined for a rule of another form. */
function readDenial(rule: Fields, parent: string): HostPolicy | undefined {
  const [from, ...otherSources] = listOf(rule.from).map((value) => fieldsOf(fieldsOf(value).source));
  const [to, ...otherTargets] = listOf(rule.to).map((value) => fieldsOf(fieldsOf(value).operation));
  const { notRemoteIpBlocks, notIpBlocks, remoteIpBlocks, ipBlocks, ...furtherSource } = from ?? {};
  const { hosts, ...furtherTarget } = to ?? {};
  const further = [...Object.keys(furtherSource), ...Object.keys(furtherTarget)];
  const isOther = otherSources.length + otherTargets.length + further.length > 0 || rule.when !== undefined;
  const [outside, inside] = [textsOf(notRemoteIpBlocks ?? notIpBlocks), textsOf(remoteIpBlocks ?? ipBlocks)];
  if (isOther || (outside.length === 0) === (inside.length === 0)) return undefined;
  const cidrs = [...outside, ...inside].flatMap((text) => parseCidr(text) ?? []);
  const allow = outside.length > 0;
  const names = textsOf(hosts).map((host) => host.replace(/:\*$/, "").toLowerCase());
  return {
    parent,
    hosts: hosts === undefined ? undefined : names,
    policy: {
      ...nothingSaid,
      authorization: { allowByDefault: !allow, rules: [{ allow, cidrs }] },
    },
  };
}
