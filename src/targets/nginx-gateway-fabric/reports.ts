/**
 * Reports of NGINX Gateway Fabric (folders nginx-nginx-gateway-fabric of each release): 1.5.0, 1.6.0, 2.0.0, 2.0.2, 2.1.0, 2.2.0, 2.3.0, 2.4.0, 2.5.0, 2.6.0, 2.7.0.
 */
import type { SupportedSince } from "../reports.ts";

export const nginxGatewayFabricSupports: SupportedSince = {
  BackendTLSPolicy: "2.3",
  GatewayAddressEmpty: "2.0",
  GatewayBackendClientCertificate: "2.5",
  GatewayFrontendClientCertificateValidation: "2.6",
  GatewayFrontendClientCertificateValidationInsecureFallback: "2.6",
  GatewayHTTPListenerIsolation: "2.0",
  GatewayHTTPSListenerDetectMisdirectedRequests: "2.5",
  GatewayInfrastructurePropagation: "2.0",
  GatewayPort8080: "",
  GatewayStaticAddresses: "2.2",
  HTTPRoute303RedirectStatusCode: "2.5",
  HTTPRoute307RedirectStatusCode: "2.5",
  HTTPRoute308RedirectStatusCode: "2.5",
  HTTPRouteBackendProtocolH2C: "2.7",
  HTTPRouteBackendProtocolWebSocket: "2.1",
  HTTPRouteCORS: "2.5",
  HTTPRouteDestinationPortMatching: "2.2",
  HTTPRouteHostRewrite: "",
  HTTPRouteMethodMatching: "",
  HTTPRouteParentRefPort: "2.2",
  HTTPRoutePathRedirect: "1.6",
  HTTPRoutePathRewrite: "",
  HTTPRoutePortRedirect: "",
  HTTPRouteQueryParamMatching: "",
  HTTPRouteRequestMirror: "2.0",
  HTTPRouteRequestMultipleMirrors: "2.0",
  HTTPRouteRequestPercentageMirror: "2.1",
  HTTPRouteResponseHeaderModification: "",
  HTTPRouteSchemeRedirect: "",
  ListenerSet: "2.6",
  TCPRoute: "2.7",
  /** The profile GATEWAY-TLS. */
  TLSRoute: "",
  TLSRouteModeMixed: "2.7",
  TLSRouteModeTerminate: "2.7",
  UDPRoute: "2.7",
};
