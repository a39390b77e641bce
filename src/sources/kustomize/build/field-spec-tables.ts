/**
 * The fields that kustomize's own steps write, besides name references: api/internal/konfig/builtinpluginconsts 5.7.1. There is no entry
 * for any Gateway API kind; what has no `kind` applies to all.
 */
import type { FieldSpec } from "./kustomization-fields.ts";

/** Where the labels of a workload's own objects stand, beside metadata/labels. */
const templates: readonly FieldSpec[] = [
  { version: "v1", kind: "ReplicationController", path: "spec/template/metadata/labels", create: true },
  { kind: "Deployment", path: "spec/template/metadata/labels", create: true },
  { kind: "ReplicaSet", path: "spec/template/metadata/labels", create: true },
  { kind: "DaemonSet", path: "spec/template/metadata/labels", create: true },
  { group: "apps", kind: "StatefulSet", path: "spec/template/metadata/labels", create: true },
  { group: "apps", kind: "StatefulSet", path: "spec/volumeClaimTemplates[]/metadata/labels", create: true },
  { group: "batch", kind: "Job", path: "spec/template/metadata/labels", create: true },
  { group: "batch", kind: "CronJob", path: "spec/jobTemplate/metadata/labels", create: true },
  { group: "batch", kind: "CronJob", path: "spec/jobTemplate/spec/template/metadata/labels", create: true },
];

export const metadataLabels: FieldSpec = { path: "metadata/labels", create: true };

export const templateLabels: readonly FieldSpec[] = [metadataLabels, ...templates];

const affinitySelectors = ["podAffinity", "podAntiAffinity"].flatMap((affinity) => [
  `spec/template/spec/affinity/${affinity}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels`,
  `spec/template/spec/affinity/${affinity}/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels`,
]);

const schedulingSelectors = [
  ...affinitySelectors,
  "spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels",
];

/** commonLabels, and labels with includeSelectors. */
export const commonLabels: readonly FieldSpec[] = [
  { version: "v1", kind: "Service", path: "spec/selector", create: true },
  { version: "v1", kind: "ReplicationController", path: "spec/selector", create: true },
  { kind: "Deployment", path: "spec/selector/matchLabels", create: true },
  { kind: "ReplicaSet", path: "spec/selector/matchLabels", create: true },
  { kind: "DaemonSet", path: "spec/selector/matchLabels", create: true },
  { group: "apps", kind: "StatefulSet", path: "spec/selector/matchLabels", create: true },
  ...["Deployment", "StatefulSet"].flatMap((kind) =>
    schedulingSelectors.map((path) => ({ group: "apps", kind, path })),
  ),
  { group: "batch", kind: "Job", path: "spec/selector/matchLabels" },
  { group: "batch", kind: "CronJob", path: "spec/jobTemplate/spec/selector/matchLabels" },
  { group: "policy", kind: "PodDisruptionBudget", path: "spec/selector/matchLabels" },
  ...[
    "spec/podSelector/matchLabels",
    "spec/ingress/from/podSelector/matchLabels",
    "spec/egress/to/podSelector/matchLabels",
  ].map((path) => ({ group: "networking.k8s.io", kind: "NetworkPolicy", path })),
  metadataLabels,
  ...templates,
];

export const commonAnnotations: readonly FieldSpec[] = [
  { path: "metadata/annotations", create: true },
  { version: "v1", kind: "ReplicationController", path: "spec/template/metadata/annotations", create: true },
  ...["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"].map((kind) => ({
    kind,
    path: "spec/template/metadata/annotations",
    create: true,
  })),
  { group: "batch", kind: "Job", path: "spec/template/metadata/annotations", create: true },
  { group: "batch", kind: "CronJob", path: "spec/jobTemplate/metadata/annotations", create: true },
  {
    group: "batch",
    kind: "CronJob",
    path: "spec/jobTemplate/spec/template/metadata/annotations",
    create: true,
  },
];

export const names: readonly FieldSpec[] = [{ path: "metadata/name" }];

/** Besides metadata/namespace and the subjects of role bindings, which have rules of their own. */
export const namespaces: readonly FieldSpec[] = [
  { kind: "Namespace", path: "metadata/name", create: true },
  { group: "apiregistration.k8s.io", kind: "APIService", path: "spec/service/namespace", create: true },
  {
    group: "apiextensions.k8s.io",
    kind: "CustomResourceDefinition",
    path: "spec/conversion/webhook/clientConfig/service/namespace",
  },
];

export const replicas: readonly FieldSpec[] = [
  "Deployment",
  "ReplicationController",
  "ReplicaSet",
  "StatefulSet",
].map((kind) => ({ kind, path: "spec/replicas", create: true }));

const containerFields = ["args", "command", "env/value", "volumeMounts/mountPath"];

function containerVars(kind: string, base: string): readonly FieldSpec[] {
  return ["containers", "initContainers"].flatMap((list) =>
    containerFields.map((field) => ({ kind, path: `${base}/${list}/${field}` })),
  );
}

/** Where `$(NAME)` of `vars` is looked for. */
export const varReferences: readonly FieldSpec[] = [
  ...containerVars("CronJob", "spec/jobTemplate/spec/template/spec"),
  { kind: "CronJob", path: "spec/jobTemplate/spec/template/volumes/nfs/server" },
  ...["DaemonSet", "Deployment", "Job", "ReplicaSet", "StatefulSet"].flatMap((kind) =>
    containerVars(kind, "spec/template/spec"),
  ),
  ...["DaemonSet", "Deployment", "Job", "ReplicaSet"].map((kind) => ({
    kind,
    path: "spec/template/spec/volumes/nfs/server",
  })),
  { kind: "Deployment", path: "spec/template/metadata/annotations" },
  ...["spec/rules/host", "spec/tls/hosts", "spec/tls/secretName"].map((path) => ({ kind: "Ingress", path })),
  ...containerVars("Pod", "spec"),
  { kind: "Pod", path: "spec/volumes/nfs/server" },
  { kind: "Service", path: "spec/ports/port" },
  { kind: "Service", path: "spec/ports/targetPort" },
  { kind: "StatefulSet", path: "spec/volumeClaimTemplates/spec/nfs/server" },
  { kind: "PersistentVolume", path: "spec/nfs/server" },
  { path: "metadata/labels" },
  { path: "metadata/annotations" },
];
