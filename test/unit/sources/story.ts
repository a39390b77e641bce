/**
 * The repository of the reference story, in short: six Ingresses in three namespaces, one Gateway.
 */
import { memorySnapshot } from "../../../src/model/memory-snapshot.ts";

export interface IngressText {
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly host?: string | undefined;
  readonly service?: string;
  readonly port?: number | string;
  readonly className?: string | undefined;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A plain Ingress as people write it. */
export function ingressText(fields: IngressText): string {
  const annotations = Object.entries(fields.annotations ?? {});
  const port = typeof fields.port === "string" ? `name: ${fields.port}` : `number: ${fields.port ?? 80}`;
  return [
    "apiVersion: networking.k8s.io/v1",
    "kind: Ingress",
    "metadata:",
    `  name: ${fields.name}`,
    ...(fields.namespace === undefined ? [] : [`  namespace: ${fields.namespace}`]),
    ...(annotations.length === 0 ? [] : ["  annotations:"]),
    ...annotations.map(([key, value]) => `    nginx.ingress.kubernetes.io/${key}: "${value}"`),
    "spec:",
    ...(fields.className === undefined ? [] : [`  ingressClassName: ${fields.className}`]),
    "  rules:",
    ...(fields.host === undefined ? ["    - http:"] : [`    - host: ${fields.host}`, "      http:"]),
    "        paths:",
    "          - path: /",
    "            pathType: Prefix",
    "            backend:",
    "              service:",
    `                name: ${fields.service ?? fields.name}`,
    "                port:",
    `                  ${port}`,
    "",
  ].join("\n");
}

const story = (namespace: string, name: string, port: number, annotations: Record<string, string> = {}) =>
  ingressText({
    name,
    namespace,
    host: `${name}.metalkube.internal`,
    port,
    className: "nginx",
    annotations,
  });

export const storyFiles: Readonly<Record<string, string>> = {
  "monitoring/grafana.yaml": story("monitoring", "grafana", 3000),
  "monitoring/mlflow.yaml": story("monitoring", "mlflow", 5000),
  "ml-serving/ingress.yaml": story("ml-serving", "ml-serving", 8000),
  "inference/llm-gateway.yaml": story("inference", "llm-gateway", 8080, {
    "proxy-buffering": "off",
    "proxy-read-timeout": "120",
  }),
  "inference/qdrant.yaml": story("inference", "qdrant", 6333, { "whitelist-source-range": "10.0.0.0/8" }),
  "argocd/ingress.yaml": story("argocd", "argocd-server", 443, {
    "backend-protocol": "HTTPS",
    "ssl-redirect": "true",
  }),
  "gateway/gateway.yaml": `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: metalkube-gateway
  namespace: kube-system
spec:
  gatewayClassName: cilium
  listeners:
    - {name: web, protocol: HTTP, port: 80}
    - {name: websecure, protocol: HTTPS, port: 443}
`,
};

export const storySnapshot = () => memorySnapshot(storyFiles);
