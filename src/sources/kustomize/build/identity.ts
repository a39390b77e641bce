/**
 * Who an object is while it is built: its group, version, kind, name and namespace, now and before each renaming. The history is kept
 * where kustomize keeps it, in annotations of the object, because patches can see and destroy it there (api/resource/resource.go 5.7.1).
 */
import { type Branch, isBranch, isNothing, isNull, type Tree, textOf } from "./tree.ts";

const domain = "internal.config.kubernetes.io/";
export const notes = {
  previousKinds: `${domain}previousKinds`,
  previousNames: `${domain}previousNames`,
  previousNamespaces: `${domain}previousNamespaces`,
  prefixes: `${domain}prefixes`,
  suffixes: `${domain}suffixes`,
  allowNameChange: `${domain}allowNameChange`,
  allowKindChange: `${domain}allowKindChange`,
  refBy: `${domain}refBy`,
  behavior: `${domain}generatorBehavior`,
  needsHash: `${domain}needsHashSuffix`,
} as const;

/** Annotations that never leave a build; the reader's own and their older names are among them. */
export const buildAnnotations: ReadonlySet<string> = new Set([
  ...Object.values(notes),
  ...["path", "index", "seqindent", "id", "annotations-migration-resource-id"].map(
    (name) => `${domain}${name}`,
  ),
  "config.kubernetes.io/path",
  "config.kubernetes.io/index",
  "config.k8s.io/id",
]);

/** Annotations that a JSON patch cannot take away (kyaml/kio/kioutil GetInternalAnnotations). */
export function isInternalAnnotation(key: string): boolean {
  return (
    key.startsWith(domain) ||
    key === "config.kubernetes.io/path" ||
    key === "config.kubernetes.io/index" ||
    key === "config.k8s.io/id"
  );
}

export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface ObjectId extends Gvk {
  readonly name: string;
  /** Never empty: "default" where none is written, `clusterWide` for kinds that have none. */
  readonly namespace: string;
}

export const clusterWide = "_non_namespaceable_";

