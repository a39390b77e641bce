// A GitOps repository as teams grow them: overlays of bases that Flux deploys, Helm releases in HelmReleases, Argo CD Applications and
// values files of own charts, encrypted neighbours, and YAML of no concern.

export const teams = 100;
export const applications = 100;
export const charts = 10;
export const environments = 5;
const secretsOfATeam = 3;
const wholeFiles = 2000;

/**
 * Files of the repository, and for the shell pipeline the values of every release as a file of its own.
 * @returns {{ readonly files: Record<string, string>, readonly releases: readonly { readonly name: string, readonly chart: string, readonly values: string }[] }}
 */
export function fleet() {
  /** @type {Record<string, string>} */
  const files = { ".github/tidegate.yml": configText, "clusters/prod/flux-system/gotk-sync.yaml": syncText };
  const releases = [];
  for (let index = 0; index < charts; index += 1) {
    const chart = `chart-${index}`;
    for (const [path, text] of Object.entries(chartFiles(chart))) files[`charts/${chart}/${path}`] = text;
    for (let stage = 0; stage < environments; stage += 1) {
      const values = blockText(`${chart}-${stage}`, 0);
      files[`charts/${chart}/values-stage-${stage}.yaml`] = values;
      const name = `${chart}-stage-${stage}`;
      files[`argocd/${name}.yaml`] = stageText(name, chart, stage);
      releases.push({ name, chart, values });
    }
  }
  for (let index = 0; index < teams; index += 1) {
    const team = `team-${index}`;
    const chart = `chart-${index % charts}`;
    Object.assign(files, teamFiles(team, chart));
    releases.push({ name: `${team}-shop`, chart, values: blockText(`${team}-shop`, 0) });
  }
  for (let index = 0; index < applications; index += 1) {
    const name = `argo-${index}`;
    const chart = `chart-${index % charts}`;
    files[`argocd/${name}.yaml`] = applicationText(name, chart);
    releases.push({ name, chart, values: blockText(name, 0) });
  }
  for (let index = 0; Object.keys(files).filter(isYaml).length < wholeFiles; index += 1)
    files[`dashboards/board-${index}.yaml`] = boardText(index);
  return { files, releases };
}

/** A change of three files, another one each time: a HelmRelease, an Application, a values file. */
export function changeOfThree(/** @type {number} */ turn) {
  const chart = `chart-${turn % charts}`;
  const team = `team-${turn}`;
  const name = `argo-${turn}`;
  const base = teamFiles(team, `chart-${turn % charts}`);
  const release = base[`base/${team}/release.yaml`] ?? "";
  const change = (/** @type {string} */ text) =>
    text.replaceAll(".example.test", `.changed-${turn}.example.test`);
  return {
    [`base/${team}/release.yaml`]: change(release),
    [`argocd/${name}.yaml`]: change(applicationText(name, chart)),
    [`charts/${chart}/values-stage-0.yaml`]: change(blockText(`${chart}-0`, 0)),
  };
}

function isYaml(/** @type {string} */ path) {
  return path.endsWith(".yaml");
}

const configText = `version: 1
target: envoy-gateway
gateway: {name: public, namespace: gateway-system}
`;

const syncText = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: flux-system
  namespace: flux-system
spec:
  url: https://git.example.test/fleet
  ref: {branch: main}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: flux-system
  namespace: flux-system
spec:
  path: ./clusters/prod
  prune: true
  sourceRef: {kind: GitRepository, name: flux-system}
`;

/** @param {string} name @param {number} indent */
function blockText(name, indent) {
  const pad = " ".repeat(indent);
  const lines = [
    "replicaCount: 2",
    "ingress:",
    "  enabled: true",
    "  className: nginx",
    "  annotations:",
    '    nginx.ingress.kubernetes.io/proxy-body-size: "16m"',
    "  hosts:",
    `    - host: ${name}.example.test`,
    "      paths:",
    "        - path: /",
    "          pathType: Prefix",
    "  tls:",
    `    - secretName: ${name}-tls`,
    `      hosts: [${name}.example.test]`,
  ];
  return `${lines.map((line) => pad + line).join("\n")}\n`;
}

/** @param {string} name @param {string} chart */
function applicationText(name, chart) {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
  namespace: argocd
spec:
  project: default
  destination: {server: https://kubernetes.default.svc, namespace: ${name}}
  source:
    repoURL: https://git.example.test/fleet
    targetRevision: main
    path: charts/${chart}
    helm:
      releaseName: ${name}
      valuesObject:
${blockText(name, 8)}`;
}

