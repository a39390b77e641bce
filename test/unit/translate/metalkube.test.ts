/**
 * The migration told in the field: six Ingresses behind Cilium. Three move as they are, one moves and says how it differs, two
 * wait for a decision.
 */
import { describe, expect, test } from "vitest";
import type { HttpRoute } from "../../../src/gateway/objects/http-route.ts";
import { bandOf } from "../../../src/nginx/annotations/band.ts";
import { controllerConfig } from "../../../src/nginx/controller.ts";
import { ingressesOf, translated } from "./given.ts";

const plain = (namespace: string, name: string, port: number, annotations = "{}") => `
kind: Ingress
metadata: {name: ${name}, namespace: ${namespace}, annotations: ${annotations}}
spec:
  ingressClassName: nginx
  rules:
    - host: ${name}.metalkube.internal
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: ${name}, port: {number: ${port}}}}}]}
---`;

const nginx = (entries: Record<string, string>) =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(entries).map(([name, value]) => [`nginx.ingress.kubernetes.io/${name}`, value]),
    ),
  );

const manifests = [
  plain("monitoring", "grafana", 3000),
  plain("monitoring", "mlflow", 5000),
  plain("ml-serving", "ml-serving", 8080),
  plain("inference", "llm-gateway", 8080, nginx({ "proxy-buffering": "off", "proxy-read-timeout": "120" })),
  plain("inference", "qdrant", 6333, nginx({ "whitelist-source-range": "10.0.0.0/8" })),
  plain("argocd", "argocd-server", 443, nginx({ "backend-protocol": "HTTPS", "ssl-redirect": "true" })),
].join("");

const { value: emissions } = translated(manifests, { target: "cilium" });
const emissionOf = (key: string) => emissions.find(({ ingress }) => ingress === key);
const verdictOf = (key: string, name: string) =>
  emissionOf(key)?.verdicts.find((verdict) => verdict.key === `nginx.ingress.kubernetes.io/${name}`);

describe("metalkube", () => {
  test("has three low, two medium and one high Ingress", () => {
    const bands = ingressesOf(manifests).map((ingress) => [
      ingress.name,
      bandOf(ingress, controllerConfig({})),
    ]);

    expect(Object.fromEntries(bands)).toEqual({
      grafana: "low",
      mlflow: "low",
      "ml-serving": "low",
      "llm-gateway": "medium",
      qdrant: "medium",
      "argocd-server": "high",
    });
  });

  test("moves four of six", () => {
    expect(emissions.map(({ ingress, blocked, objects }) => [ingress, blocked, objects.length])).toEqual([
      ["argocd/argocd-server", true, 0],
      ["inference/llm-gateway", false, 1],
      ["inference/qdrant", true, 0],
      ["ml-serving/ml-serving", false, 1],
      ["monitoring/grafana", false, 1],
      ["monitoring/mlflow", false, 1],
    ]);
  });

  test("llm-gateway's route states its timeouts, and the verdict the difference", () => {
    const [route] = (emissionOf("inference/llm-gateway")?.objects ?? []) as readonly HttpRoute[]; // the one object is a route

    expect(route?.spec.rules.map(({ timeouts }) => timeouts)).toEqual([{ request: "0s" }]);
    expect(verdictOf("inference/llm-gateway", "proxy-buffering")?.verdict).toBe("inert");
    expect(verdictOf("inference/llm-gateway", "proxy-read-timeout")).toMatchObject({
      verdict: "approximate",
      note: "The route states that there is no total limit; nginx gives up after 120 s of silence from the backend, Cilium after 300 s without traffic.",
    });
  });

  test("qdrant waits for a decision about source addresses", () => {
    const note = verdictOf("inference/qdrant", "whitelist-source-range")?.note;

    expect(note).toContain("CiliumNetworkPolicy");
    expect(note).toContain("is then the gateway's");
    expect(note).toContain("envoy-gateway");
  });

  test("argocd waits for a decision about TLS to the backend", () => {
    const note = verdictOf("argocd/argocd-server", "backend-protocol")?.note;

    expect(note).toContain("BackendTLSPolicy (a CA and the name in the certificate)");
    expect(note).toContain("server.insecure");
    expect(verdictOf("argocd/argocd-server", "ssl-redirect")?.verdict).toBe("inert");
  });
});