/** Kinds that kustomize knows to have no namespace (kyaml/openapi precomputedIsNamespaceScoped); all others may have one. */
const clusterKinds: ReadonlySet<string> = new Set([
  ...both("admissionregistration.k8s.io", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"),
  ...both("apiextensions.k8s.io", "CustomResourceDefinition"),
  ...both("apiregistration.k8s.io", "APIService"),
  ...both("certificates.k8s.io", "CertificateSigningRequest"),
  "flowcontrol.apiserver.k8s.io/v1beta1 FlowSchema",
  "flowcontrol.apiserver.k8s.io/v1beta1 PriorityLevelConfiguration",
  ...both("networking.k8s.io", "IngressClass"),
  ...both("node.k8s.io", "RuntimeClass"),
  "policy/v1beta1 PodSecurityPolicy",
  ...both("rbac.authorization.k8s.io", "ClusterRole", "ClusterRoleBinding"),
  ...both("scheduling.k8s.io", "PriorityClass"),
  ...both("storage.k8s.io", "CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"),
  ...["ComponentStatus", "Namespace", "Node", "NodeProxyOptions", "PersistentVolume"].map(
    (kind) => `v1 ${kind}`,
  ),
]);

export function isClusterKind({ group, version, kind }: Gvk): boolean {
  return clusterKinds.has(`${group === "" ? version : `${group}/${version}`} ${kind}`);
}

export function gvkOf(root: Branch): Gvk {
  const { group, version } = splitApiVersion(textOf(root.get("apiVersion")));
  return { group, version, kind: textOf(root.get("kind")) };
}

export function splitApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf("/");
  if (slash < 0) return { group: "", version: apiVersion };
  return { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

export function nameOf(root: Branch): string {
  return metadataText(root, "name");
}

export function namespaceOf(root: Branch): string {
  return metadataText(root, "namespace");
}

export function currentId(root: Branch): ObjectId {
  const gvk = gvkOf(root);
  return { ...gvk, name: nameOf(root), namespace: effectiveNamespace(gvk, namespaceOf(root)) };
}

export function effectiveNamespace(gvk: Gvk, namespace: string): string {
  if (isClusterKind(gvk)) return clusterWide;
  return namespace === "" ? "default" : namespace;
}

/** Every earlier identity, oldest first. */
export function previousIds(root: Branch): readonly ObjectId[] {
  const annotations = metadataMap(root, "annotations");
  const names = annotations?.get(notes.previousNames);
  if (names === undefined) return [];
  const namespaces = textOf(annotations?.get(notes.previousNamespaces)).split(",");
  const kinds = textOf(annotations?.get(notes.previousKinds)).split(",");
  const { group, version } = gvkOf(root);
  return textOf(names)
    .split(",")
    .map((name, index) => ({
      group,
      version,
      kind: kinds[index] ?? "",
      name,
      namespace: namespaces[index] ?? "default",
    }));
}

export function originalId(root: Branch): ObjectId {
  return previousIds(root)[0] ?? currentId(root);
}

export function allIds(root: Branch): readonly ObjectId[] {
  return [...previousIds(root), currentId(root)];
}

export function storePreviousId(root: Branch): void {
  const { kind, name, namespace } = currentId(root);
  appendNote(root, notes.previousNames, name);
  appendNote(root, notes.previousNamespaces, namespace);
  appendNote(root, notes.previousKinds, kind);
}

/** A list kept as text with commas; empty values are not kept. */
export function appendNote(root: Branch, key: string, value: string): void {
  if (value === "") return;
  const annotations = metadataMapCreated(root, "annotations");
  const before = annotations.get(key);
  annotations.set(key, before === undefined ? value : `${textOf(before)},${value}`);
}

export function noteList(root: Branch, key: string): readonly string[] {
  const value = metadataMap(root, "annotations")?.get(key);
  return value === undefined ? [] : textOf(value).split(",");
}

export function idKey(id: ObjectId): string {
  return `${id.group}\u0000${id.version}\u0000${id.kind}\u0000${id.namespace}\u0000${id.name}`;
}

/** For people: "Ingress web" or "Ingress shop/web". */
export function describeId(id: ObjectId): string {
  const isPlain = id.namespace === clusterWide || id.namespace === "default";
  return `${id.kind} ${isPlain ? "" : `${id.namespace}/`}${id.name}`;
}

/** Empty fields of the selector match anything. */
export function isSelectedGvk(gvk: Gvk, selector: Partial<Gvk>): boolean {
  return (
    (selector.group === undefined || selector.group === "" || selector.group === gvk.group) &&
    (selector.version === undefined || selector.version === "" || selector.version === gvk.version) &&
    (selector.kind === undefined || selector.kind === "" || selector.kind === gvk.kind)
  );
}

/** The texts of metadata.labels or metadata.annotations. */
export function metadataTexts(root: Branch, field: "labels" | "annotations"): ReadonlyMap<string, string> {
  const map = metadataMap(root, field);
  return new Map(map === undefined ? [] : [...map].map(([key, value]) => [key, textOf(value)]));
}

/** Replaces the whole map, in the order of its keys; an empty map takes the field away. */
export function setMetadataTexts(
  root: Branch,
  field: "labels" | "annotations",
  texts: ReadonlyMap<string, string>,
): void {
  const metadata = metadataCreated(root);
  metadata.delete(field);
  if (texts.size > 0) metadata.set(field, new Map<string, Tree>(texts));
}

export function setName(root: Branch, name: string): void {
  metadataCreated(root).set("name", name);
}

/** An empty namespace takes the field away. */
export function setNamespace(root: Branch, namespace: string): void {
  if (namespace === "") {
    const metadata = root.get("metadata");
    if (isBranch(metadata)) metadata.delete("namespace");
    return;
  }
  metadataCreated(root).set("namespace", namespace);
}

function metadataText(root: Branch, field: string): string {
  const metadata = root.get("metadata");
  if (!isBranch(metadata)) return "";
  const value = metadata.get(field);
  return isNothing(value) ? "" : textOf(value);
}

function metadataMap(root: Branch, field: string): Branch | undefined {
  const metadata = root.get("metadata");
  const map = isBranch(metadata) ? metadata.get(field) : undefined;
  return isBranch(map) ? map : undefined;
}

function metadataMapCreated(root: Branch, field: string): Branch {
  const metadata = metadataCreated(root);
  const map = metadata.get(field);
  if (isBranch(map)) return map;
  const created: Branch = new Map();
  metadata.set(field, created);
  return created;
}

function metadataCreated(root: Branch): Branch {
  const metadata = root.get("metadata");
  if (isBranch(metadata)) return metadata;
  const created: Branch = new Map();
  if (metadata === undefined || isNull(metadata)) root.set("metadata", created);
  return created;
}

function both(group: string, ...kinds: readonly string[]): readonly string[] {
  return kinds.flatMap((kind) => [`${group}/v1 ${kind}`, `${group}/v1beta1 ${kind}`]);
}