/** @param {string} name @param {string} chart @param {number} stage */
function stageText(name, chart, stage) {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
  namespace: argocd
spec:
  project: default
  destination: {server: https://kubernetes.default.svc, namespace: ${name}}
  source:
    repoURL: https://git.example.test/fleet
    targetRevision: main
    path: charts/${chart}
    helm: {releaseName: ${name}, valueFiles: [values-stage-${stage}.yaml]}
`;
}

/** @param {string} team @param {string} chart @returns {Record<string, string>} */
function teamFiles(team, chart) {
  const secrets = Array.from({ length: secretsOfATeam }, (_, index) => `secret-${index}.yaml`);
  return {
    [`clusters/prod/${team}.yaml`]: `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${team}
  namespace: flux-system
spec:
  path: ./overlays/${team}
  prune: true
  sourceRef: {kind: GitRepository, name: flux-system}
`,
    [`overlays/${team}/kustomization.yaml`]: `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: ${team}
resources: [../../base/${team}, ${secrets.join(", ")}]
patches:
  - path: host.yaml
    target: {kind: Ingress}
`,
    [`overlays/${team}/host.yaml`]: `- op: replace
  path: /spec/rules/0/host
  value: web.${team}.example.test
`,
    ...Object.fromEntries(secrets.map((name) => [`overlays/${team}/${name}`, sopsText(team, name)])),
    [`base/${team}/kustomization.yaml`]:
      "resources: [deployment.yaml, service.yaml, ingress.yaml, release.yaml]\n",
    [`base/${team}/deployment.yaml`]: `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "registry.example.test/${team}:1.0.0"}]
`,
    [`base/${team}/service.yaml`]: `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
`,
    [`base/${team}/ingress.yaml`]: `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  ingressClassName: nginx
  rules:
    - host: web.example.test
      http:
        paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]
`,
    [`base/${team}/release.yaml`]: `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: shop
spec:
  interval: 10m
  releaseName: ${team}-shop
  chart:
    spec:
      chart: ./charts/${chart}
      sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}
  values:
${blockText(`${team}-shop`, 4)}`,
  };
}

/** @param {string} team @param {string} name */
function sopsText(team, name) {
  const closed = `ENC[AES256_GCM,data:${"c2VjcmV0".repeat(6)},iv:${"aXY".repeat(8)}=,tag:${"dGFn".repeat(5)}==,type:str]`;
  return `apiVersion: v1
kind: Secret
metadata:
  name: ${team}-${name.replace(".yaml", "")}
stringData:
  user: ${closed}
  password: ${closed}
  ingress: ${closed}
sops:
  age:
    - recipient: age1${"q".repeat(58)}
      enc: |
        -----BEGIN AGE ENCRYPTED FILE-----
        ${"YWdlLWVuY3J5cHRpb24".repeat(6)}
        -----END AGE ENCRYPTED FILE-----
  lastmodified: "2026-01-01T00:00:00Z"
  mac: ${closed}
  encrypted_regex: ^(data|stringData)$
  version: 3.10.2
`;
}

/** @param {number} index */
function boardText(index) {
  const rows = Array.from(
    { length: 60 },
    (_, row) => `    panel-${row}: "sum(rate(http_requests_total{board=\\"${index}\\"}[5m]))"`,
  );
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: board-${index}
data:
  board.yaml: |
${rows.join("\n")}
`;
}

/** The shape \`helm create\` gives. @param {string} chart @returns {Record<string, string>} */
function chartFiles(chart) {
  return {
    "Chart.yaml": `apiVersion: v2\nname: ${chart}\nversion: 1.0.0\nappVersion: "1.0"\n`,
    "values.yaml": `replicaCount: 1
image: {repository: registry.example.test/${chart}, tag: ""}
service: {type: ClusterIP, port: 80}
ingress:
  enabled: false
  className: ""
  annotations: {}
  hosts: []
  tls: []
`,
    "templates/_helpers.tpl": `{{- define "app.fullname" -}}
{{- printf "%s" .Release.Name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- define "app.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
`,
    "templates/deployment.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "app.fullname" . }}
  labels: {{- include "app.labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicaCount }}
  selector:
    matchLabels: {{- include "app.labels" . | nindent 6 }}
  template:
    metadata:
      labels: {{- include "app.labels" . | nindent 8 }}
    spec:
      containers:
        - name: app
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
`,
    "templates/service.yaml": `apiVersion: v1
kind: Service
metadata:
  name: {{ include "app.fullname" . }}
spec:
  type: {{ .Values.service.type }}
  ports: [{port: {{ .Values.service.port }}, name: http, targetPort: http}]
  selector: {{- include "app.labels" . | nindent 4 }}
`,
    "templates/ingress.yaml": `{{- if .Values.ingress.enabled -}}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ include "app.fullname" . }}
  labels: {{- include "app.labels" . | nindent 4 }}
  {{- with .Values.ingress.annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- with .Values.ingress.className }}
  ingressClassName: {{ . }}
  {{- end }}
  {{- with .Values.ingress.tls }}
  tls: {{- toYaml . | nindent 4 }}
  {{- end }}
  rules:
    {{- range .Values.ingress.hosts }}
    - host: {{ .host | quote }}
      http:
        paths:
          {{- range .paths }}
          - path: {{ .path }}
            pathType: {{ .pathType }}
            backend:
              service:
                name: {{ include "app.fullname" $ }}
                port: {number: {{ $.Values.service.port }}}
          {{- end }}
    {{- end }}
{{- end }}
`,
  };
}
