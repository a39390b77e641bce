import { describe, expect, it } from "vitest";
import { scan } from "./scan.ts";

const release = (values: string) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gate, namespace: web}
spec:
  chart: {spec: {chart: app-template, version: 3.7.1, sourceRef: {kind: HelmRepository, name: bjw-s}}}
  values:
${values.replace(/^/gm, "    ")}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: bjw-s, namespace: web}
spec: {url: https://bjw-s-labs.github.io/helm-charts}
`;

const toRaw = `ingress:
  main:
    className: nginx
    annotations: {nginx.ingress.kubernetes.io/custom-headers: web/gate-headers}
    hosts:
      - host: gate.example.com
        paths: [{path: /, service: {name: legacy, port: web}}]`;

const service = (name: string) => `apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: web}
spec: {ports: [{name: web, port: 8080, appProtocol: kubernetes.io/h2c}]}
`;
const headers = `apiVersion: v1
kind: ConfigMap
metadata: {name: gate-headers, namespace: web}
data: {X-Team: gate}
`;

function cluster(files: Parameters<typeof scan>[0]) {
  const { inventory } = scan(files);
  const [only] = inventory.clusters.filter(({ ingresses }) => ingresses.length > 0);
  if (only === undefined) throw new Error("no Ingress");
  return only;
}

describe("what stands in plain manifests behind the Ingress of a release", () => {
  const files = {
    "apps/gate.yaml": release(toRaw),
    "apps/service.yaml": service("legacy"),
    "apps/other.yaml": service("unrelated"),
    "apps/headers.yaml": headers,
  };

  it("is looked for by the names the release gives, and nothing else is", () => {
    const found = cluster(files);

    expect(found.services.map(({ namespace, name, ports }) => [namespace, name, ports[0]])).toEqual([
      [
        "web",
        "legacy",
        expect.objectContaining({ name: "web", port: 8080, appProtocol: "kubernetes.io/h2c" }),
      ],
    ]);
    expect(found.configMaps?.get("web/gate-headers")).toEqual({ "X-Team": "gate" });
  });

  it("is found through a kustomization too", () => {
    const found = cluster({
      ...files,
      "apps/kustomization.yaml": "resources: [gate.yaml, service.yaml, other.yaml, headers.yaml]\n",
    });

    expect(found.services.map(({ name }) => name)).toContain("legacy");
    expect(found.configMaps?.has("web/gate-headers")).toBe(true);
  });

  it("is the same whatever was known of it before", () => {
    const raw = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: raw, namespace: web}
spec: {ingressClassName: nginx, rules: [{host: raw.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: unrelated, port: {number: 8080}}}}]}}]}
`;

    const found = cluster({ ...files, "apps/raw.yaml": raw });

    expect(found.services.map(({ name }) => name)).toEqual(["legacy", "unrelated"]);
  });
});
