/**
 * Clusters Argo CD knows: the Secrets that register them (label argocd.argoproj.io/secret-type: cluster), and the one it runs in.
 */
import { directoryOf, type RepoPath } from "../../model/brands.ts";
import type { KubeObject } from "../../model/kube.ts";
import type { Place } from "../../model/place.ts";
import { clusterOf, defaultCluster } from "../clusters.ts";
import { mappingOf, type SourceObject, textOf } from "../objects/fields.ts";
import { isMapping } from "../objects/parse.ts";

export interface RegisteredCluster {
  readonly name: string;
  readonly server: string;
  readonly project: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly place: Place;
}

export const localServer = "https://kubernetes.default.svc";
export const localName = "in-cluster";
const secretType = "argocd.argoproj.io/secret-type";

export function isClusterSecret(object: KubeObject): boolean {
  const { labels } = object.metadata;
  return object.kind === "Secret" && isMapping(labels) && labels[secretType] === "cluster";
}

/** undefined when the Secret is encrypted or says neither name nor server. */
export function readClusterSecret(source: SourceObject): RegisteredCluster | undefined {
  const { object } = source;
  if (!isClusterSecret(object) || mappingOf(object.sops) !== undefined) return undefined;
  const read = (key: string): string | undefined => {
    const plain = textOf(mappingOf(object.stringData)?.[key]);
    const encoded = textOf(mappingOf(object.data)?.[key]);
    return plain ?? (encoded === undefined ? undefined : fromBase64(encoded));
  };
  const name = read("name");
  const server = read("server");
  if (name === undefined || server === undefined) return undefined;
  const { labels, annotations } = object.metadata;
  return {
    name,
    server,
    project: read("project") ?? "",
    labels: texts(labels),
    annotations: texts(annotations),
    place: source.place,
  };
}

function texts(map: unknown): Readonly<Record<string, string>> {
  if (!isMapping(map)) return {};
  return Object.fromEntries(
    Object.entries(map).flatMap(([key, value]): [string, string][] =>
      typeof value === "string" ? [[key, value]] : [],
    ),
  );
}

function fromBase64(text: string): string | undefined {
  const clean = text.replace(/\s/g, "");
  if (clean.length > 100_000 || clean.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(clean))
    return undefined;
  try {
    const bytes = Uint8Array.from(atob(clean), (character) => character.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

export interface Destination {
  /** For people and branches; a name that is open keeps its `{{ … }}`. */
  readonly cluster: string;
  readonly server: string | undefined;
  /** The cluster Argo CD itself runs in. */
  readonly isLocal: boolean;
  /** undefined: the manifests say. */
  readonly namespace: string | undefined;
}

/**
 * The local cluster is named after the directory the Application stands in (clusters/prod/…), since every Argo CD calls its own cluster
 * the same; without such a directory it is `in-cluster`.
 */
export function destinationOf(
  destination: unknown,
  application: RepoPath,
  registered: readonly RegisteredCluster[],
): Destination {
  const spec = mappingOf(destination);
  const server = textOf(spec?.server)?.replace(/\/+$/, "");
  const name = textOf(spec?.name);
  const namespace = textOf(spec?.namespace);
  const known = registered.find((cluster) =>
    name === undefined ? cluster.server.replace(/\/+$/, "") === server : cluster.name === name,
  );
  if (known !== undefined && known.server.replace(/\/+$/, "") !== localServer)
    return { cluster: safeName(known.name), server: known.server, isLocal: false, namespace };
  const isLocal =
    name === localName || server === localServer || (name === undefined && server === undefined);
  if (isLocal) return { cluster: localClusterName(application), server: localServer, isLocal, namespace };
  return { cluster: safeName(name ?? hostOf(server ?? "")), server, isLocal, namespace };
}

function localClusterName(application: RepoPath): string {
  const { name } = clusterOf(directoryOf(application));
  return name === defaultCluster ? localName : name;
}

function hostOf(server: string): string {
  return /^[a-z]+:\/\/([^/:]+)/i.exec(server)?.[1] ?? server;
}

/** The name becomes part of a branch name; `{{ … }}` is kept for people to see. */
function safeName(name: string): string {
  if (name.includes("{{")) return name;
  const safe = name
    .replace(/[^A-Za-z0-9._-]/g, "-")
    .replace(/^[.-]+|\.lock$|[.-]+$/g, "")
    .replace(/\.{2,}/g, ".");
  return safe === "" ? localName : safe;
}
