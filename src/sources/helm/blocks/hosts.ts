/** Hosts and paths of an ingress block in every form charts give them. The first form that fits wins; `extraHosts` add to it. */
import type { Json } from "../../../model/kube.ts";
import type { KeyPath } from "../../../yaml/file.ts";
import { isMapping } from "../../objects/parse.ts";
import type { BlockBackend, BlockHost, BlockPath, HostForm } from "./block.ts";

type Block = { readonly [key: string]: Json };

export interface ReadHosts {
  readonly form: HostForm;
  readonly hosts: readonly BlockHost[];
  readonly defaultPath: BlockPath | undefined;
}

export function readHosts(block: Block, keyPath: KeyPath): ReadHosts {
  const { form, hosts } = ownHosts(block, keyPath);
  const extra = ["extraHosts", "additionalHosts", "additionalHostnames"].flatMap((key) => {
    const list = block[key];
    return Array.isArray(list) ? fromList(list, [...keyPath, key]).hosts : [];
  });
  return { form, hosts: [...hosts, ...extra], defaultPath: defaultPathOf(block, keyPath) };
}

function ownHosts(
  block: Block,
  keyPath: KeyPath,
): { readonly form: HostForm; readonly hosts: readonly BlockHost[] } {
  for (const key of ["hosts", "hostnames"]) {
    const value = block[key];
    if (Array.isArray(value) && value.length > 0) return fromList(value, [...keyPath, key]);
    if (isMapping(value) && Object.keys(value).length > 0) return fromMap(value, [...keyPath, key]);
  }
  if (Array.isArray(block.rules) && block.rules.length > 0) {
    return { form: "rules", hosts: fromList(block.rules, [...keyPath, "rules"]).hosts };
  }
  for (const key of ["hostname", "hostName", "host"]) {
    const value = block[key];
    const at = [...keyPath, key];
    const form = key === "host" ? "host" : "hostname";
    if (typeof value === "string" && value !== "")
      return { form, hosts: [{ host: value, keyPath: at, paths: [] }] };
    if (isMapping(value)) {
      const host = hostFrom(value, at);
      if (host !== undefined) return { form: "host", hosts: [host] };
    }
    if (Array.isArray(value) && value.length > 0) return fromList(value, at);
  }
  if (Array.isArray(block.service)) return fromBaseAddresses(block.service, [...keyPath, "service"]);
  return { form: "none", hosts: [] };
}

function fromList(
  list: readonly Json[],
  keyPath: KeyPath,
): { readonly form: HostForm; readonly hosts: readonly BlockHost[] } {
  const hosts = list.flatMap((item, index): readonly BlockHost[] => {
    const at = [...keyPath, index];
    if (typeof item === "string") return item === "" ? [] : [{ host: item, keyPath: at, paths: [] }];
    const host = isMapping(item) ? hostFrom(item, at) : undefined;
    return host === undefined ? [] : [host];
  });
  const first = list.find((item) => item !== null);
  if (!isMapping(first)) return { form: "strings", hosts };
  return { form: "name" in first && !("host" in first) ? "name-path" : "host-paths", hosts };
}

function hostFrom(item: Block, keyPath: KeyPath): BlockHost | undefined {
  const key = ["host", "name", "hostname", "domain"].find((name) => typeof item[name] === "string");
  const host = key === undefined ? undefined : item[key];
  // A rule without a host takes every request.
  if (typeof host !== "string" && !("paths" in item) && !("http" in item)) return undefined;
  return {
    host: typeof host === "string" ? host : "",
    keyPath: key === undefined ? keyPath : [...keyPath, key],
    paths: pathsOf(item, keyPath),
  };
}

