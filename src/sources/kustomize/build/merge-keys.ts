/**
 * Which lists a strategic merge patch merges by key: the Kubernetes 1.21 schema that kustomize 5.7.1 carries (kyaml/openapi). The lists
 * of an Ingress (rules, paths, tls) have no merge key, so a patch replaces them whole; so does any list of a kind that is not built in,
 * HTTPRoute among them.
 */
import type { Gvk } from "./identity.ts";

export interface MergeType {
  /** Merged lists and their keys; no keys for lists of single values. */
  readonly lists?: { readonly [field: string]: MergeList };
  /** Maps that lead to merged lists. */
  readonly fields?: { readonly [field: string]: MergeType };
}

export interface MergeList {
  readonly keys: readonly string[];
  readonly items?: MergeType;
}

/** A kind that is built in, without merged lists below this point. */
const plain: MergeType = {};

const metadata: MergeType = { lists: { finalizers: { keys: [] }, ownerReferences: { keys: ["uid"] } } };

const byName: MergeList = { keys: ["name"] };

const container: MergeType = {
  lists: {
    env: byName,
    ports: { keys: ["containerPort", "protocol"] },
    volumeDevices: { keys: ["devicePath"] },
    volumeMounts: { keys: ["mountPath"] },
  },
};

const { ports: _ports, ...ephemeral } = container.lists ?? {};

const pod: MergeType = {
  lists: {
    containers: { keys: ["name"], items: container },
    initContainers: { keys: ["name"], items: container },
    ephemeralContainers: { keys: ["name"], items: { lists: ephemeral } },
    hostAliases: { keys: ["ip"] },
    imagePullSecrets: byName,
    topologySpreadConstraints: { keys: ["topologyKey", "whenUnsatisfiable"] },
    volumes: byName,
  },
};

const template: MergeType = { fields: { metadata, spec: pod } };
const workload: MergeType = { fields: { spec: { fields: { template } } } };
const cronJob: MergeType = {
  fields: { spec: { fields: { jobTemplate: { fields: { metadata, spec: { fields: { template } } } } } } },
};
const webhooks: MergeType = { lists: { webhooks: byName } };
const csiNode: MergeType = { fields: { spec: { lists: { drivers: byName } } } };

const kinds: { readonly [apiVersion: string]: { readonly [kind: string]: MergeType } } = {
  v1: {
    ...plainKinds("ConfigMap Endpoints Event LimitRange Namespace PersistentVolume PersistentVolumeClaim"),
    ...plainKinds("ResourceQuota Secret ComponentStatus Binding"),
    Node: { fields: { spec: { lists: { podCIDRs: { keys: [] } } } } },
    Pod: { fields: { spec: pod } },
    PodTemplate: { fields: { template } },
    ReplicationController: workload,
    Service: { fields: { spec: { lists: { ports: { keys: ["port", "protocol"] } } } } },
    ServiceAccount: { lists: { secrets: byName } },
  },
  "apps/v1": {
    ...plainKinds("ControllerRevision"),
    DaemonSet: workload,
    Deployment: workload,
    ReplicaSet: workload,
    StatefulSet: workload,
  },
  "batch/v1": { CronJob: cronJob, Job: workload },
  "batch/v1beta1": { CronJob: cronJob },
  "admissionregistration.k8s.io/v1": {
    MutatingWebhookConfiguration: webhooks,
    ValidatingWebhookConfiguration: webhooks,
  },
  "admissionregistration.k8s.io/v1beta1": {
    MutatingWebhookConfiguration: webhooks,
    ValidatingWebhookConfiguration: webhooks,
  },
  "storage.k8s.io/v1": { ...plainKinds("CSIDriver StorageClass VolumeAttachment"), CSINode: csiNode },
  "storage.k8s.io/v1beta1": {
    ...plainKinds("CSIDriver CSIStorageCapacity StorageClass VolumeAttachment"),
    CSINode: csiNode,
  },
  "extensions/v1beta1": plainKinds("Ingress"),
  "networking.k8s.io/v1": plainKinds("Ingress IngressClass NetworkPolicy"),
  "networking.k8s.io/v1beta1": plainKinds("Ingress IngressClass"),
  "apiextensions.k8s.io/v1": plainKinds("CustomResourceDefinition"),
  "apiextensions.k8s.io/v1beta1": plainKinds("CustomResourceDefinition"),
  "apiregistration.k8s.io/v1": plainKinds("APIService"),
  "apiregistration.k8s.io/v1beta1": plainKinds("APIService"),
  "autoscaling/v1": plainKinds("HorizontalPodAutoscaler Scale"),
  "autoscaling/v2beta1": plainKinds("HorizontalPodAutoscaler"),
  "autoscaling/v2beta2": plainKinds("HorizontalPodAutoscaler"),
  "certificates.k8s.io/v1": plainKinds("CertificateSigningRequest"),
  "coordination.k8s.io/v1": plainKinds("Lease"),
  "discovery.k8s.io/v1": plainKinds("EndpointSlice"),
  "discovery.k8s.io/v1beta1": plainKinds("EndpointSlice"),
  "node.k8s.io/v1": plainKinds("RuntimeClass"),
  "node.k8s.io/v1beta1": plainKinds("RuntimeClass"),
  "policy/v1": plainKinds("PodDisruptionBudget"),
  "policy/v1beta1": plainKinds("PodDisruptionBudget PodSecurityPolicy"),
  "rbac.authorization.k8s.io/v1": plainKinds("ClusterRole ClusterRoleBinding Role RoleBinding"),
  "rbac.authorization.k8s.io/v1beta1": plainKinds("ClusterRole ClusterRoleBinding Role RoleBinding"),
  "scheduling.k8s.io/v1": plainKinds("PriorityClass"),
  "scheduling.k8s.io/v1beta1": plainKinds("PriorityClass"),
};

/** undefined: the kind is not built in. */
export function mergeTypeOf(apiVersion: string, kind: string): MergeType | undefined {
  const group = Object.hasOwn(kinds, apiVersion) ? kinds[apiVersion] : undefined;
  const type = group !== undefined && Object.hasOwn(group, kind) ? group[kind] : undefined;
  return type === undefined ? undefined : { ...type, fields: { metadata, ...type.fields } };
}

export function isBuiltIn({ group, version, kind }: Gvk): boolean {
  return mergeTypeOf(group === "" ? version : `${group}/${version}`, kind) !== undefined;
}

function plainKinds(names: string): { readonly [kind: string]: MergeType } {
  return Object.fromEntries(names.split(" ").map((name) => [name, plain]));
}
