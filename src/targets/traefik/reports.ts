/**
 * Reports of Traefik (folders traefik-traefik of each release): 3.2.0, 3.2.2, 3.5.0, 3.6.0, 3.7.0, 3.7.10.
 */
import type { SupportedSince } from "../reports.ts";

export const traefikSupports: SupportedSince = {
  BackendTLSPolicy: "3.7",
  GatewayPort8080: "",
  HTTPRoute303RedirectStatusCode: "3.7.10",
  HTTPRoute307RedirectStatusCode: "3.7.10",
  HTTPRoute308RedirectStatusCode: "3.7.10",
  HTTPRouteBackendProtocolH2C: "",
  HTTPRouteBackendProtocolWebSocket: "",
  HTTPRouteBackendRequestHeaderModification: "3.7",
  HTTPRouteDestinationPortMatching: "",
  HTTPRouteHostRewrite: "",
  HTTPRouteMethodMatching: "",
  HTTPRouteNamedRouteRule: "3.7.10",
  HTTPRouteParentRefPort: "3.7.10",
  HTTPRoutePathRedirect: "",
  HTTPRoutePathRewrite: "",
  HTTPRoutePortRedirect: "",
  HTTPRouteQueryParamMatching: "",
  HTTPRouteResponseHeaderModification: "",
  HTTPRouteSchemeRedirect: "",
  /** The profile GATEWAY-TLS. */
  TLSRoute: "",
  TLSRouteModeMixed: "3.7",
  TLSRouteModeTerminate: "3.7",
};
