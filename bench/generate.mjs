// What is measured on: made of numbers alone, so that every run and every machine measures the same thing.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * @param {string} directory
 * @param {Readonly<Record<string, string>>} files
 */
export function writeFiles(directory, files) {
  for (const [path, text] of Object.entries(files)) {
    const full = join(directory, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }
}

/**
 * A GitOps repository of `count` files, of which 13 are Ingresses: manifests of other kinds, Helm values with the word
 * ingress in them, ConfigMaps, documentation and sources.
 * @param {number} count
 * @returns {Record<string, string>}
 */
export function repository(count) {
  /** @type {Record<string, string>} */
  const files = {};
  const ingressEvery = Math.floor(count / 13);
  for (let index = 0; index < count; index += 1) {
    const app = `app-${index}`;
    const folder = `clusters/c${index % 7}/team-${index % 40}/${app}`;
    if (index % ingressEvery === 0 && index / ingressEvery < 13) {
      files[`${folder}/ingress.yaml`] = ingressText(app, [`${app}.example.test`], ["/", "/api"]);
      continue;
    }
    const kind = index % 10;
    if (kind < 4) files[`${folder}/deployment.yaml`] = deploymentText(app);
    else if (kind < 6) files[`${folder}/values.yaml`] = valuesText(app);
    else if (kind < 8) files[`${folder}/configmap.yaml`] = configMapText(app, 40);
    else if (kind === 8)
      files[`docs/${app}.md`] = `# ${app}\n\nHow to make an ingress for ${app}: kind: Ingress.\n`.repeat(20);
    else files[`src/${app}.go`] = `package main\n\nfunc main() { println("${app}") }\n`.repeat(30);
  }
  return files;
}

/**
 * @param {string} name
 * @param {readonly string[]} hosts
 * @param {readonly string[]} paths
 * @param {Readonly<Record<string, string>>} annotations
 */
export function ingressText(name, hosts, paths, annotations = {}) {
  const keys = Object.entries(annotations).map(
    ([key, value]) => `    nginx.ingress.kubernetes.io/${key}: ${JSON.stringify(value)}\n`,
  );
  const rules = hosts.map(
    (host) => `    - host: ${host}
      http:
        paths:
${paths.map((path, index) => pathText(path, `${name}-${index}`)).join("")}`,
  );
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
  namespace: team
${keys.length === 0 ? "" : `  annotations:\n${keys.join("")}`}spec:
  ingressClassName: nginx
  tls:
    - hosts: [${hosts.join(", ")}]
      secretName: ${name}-tls
  rules:
${rules.join("")}`;
}

/**
 * @param {string} path
 * @param {string} service
 */
function pathText(path, service) {
  return `          - path: ${path}
            pathType: Prefix
            backend:
              service:
                name: ${service}
                port:
                  number: 80
`;
}

/** @param {string} name */
export function deploymentText(name) {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: 2
  selector:
    matchLabels: {app: ${name}}
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      containers:
        - name: main
          image: registry.example.test/${name}:1.2.3 # pinned
          ports:
            - containerPort: 8080
              name: http
          resources:
            limits: {memory: 256Mi}
            requests: {cpu: 50m, memory: 128Mi}
`;
}

/** @param {string} name */
export function serviceText(name) {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector: {app: ${name}}
  ports:
    - name: http
      port: 80
      targetPort: http
`;
}

/** @param {string} name */
function valuesText(name) {
  return `# values of ${name}
replicaCount: 2
image:
  repository: registry.example.test/${name}
  tag: "1.2.3"
ingress:
  enabled: false
  className: nginx
service:
  port: 80
env:
${Array.from({ length: 30 }, (_, index) => `  KEY_${index}: "value ${index}"\n`).join("")}`;
}

/**
 * @param {string} name
 * @param {number} keys
 */
export function configMapText(name, keys) {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
data:
${Array.from({ length: keys }, (_, index) => `  key-${index}.conf: |\n    listen ${8000 + index};\n    root /srv/${name};\n`).join("")}`;
}

/**
 * A base and `count` overlays of it: prefix, labels, images, a JSON patch on the Ingress and a generated ConfigMap each.
 * @param {number} count
 * @returns {Record<string, string>}
 */
export function overlays(count) {
  const names = ["web", "api", "jobs", "admin"];
  /** @type {Record<string, string>} */
  const files = {
    "base/kustomization.yaml": `resources:\n${names.map((name) => `  - ${name}.yaml\n`).join("")}  - ingress.yaml\n`,
    "base/ingress.yaml": ingressText("shop", ["shop.example.test"], ["/", "/api"]),
  };
  for (const name of names) {
    files[`base/${name}.yaml`] =
      `${deploymentText(name)}---\n${serviceText(name)}---\n${configMapText(name, 10)}`;
  }
  for (let index = 0; index < count; index += 1) {
    files[`overlays/o${index}/kustomization.yaml`] = `namespace: stage-${index}
namePrefix: s${index}-
resources:
  - ../../base
labels:
  - pairs: {stage: s${index}}
images:
  - name: registry.example.test/web
    newTag: 2.0.${index}
patches:
  - target: {kind: Ingress, name: shop}
    patch: |-
      - {op: replace, path: /spec/rules/0/host, value: s${index}.example.test}
configMapGenerator:
  - name: settings
    literals: [STAGE=s${index}]
`;
  }
  return files;
}

/**
 * Kustomizations as people write them: indented or not, with comments, quotes, blank lines and odd spacing.
 * @param {number} count
 * @returns {readonly string[]}
 */
export function kustomizations(count) {
  return Array.from({ length: count }, (_, index) => {
    const indent = index % 2 === 0 ? "  " : "";
    const quote = index % 3 === 0 ? '"' : index % 3 === 1 ? "'" : "";
    const entries = Array.from(
      { length: 3 + (index % 20) },
      (_entry, at) => `${indent}- ${quote}part-${at}.yaml${quote}${at % 4 === 1 ? "   # keep" : ""}\n`,
    );
    return `# kustomization ${index}
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace:   team-${index}

resources:
${indent}# what is served
${entries.join("")}
patches:
  - target: {kind: Deployment,  name: web}
    patch: |-
      - op: replace
        path: /spec/replicas
        value: ${index}
images: [ {name: web, newTag: "1.${index}"} ]
`;
  });
}

/**
 * Ingresses of `hosts` hosts with `paths` paths each, every host with names of its own, half of them with TLS; with rewrites,
 * each path is an expression that strips its prefix. As the model holds them.
 * @param {number} hosts
 * @param {number} paths
 * @param {boolean} isRewriting
 */
export function manyHosts(hosts, paths, isRewriting) {
  return Array.from({ length: hosts }, (_, index) => {
    const host = `h${index}.example.test`;
    return {
      key: `team/i${index}`,
      namespace: "team",
      name: `i${index}`,
      labels: {},
      annotations: isRewriting ? { "nginx.ingress.kubernetes.io/rewrite-target": "/$2" } : {},
      creationTimestamp: undefined,
      spec: {
        ingressClassName: "nginx",
        defaultBackend: undefined,
        rules: [
          {
            host,
            paths: Array.from({ length: paths }, (_path, at) => ({
              path: isRewriting
                ? `/p${index}-${at}(/|$)(.*)`
                : at === 0
                  ? "/"
                  : `/p${index}/v${at}${at % 3 === 0 ? "/deep" : ""}`,
              pathType: isRewriting ? "ImplementationSpecific" : at % 4 === 3 ? "Exact" : "Prefix",
              backend: { kind: "service", name: `s${index}-${at}`, port: { number: 80 } },
            })),
          },
        ],
        tls: index % 2 === 0 ? [{ hosts: [host], secretName: `t${index}` }] : [],
      },
    };
  });
}
