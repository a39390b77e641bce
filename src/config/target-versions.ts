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
  // istio/istio, conformance reports
  istio: {
    "1.24": { major: 1, minor: 2 },
    "1.26": { major: 1, minor: 3 },
    "1.28": { major: 1, minor: 4 },
    "1.30": { major: 1, minor: 5 },
  },
  // kgateway-dev/kgateway, its table of tested versions: the newest of each range
  kgateway: {
    "2.0": { major: 1, minor: 2 },
    "2.1": { major: 1, minor: 4 },
    "2.2": { major: 1, minor: 4 },
    "2.3": { major: 1, minor: 5 },
    "2.4": { major: 1, minor: 6 },
  },
  // nginx/nginx-gateway-fabric, go.mod of the release tags
  "nginx-gateway-fabric": {
    "1.6": { major: 1, minor: 2 },
    "2.0": { major: 1, minor: 3 },
    "2.1": { major: 1, minor: 3 },
    "2.2": { major: 1, minor: 3 },
    "2.3": { major: 1, minor: 4 },
    "2.4": { major: 1, minor: 4 },
    "2.5": { major: 1, minor: 5 },
    "2.6": { major: 1, minor: 5 },
    "2.7": { major: 1, minor: 6 },
  },
  // traefik/traefik, conformance reports
  traefik: {
    "3.2": { major: 1, minor: 2 },
    "3.5": { major: 1, minor: 3 },
    "3.6": { major: 1, minor: 4 },
    "3.7": { major: 1, minor: 5 },
    "3.7.10": { major: 1, minor: 6 },
  },
  // 2.x: Kong/kong-operator, conformance reports. 3.x: Kong/kubernetes-ingress-controller, go.mod of the release tags
  kong: {
    "2.0": { major: 1, minor: 3 },
    "2.1": { major: 1, minor: 4 },
    "2.2": { major: 1, minor: 5 },
    "2.3": { major: 1, minor: 6 },
    "3.2": { major: 1, minor: 1 },
    "3.3": { major: 1, minor: 1 },
    "3.4": { major: 1, minor: 2 },
    "3.5": { major: 1, minor: 3 },
  },
  // versions of GKE clusters, whose CRDs Google manages; conformance reports
  gke: {
    "1.33": { major: 1, minor: 3 },
    "1.34": { major: 1, minor: 4 },
    "1.35": { major: 1, minor: 5 },
    "1.36": { major: 1, minor: 6 },
  },
};

/** Targets that are named in the design but cannot be emitted for yet. */
export const plannedTargets: readonly string[] = ["contour", "haproxy"];

export function knownVersions(target: TargetName): readonly string[] {
  return Object.keys(testedWith[target]);
}

/** The Gateway API release a version ("1.8", "v1.8.2") was tested with; undefined when we do not know the version. */
export function gatewayApiOf(target: TargetName, version: string): ApiVersion | undefined {
  const match = /^v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,9})|\.|[-+]|$)/.exec(version);
  if (match === null) return undefined;
  const minor = `${Number(match[1])}.${Number(match[2])}`;
  const patch = Number(match[3] ?? "0");
  const known = testedWith[target];
  // A patch release can bring a newer API: the newest entry that is not after the version counts.
  const patches = Object.keys(known)
    .filter((key) => key.startsWith(`${minor}.`))
    .map((key) => Number(key.slice(minor.length + 1)))
    .filter((number) => number <= patch);
  return patches.length > 0 ? known[`${minor}.${Math.max(...patches)}`] : known[minor];
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
