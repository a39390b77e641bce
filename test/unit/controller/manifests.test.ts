import { describe, expect, it } from "vitest";
import { toRepoPath } from "../../../src/model/brands.ts";
import { controllersIn } from "../../../src/sources/controller/manifests.ts";
import { parseObjects } from "../../../src/sources/objects/parse.ts";

const path = toRepoPath("controller.yaml");

function found(text: string) {
  if (path === undefined) throw new Error("a path");
  return controllersIn(parseObjects(path, text).value);
}

const map = (name: string, labels = "{}") => `apiVersion: v1
kind: ConfigMap
metadata: {name: ${name}, namespace: ingress-nginx, labels: ${labels}}
data: {hsts: "false"}
`;

const deployment = (args: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: controller, namespace: ingress-nginx}
spec:
  template:
    spec:
      containers:
        - name: controller
          image: registry.k8s.io/ingress-nginx/controller:v1.12.1
          args: [/nginx-ingress-controller, ${args}]
`;

const ingressClass = (name: string, controller: string) => `apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: ${name}}
spec: {controller: ${controller}}
`;

describe("the controller in plain manifests", () => {
  it.each([
    ["ingress-nginx-controller", "{}", 1],
    ["nginx-configuration", "{}", 1],
    ["edge", "{app.kubernetes.io/name: ingress-nginx}", 1],
    ["edge", "{}", 0],
    ["tcp-services", "{app.kubernetes.io/name: ingress-nginx}", 0],
    ["ingress-nginx-custom-add-headers", "{app.kubernetes.io/name: ingress-nginx}", 0],
  ])("takes a ConfigMap %s with labels %s: %i", (name, labels, count) => {
    expect(found(map(name, labels))).toHaveLength(count);
  });

  it("follows --configmap, and then no other ConfigMap of a usual name counts", () => {
    const text = [
      map("edge-settings"),
      map("nginx-configuration"),
      deployment("--configmap=$(POD_NAMESPACE)/edge-settings, --enable-ssl-passthrough"),
    ].join("---\n");

    const controllers = found(text);

    expect(controllers.map(({ title }) => title)).toEqual(["ConfigMap ingress-nginx/edge-settings"]);
    expect(controllers[0]?.entries).toEqual({ hsts: "false" });
    expect(controllers[0]?.flags).toEqual({ "enable-ssl-passthrough": true });
    expect(controllers[0]?.places.get("hsts")?.line).toBe(4);
  });

  it("says that the ConfigMap of a controller is not there", () => {
    const [controller] = found(deployment("--configmap=ingress-nginx/elsewhere"));

    expect(controller?.entries).toEqual({});
    expect(controller?.gaps.map(({ why }) => why)).toEqual([
      "its ConfigMap `elsewhere` is not in the repository",
    ]);
  });

  it.each([
    ["--controller-class=k8s.io/internal", "inside"],
    ["--v=2", "nginx"],
  ])("finds the class of %s by its IngressClass: %s", (flag, name) => {
    const text = [
      map("ingress-nginx-controller"),
      deployment(`--configmap=ingress-nginx/ingress-nginx-controller, ${flag}`),
      ingressClass("inside", "k8s.io/internal"),
      ingressClass("nginx", "k8s.io/ingress-nginx"),
    ].join("---\n");

    expect(found(text).map(({ className }) => className)).toEqual([name]);
  });

  it("knows no class where several IngressClasses name the controller", () => {
    const text = [
      map("ingress-nginx-controller"),
      ingressClass("a", "k8s.io/ingress-nginx"),
      ingressClass("b", "k8s.io/ingress-nginx"),
    ].join("---\n");

    expect(found(text).map(({ className }) => className)).toEqual([undefined]);
  });

  it("leaves other workloads of the same image registry alone", () => {
    const text = deployment("x")
      .replace("ingress-nginx/controller", "shop/cart")
      .replace("/nginx-ingress-controller", "/run");

    expect(found(text)).toEqual([]);
  });
});