function pathsOf(item: Block, keyPath: KeyPath): readonly BlockPath[] {
  const http = isMapping(item.http) ? item.http : undefined;
  // VictoriaMetrics writes `path: [/]`.
  const key = Array.isArray(item.path) && item.paths === undefined ? "path" : "paths";
  const list = http === undefined ? item[key] : http.paths;
  const base = http === undefined ? [...keyPath, key] : [...keyPath, "http", "paths"];
  if (Array.isArray(list)) {
    return list.flatMap((entry: Json, index) => {
      const at = [...base, index];
      if (typeof entry === "string")
        return [{ path: entry, pathType: undefined, backend: undefined, keyPath: at }];
      return isMapping(entry) ? [pathFrom(entry, at)] : [];
    });
  }
  if (typeof item.path !== "string") return [];
  const at = [...keyPath, "path"];
  return [{ path: item.path, pathType: textOf(item.pathType), backend: undefined, keyPath: at }];
}

function pathFrom(entry: Block, keyPath: KeyPath): BlockPath {
  return {
    path: textOf(entry.path) ?? "/",
    pathType: textOf(entry.pathType),
    backend: backendOf(entry),
    keyPath,
  };
}

function backendOf(entry: Block): BlockBackend | undefined {
  const old = textOf(entry.serviceName);
  if (old !== undefined) return { kind: "service", name: old, port: portOf(entry.servicePort) };
  const backend = isMapping(entry.backend) ? entry.backend : undefined;
  const service = isMapping(backend?.service)
    ? backend.service
    : isMapping(entry.service)
      ? entry.service
      : undefined;
  if (service === undefined) {
    const name = textOf(backend?.serviceName) ?? textOf(entry.backend);
    return name === undefined
      ? undefined
      : { kind: "service", name, port: portOf(backend?.servicePort ?? entry.port) };
  }
  const port = portOf(service.port);
  const identifier = textOf(service.identifier);
  if (identifier !== undefined) return { kind: "identifier", identifier, port };
  const name = textOf(service.name);
  if (name === undefined) return undefined;
  return { kind: backend === undefined ? "named" : "service", name, port };
}

/** 80, "http", {number: 80}, {name: http}. */
function portOf(value: Json | undefined): string | number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "string" && value !== "") return value;
  if (!isMapping(value)) return undefined;
  return portOf(value.number) ?? portOf(value.name);
}

/** Keys name components (`core`), values their hosts, or blocks with a host. */
function fromMap(
  map: Block,
  keyPath: KeyPath,
): { readonly form: HostForm; readonly hosts: readonly BlockHost[] } {
  const hosts = Object.entries(map).flatMap(([key, value]): readonly BlockHost[] => {
    const at = [...keyPath, key];
    if (typeof value === "string") return value === "" ? [] : [{ host: value, keyPath: at, paths: [] }];
    const host = isMapping(value) ? hostFrom(value, at) : undefined;
    return host === undefined ? [] : [host];
  });
  return { form: "map", hosts };
}

function fromBaseAddresses(
  list: readonly Json[],
  keyPath: KeyPath,
): { readonly form: HostForm; readonly hosts: readonly BlockHost[] } {
  const hosts = list.flatMap((item, index): readonly BlockHost[] => {
    const host = isMapping(item) ? textOf(item.baseaddr) : undefined;
    if (!isMapping(item) || host === undefined) return [];
    const at = [...keyPath, index];
    const name = textOf(item.name);
    const backend: BlockBackend | undefined =
      name === undefined ? undefined : { kind: "service", name, port: portOf(item.port) };
    return [
      {
        host,
        keyPath: [...at, "baseaddr"],
        paths: [{ path: "/", pathType: undefined, backend, keyPath: at }],
      },
    ];
  });
  return { form: hosts.length === 0 ? "none" : "baseaddr", hosts };
}

function defaultPathOf(block: Block, keyPath: KeyPath): BlockPath | undefined {
  const pathType = textOf(block.pathType);
  if (typeof block.path === "string") {
    return { path: block.path, pathType, backend: undefined, keyPath: [...keyPath, "path"] };
  }
  const first = Array.isArray(block.paths) ? (block.paths as readonly Json[])[0] : undefined; // an item of a JSON list
  if (typeof first === "string")
    return { path: first, pathType, backend: undefined, keyPath: [...keyPath, "paths", 0] };
  if (isMapping(first))
    return { ...pathFrom(first, [...keyPath, "paths", 0]), pathType: textOf(first.pathType) ?? pathType };
  return undefined;
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
