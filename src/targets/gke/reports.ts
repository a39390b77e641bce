/**
 * Reports of the GKE Gateway controller (folders gke-gateway of each release): 1.33.4, 1.34.4, 1.35.2, 1.36.2.
 */
import type { SupportedSince } from "../reports.ts";

export const gkeSupports: SupportedSince = {
  BackendTLSPolicy: "1.35.2",
  BackendTLSPolicySANValidation: "1.35.2",
  GatewayBackendClientCertificate: "1.36.2",
  GatewayFrontendClientCertificateValidation: "1.35.2",
  GatewayPort8080: "",
  HTTPRouteHostRewrite: "",
  HTTPRoutePathRedirect: "",
  HTTPRouteQueryParamMatching: "1.35.2",
  HTTPRouteRequestMirror: "",
  HTTPRouteRequestPercentageMirror: "",
  HTTPRouteResponseHeaderModification: "",
  HTTPRouteSchemeRedirect: "",
};
