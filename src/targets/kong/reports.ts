/**
 * Reports of Kong Operator: 2.0.6, 2.1.2, 2.2.0, 2.3.0; those of Kong's Ingress Controller (3.2, 3.4) list the same features of routes. Where the two router flavours
 * differ, only what both support is listed.
 */
import type { SupportedSince } from "../reports.ts";

export const kongSupports: SupportedSince = {
  GatewayAddressEmpty: "2.3",
  GatewayInfrastructurePropagation: "2.2",
  GatewayPort8080: "",
  HTTPRouteBackendTimeout: "2.3",
  HTTPRouteHostRewrite: "",
  HTTPRoutePathRewrite: "",
  HTTPRouteResponseHeaderModification: "",
  TCPRoute: "2.3",
  /** The profile GATEWAY-TLS. */
  TLSRoute: "2.2",
  TLSRouteModeTerminate: "2.2",
  UDPRoute: "2.3",
};
