/**
 * Which Gateway API release each version of a target was tested with. A version that is not here is not guessed at: the user is told
 * and asked to state `gatewayApi`.
 */
import { type ApiVersion, type TargetName, targetNames } from "../model/config.ts";

/** Newest Gateway API minor release whose rules we hold, and the oldest with HTTPRoute v1. */
export const oldestGatewayApi: ApiVersion = { major: 1, minor: 0 };
export const newestGatewayApi: ApiVersion = { major: 1, minor: 6 };

/** What is assumed when neither a version nor `gatewayApi` is stated. */
export const defaultGatewayApi: ApiVersion = { major: 1, minor: 5 };

/** Sources: conformance reports in kubernetes-sigs/gateway-api (conformance/reports, state of 2026-08) and go.mod of the releases. */
const testedWith: { readonly [Name in TargetName]: Readonly<Record<string, ApiVersion>> } = {
  standard: {},
  // envoyproxy/gateway, go.mod of the release tags
  "envoy-gateway": {
    "1.2": { major: 1, minor: 2 },
    "1.3": { major: 1, minor: 2 },
    "1.4": { major: 1, minor: 3 },
    "1.5": { major: 1, minor: 3 },
    "1.6": { major: 1, minor: 4 },
    "1.7": { major: 1, minor: 4 },
    "1.8": { major: 1, minor: 5 },
    "1.9": { major: 1, minor: 6 },
  },
  // cilium/cilium, conformance reports (that of 1.18 calls itself "main")
  cilium: {
    "1.16": { major: 1, minor: 1 },
    "1.17": { major: 1, minor: 2 },
    "1.18": { major: 1, minor: 3 },
    "1.19": { major: 1, minor: 4 },
    "1.20": { major: 1, minor: 6 },
  },
};

/** Targets that are named in the design but cannot be emitted for yet. */
export const plannedTargets: readonly string[] = [
  "contour",
  "gke",
  "haproxy",
  "istio",
  "kgateway",
  "kong",
  "nginx-gateway-fabric",
  "traefik",
];

export function knownVersions(target: TargetName): readonly string[] {
  return Object.keys(testedWith[target]);
}

/** The Gateway API release a version ("1.8", "v1.8.2") was tested with; undefined when we do not know the version. */
export function gatewayApiOf(target: TargetName, version: string): ApiVersion | undefined {
  const match = /^v?(\d{1,4})\.(\d{1,4})(?:\.|$)/.exec(version);
  if (match === null) return undefined;
  return testedWith[target][`${Number(match[1])}.${Number(match[2])}`];
}

/** "1.5", "v1.5" or "1.5.1" as a version; undefined for anything else. */
export function parseApiVersion(text: string): ApiVersion | undefined {
  const match = /^v?(\d{1,4})\.(\d{1,4})(?:\.\d{1,4})?$/.exec(text);
  if (match === null) return undefined;
  return { major: Number(match[1]), minor: Number(match[2]) };
}

export function printApiVersion(version: ApiVersion): string {
  return `${version.major}.${version.minor}`;
}

export function compareApiVersions(a: ApiVersion, b: ApiVersion): number {
  return a.major - b.major || a.minor - b.minor;
}

export function isTargetName(text: string): text is TargetName {
  return targetNames.some((name) => name === text);
}
