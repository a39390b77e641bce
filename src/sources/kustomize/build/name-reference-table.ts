/**
 * Which fields follow a renamed object: api/internal/konfig/builtinpluginconsts/namereference.go 5.7.1. The entry for IngressClass is
 * written there with the group `networking.k8s.io/v1`, so it never matches: `ingressClassName` does not follow a renamed IngressClass.
 * No field of a Gateway API kind is listed.
 */
import type { FieldSpec } from "./kustomization-fields.ts";

export interface NameReference {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly fieldSpecs: readonly FieldSpec[];
}

/** Kind and the path of its pod. */
const pods: readonly (readonly [kind: string, base: string])[] = [
  ["PodTemplate", "template/spec"],
  ["Deployment", "spec/template/spec"],
  ["ReplicaSet", "spec/template/spec"],
  ["DaemonSet", "spec/template/spec"],
  ["StatefulSet", "spec/template/spec"],
  ["Job", "spec/template/spec"],
  ["CronJob", "spec/jobTemplate/spec/template/spec"],
];

function inPods(...fields: readonly string[]): readonly FieldSpec[] {
  return [
    ...fields.map((field) => ({ version: "v1", kind: "Pod", path: `spec/${field}` })),
    ...pods.flatMap(([kind, base]) => fields.map((field) => ({ kind, path: `${base}/${field}` }))),
  ];
}

/** Some fields are listed for ReplicationController and neither for ReplicaSet nor PodTemplate. */
function inControllers(field: string): readonly FieldSpec[] {
  const kinds = ["StatefulSet", "Deployment", "ReplicationController", "Job", "DaemonSet"];
  return [
    { kind: "Pod", path: `spec/${field}` },
    ...kinds.map((kind) => ({ kind, path: `spec/template/spec/${field}` })),
    { kind: "CronJob", path: `spec/jobTemplate/spec/template/spec/${field}` },
  ];
}

const roles: readonly FieldSpec[] = ["Role", "ClusterRole"].map((kind) => ({
  kind,
  path: "rules/resourceNames",
}));

function onIngress(...paths: readonly string[]): readonly FieldSpec[] {
  return paths.map((path) => ({ kind: "Ingress", path }));
}

const rbac = "rbac.authorization.k8s.io";
const admission = "admissionregistration.k8s.io";

export const nameReferences: readonly NameReference[] = [
  ...["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"].map((kind) => ({
    kind,
    fieldSpecs: [{ kind: "HorizontalPodAutoscaler", path: "spec/scaleTargetRef/name" }],
  })),
  {
    kind: "ConfigMap",
    version: "v1",
    fieldSpecs: [
      ...inPods(
        "volumes/configMap/name",
        "containers/env/valueFrom/configMapKeyRef/name",
        "initContainers/env/valueFrom/configMapKeyRef/name",
        "containers/envFrom/configMapRef/name",
        "initContainers/envFrom/configMapRef/name",
        "volumes/projected/sources/configMap/name",
      ),
      { kind: "Node", path: "spec/configSource/configMap" },
      ...roles,
      ...onIngress("metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap"),
    ],
  },
  {
    kind: "Secret",
    version: "v1",
    fieldSpecs: [
      ...inPods(
        "volumes/secret/secretName",
        "containers/env/valueFrom/secretKeyRef/name",
        "initContainers/env/valueFrom/secretKeyRef/name",
        "containers/envFrom/secretRef/name",
        "initContainers/envFrom/secretRef/name",
        "imagePullSecrets/name",
        "volumes/projected/sources/secret/name",
      ),
      ...onIngress(
        "spec/tls/secretName",
        "metadata/annotations/ingress.kubernetes.io\\/auth-secret",
        "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret",
        "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret",
      ),
      { kind: "ServiceAccount", path: "imagePullSecrets/name" },
      ...["secretName", "adminSecretName", "userSecretName", "secretRef"].map((field) => ({
        kind: "StorageClass",
        path: `parameters/${field}`,
      })),
      ...roles,
      {
        group: "serving.knative.dev",
        version: "v1",
        kind: "Service",
        path: "spec/template/spec/containers/env/valueFrom/secretKeyRef/name",
      },
      { kind: "PersistentVolume", path: "spec/azureFile/secretName" },
    ],
  },
  {
    kind: "Service",
    version: "v1",
    fieldSpecs: [
      { group: "apps", kind: "StatefulSet", path: "spec/serviceName" },
      ...onIngress(
        "spec/rules/http/paths/backend/serviceName",
        "spec/backend/serviceName",
        "spec/rules/http/paths/backend/service/name",
        "spec/defaultBackend/service/name",
      ),
      { group: "apiregistration.k8s.io", kind: "APIService", path: "spec/service/name" },
      ...["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"].map((kind) => ({
        group: admission,
        kind,
        path: "webhooks/clientConfig/service",
      })),
    ],
  },
  { group: rbac, kind: "Role", fieldSpecs: [{ group: rbac, kind: "RoleBinding", path: "roleRef/name" }] },
  {
    group: rbac,
    kind: "ClusterRole",
    fieldSpecs: ["RoleBinding", "ClusterRoleBinding"].map((kind) => ({
      group: rbac,
      kind,
      path: "roleRef/name",
    })),
  },
  {
    kind: "ServiceAccount",
    version: "v1",
    fieldSpecs: [
      ...["RoleBinding", "ClusterRoleBinding"].map((kind) => ({ group: rbac, kind, path: "subjects" })),
      ...inControllers("serviceAccountName"),
    ],
  },
  {
    kind: "PersistentVolumeClaim",
    version: "v1",
    fieldSpecs: inControllers("volumes/persistentVolumeClaim/claimName"),
  },
  {
    kind: "PersistentVolume",
    version: "v1",
    fieldSpecs: [
      { kind: "PersistentVolumeClaim", path: "spec/volumeName" },
      { kind: "ClusterRole", path: "rules/resourceNames" },
    ],
  },
  {
    group: "storage.k8s.io",
    version: "v1",
    kind: "StorageClass",
    fieldSpecs: [
      { kind: "PersistentVolume", path: "spec/storageClassName" },
      { kind: "PersistentVolumeClaim", path: "spec/storageClassName" },
      { kind: "StatefulSet", path: "spec/volumeClaimTemplates/spec/storageClassName" },
    ],
  },
  {
    group: "scheduling.k8s.io",
    version: "v1",
    kind: "PriorityClass",
    fieldSpecs: inControllers("priorityClassName"),
  },
  {
    group: "networking.k8s.io/v1",
    version: "v1",
    kind: "IngressClass",
    fieldSpecs: onIngress("spec/ingressClassName"),
  },
  {
    group: admission,
    kind: "ValidatingAdmissionPolicy",
    fieldSpecs: [{ group: admission, kind: "ValidatingAdmissionPolicyBinding", path: "spec/policyName" }],
  },
];
