import { describe, expect, it } from "vitest";
import { findTarget } from "../../../src/config/found-target.ts";
import type { KubeObject } from "../../../src/model/kube.ts";

const apiVersion = "gateway.networking.k8s.io/v1";

function gatewayOf(gatewayClassName: string): KubeObject {
  return { apiVersion, kind: "Gateway", metadata: { name: "public" }, spec: { gatewayClassName } };
}

function classOf(name: string, controllerName: string): KubeObject {
  return { apiVersion, kind: "GatewayClass", metadata: { name }, spec: { controllerName } };
}

describe("findTarget", () => {
  it("believes the controller of the class, whatever the class is called", () => {
    const classes = [classOf("public", "io.cilium/gateway-controller")];
    expect(findTarget(gatewayOf("public"), classes)?.name).toBe("cilium");
    const renamed = [classOf("cilium", "gateway.envoyproxy.io/gatewayclass-controller")];
    expect(findTarget(gatewayOf("cilium"), renamed)?.name).toBe("envoy-gateway");
  });

  it.each([
    ["cilium", "cilium"],
    ["eg", "envoy-gateway"],
    ["istio", "istio"],
    ["kgateway", "kgateway"],
    ["nginx", "nginx-gateway-fabric"],
    ["traefik", "traefik"],
    ["kong", "kong"],
    ["gke-l7-rilb", "gke"],
    ["gke-l7-global-external-managed-mc", "gke"],
    ["contour", undefined],
    ["constructor", undefined],
  ])("takes the class name %s as a sign of %s where no class stands in the repository", (name, target) => {
    expect(findTarget(gatewayOf(name), [])?.name).toBe(target);
  });

  it.each([
    ["gateway.envoyproxy.io/gatewayclass-controller", "envoy-gateway"],
    ["io.cilium/gateway-controller", "cilium"],
    ["istio.io/gateway-controller", "istio"],
    ["kgateway.dev/kgateway", "kgateway"],
    ["gateway.nginx.org/nginx-gateway-controller", "nginx-gateway-fabric"],
    ["traefik.io/gateway-controller", "traefik"],
    ["konghq.com/kic-gateway-controller", "kong"],
    ["konghq.com/gateway-operator", "kong"],
    ["networking.gke.io/gateway", "gke"],
  ])("knows the controller %s as %s", (controller, target) => {
    expect(findTarget(gatewayOf("public"), [classOf("public", controller)])?.name).toBe(target);
  });

  it("does not guess for a controller without a target, two controllers of one name, or no Gateway", () => {
    expect(findTarget(gatewayOf("cilium"), [classOf("cilium", "example.com/other")])).toBeUndefined();
    const both = [classOf("x", "io.cilium/gateway-controller"), classOf("x", "example.com/other")];
    expect(findTarget(gatewayOf("x"), both)).toBeUndefined();
    expect(findTarget(undefined, [])).toBeUndefined();
  });
});
