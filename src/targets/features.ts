/**
 * Which Gateway API release brought which feature that we use, per channel. Names are those of the conformance suite. Source:
 * CRD differences between the releases of kubernetes-sigs/gateway-api, v1.0.0 to v1.6.1.
 */
import type { ApiVersion, Channel } from "../model/config.ts";

export const featureNames = [
  "BackendTLSPolicy",
  "HTTPRoute303RedirectStatusCode",
  "HTTPRoute307RedirectStatusCode",
  "HTTPRoute308RedirectStatusCode",
  "HTTPRouteBackendProtocolH2C",
  "HTTPRouteBackendTimeout",
  "HTTPRouteCORS",
  "HTTPRouteHostRewrite",
  "HTTPRoutePathRedirect",
  "HTTPRoutePathRewrite",
  "HTTPRoutePortRedirect",
  "HTTPRouteRequestMirror",
  "HTTPRouteRequestTimeout",
  "HTTPRouteResponseHeaderModification",
  "HTTPRouteSchemeRedirect",
  "TLSRoute",
] as const;

export type FeatureName = (typeof featureNames)[number];

const minorSince: { readonly [F in FeatureName]: { readonly [C in Channel]: number } } = {
  BackendTLSPolicy: { standard: 4, experimental: 4 },
  HTTPRoute303RedirectStatusCode: { standard: 5, experimental: 5 },
  HTTPRoute307RedirectStatusCode: { standard: 5, experimental: 5 },
  HTTPRoute308RedirectStatusCode: { standard: 5, experimental: 5 },
  HTTPRouteBackendProtocolH2C: { standard: 2, experimental: 0 },
  HTTPRouteBackendTimeout: { standard: 2, experimental: 0 },
  HTTPRouteCORS: { standard: 5, experimental: 3 },
  HTTPRouteHostRewrite: { standard: 0, experimental: 0 },
  HTTPRoutePathRedirect: { standard: 0, experimental: 0 },
  HTTPRoutePathRewrite: { standard: 0, experimental: 0 },
  HTTPRoutePortRedirect: { standard: 0, experimental: 0 },
  HTTPRouteRequestMirror: { standard: 0, experimental: 0 },
  HTTPRouteRequestTimeout: { standard: 2, experimental: 0 },
  HTTPRouteResponseHeaderModification: { standard: 0, experimental: 0 },
  HTTPRouteSchemeRedirect: { standard: 0, experimental: 0 },
  // As v1; the experimental channel had other versions of it before.
  TLSRoute: { standard: 5, experimental: 5 },
};

/** True when the declared API has the fields of a feature. */
export function isInApi(feature: FeatureName, api: ApiVersion, channel: Channel): boolean {
  return api.major > 1 || (api.major === 1 && api.minor >= minorSince[feature][channel]);
}

/** "v1.19.2", "1.19" -> 1.19; undefined when the text names no release. */
export function parseRelease(text: string | undefined): ApiVersion | undefined {
  const match = /^v?(\d{1,4})\.(\d{1,4})(?:[.+-]|$)/.exec(text ?? "");
  return match === null ? undefined : { major: Number(match[1]), minor: Number(match[2]) };
}

export function isBefore(release: ApiVersion, other: ApiVersion): boolean {
  return release.major < other.major || (release.major === other.major && release.minor < other.minor);
}
