/**
 * Reports of Istio (folders istio-istio of each release): 1.24.0, 1.26.1, 1.28.0, 1.30.1.
 */
import type { SupportedSince } from "../reports.ts";

export const istioSupports: SupportedSince = {
  BackendTLSPolicy: "1.30.1",
  BackendTLSPolicySANValidation: "1.30.1",
  GatewayAddressEmpty: "1.26.1",
  GatewayHTTPListenerIsolation: "",
  GatewayInfrastructurePropagation: "",
  GatewayPort8080: "",
  GatewayStaticAddresses: "",
  HTTPRoute303RedirectStatusCode: "1.30.1",
  HTTPRoute307RedirectStatusCode: "1.30.1",
  HTTPRoute308RedirectStatusCode: "1.30.1",
  HTTPRouteBackendProtocolH2C: "",
  HTTPRouteBackendProtocolWebSocket: "",
  HTTPRouteBackendRequestHeaderModification: "",
  HTTPRouteBackendTimeout: "",
  HTTPRouteCORS: "1.28",
  HTTPRouteDestinationPortMatching: "",
  HTTPRouteHostRewrite: "",
  HTTPRouteMethodMatching: "",
  HTTPRouteNamedRouteRule: "1.28",
  HTTPRouteParentRefPort: "",
  HTTPRoutePathRedirect: "",
  HTTPRoutePathRewrite: "",
  HTTPRoutePortRedirect: "",
  HTTPRouteQueryParamMatching: "",
  HTTPRouteRequestMirror: "",
  HTTPRouteRequestMultipleMirrors: "",
  HTTPRouteRequestPercentageMirror: "1.26.1",
  HTTPRouteRequestTimeout: "",
  HTTPRouteResponseHeaderModification: "",
  HTTPRouteSchemeRedirect: "",
  /** The profile GATEWAY-TLS. */
  TLSRoute: "",
  TLSRouteModeMixed: "1.30.1",
  TLSRouteModeTerminate: "1.30.1",
};
