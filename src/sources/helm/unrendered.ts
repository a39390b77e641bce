/**
 * An Ingress read from values without rendering: hosts, paths, class and TLS as the block states them, names and the Service as the
 * catalogue knows them. What the chart would have to tell is a blocker, never a guess.
 */
import { diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import type { Json, KubeObject } from "../../model/kube.ts";
import type { Place } from "../../model/place.ts";
import type { BlockHost, BlockPath, IngressBlock } from "./blocks/block.ts";
import type { ChartContext, ChartSite } from "./charts/entry.ts";
import { at } from "./charts/naming.ts";
import type { FoundSite } from "./charts/registry.ts";
import { expandTemplate } from "./template-text.ts";

export interface UnrenderedRequest {
  readonly block: IngressBlock;
  readonly site: FoundSite | undefined;
  /** All layers of the site's chart merged. */
  readonly context: ChartContext;
  /** Service that a person stated for this Ingress. */
  readonly stated?: { readonly service: string; readonly port: string | number } | undefined;
  readonly place: Place | undefined;
}

/** undefined when the block is off, or with a blocker when it cannot be read without the chart. */
export function readUnrendered(request: UnrenderedRequest): Outcome<KubeObject | undefined> {
  const { block, site, context } = request;
  if (!isOn(block, site?.site)) return outcome(undefined);
  const key = block.keyPath.join(".");
  const unread = block.unread.filter((name) => site?.site.reads?.includes(name) !== true);
  if (unread.length > 0) {
    const problem = `has ${unread.map((name) => `\`${name}\``).join(", ")}, which only the chart can place`;
    return outcome(undefined, [diagnose("helm-values-shape", { key, problem }, { at: request.place })]);
  }
  const hosts = hostsOf(request);
  const unknown = hosts.find(({ host }) => host.expanded === undefined);
  if (unknown !== undefined) {
    return outcome(undefined, [
      diagnose("helm-host-unknown", { key, text: unknown.host.text }, { at: request.place }),
    ]);
  }
  if (hosts.length === 0) {
    const text = block.form === "none" ? "nothing" : "empty";
    return outcome(undefined, [diagnose("helm-host-unknown", { key, text }, { at: request.place })]);
  }
  const rules: Json[] = [];
  for (const { host, paths } of hosts) {
    const written: Json[] = [];
    for (const path of paths) {
      const backend = backendFor(path, request);
      if (typeof backend === "string") {
        return outcome(undefined, [
          diagnose(
            "helm-service-unknown",
            { key, chart: context.chart, why: backend },
            { at: request.place },
          ),
        ]);
      }
      written.push({
        path: path.path,
        pathType: path.pathType ?? site?.site.defaultPathType ?? "Prefix",
        backend: { service: { name: backend.service, port: portOf(backend.port) } },
      });
    }
    rules.push({ ...(host.expanded === "" ? {} : { host: host.expanded ?? "" }), http: { paths: written } });
  }
  const name =
    site?.site.backend?.ingress?.(context, site.wild.at(-1)) ??
    site?.site.backend?.service(context) ??
    request.stated?.service;
  if (name === undefined) {
    const why = "the name of the Ingress is not known without rendering";
    return outcome(undefined, [
      diagnose("helm-service-unknown", { key, chart: context.chart, why }, { at: request.place }),
    ]);
  }
  const tls = tlsOf(block, hosts, request);
  return outcome({
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: {
      name,
      namespace: context.namespace,
      ...(Object.keys(block.annotations).length === 0 ? {} : { annotations: block.annotations }),
    },
    spec: {
      ...(block.className === undefined || block.className.keyPath.includes("annotations")
        ? {}
        : { ingressClassName: block.className.name }),
      rules,
      ...(tls.length === 0 ? {} : { tls }),
    },
  });
}

/** Absent means what the chart's default means; a chart nobody knows is taken at the word of a block with a host. */
export function isOn(block: IngressBlock, site: ChartSite | undefined): boolean {
  if (block.enabled === true) return true;
  if (block.enabled === false) return false;
  if (block.enabled === "absent") return site?.enabledByDefault ?? block.hosts.length > 0;
  return true;
}

interface ReadHost {
  readonly host: { readonly text: string; readonly expanded: string | undefined };
  readonly paths: readonly BlockPath[];
}

function hostsOf({ block, site, context }: UnrenderedRequest): readonly ReadHost[] {
  if (block.form === "baseaddr")
    return block.hosts.map((host) => ({ host: { text: host.host, expanded: undefined }, paths: [] }));
  const expand = (text: string) => ({
    text,
    expanded:
      site === undefined || site.site.templatesHosts
        ? expandTemplate(text, context)
        : text.includes("{{")
          ? undefined
          : text,
  });
  const written = block.hosts.map((host) => ({
    host: expand(host.host),
    paths: pathsOf(host, block, site?.site),
  }));
  if (block.form !== "none") return written;
  // The block names no host of its own (perhaps further ones): the chart takes it from elsewhere.
  for (const path of site?.site.hostAt ?? []) {
    const elsewhere = at(context.values, path);
    if (typeof elsewhere === "string" && elsewhere !== "") {
      const host: BlockHost = { host: elsewhere, keyPath: [...path], paths: [] };
      return [{ host: expand(elsewhere), paths: pathsOf(host, block, site?.site) }, ...written];
    }
  }
  return site?.site.hostAt === undefined ? written : [];
}

/** The host's own paths, else the block's, else the chart's default. */
function pathsOf(host: BlockHost, block: IngressBlock, site: ChartSite | undefined): readonly BlockPath[] {
  if (host.paths.length > 0) return host.paths;
  if (block.defaultPath !== undefined) return [block.defaultPath];
  return [{ path: site?.defaultPath ?? "/", pathType: undefined, backend: undefined, keyPath: host.keyPath }];
}

interface FoundBackend {
  readonly service: string;
  readonly port: string | number;
}

/** The Service of one path, or why it is not known. */
function backendFor(path: BlockPath, request: UnrenderedRequest): FoundBackend | string {
  const { site, context, stated } = request;
  const { backend } = path;
  if (backend === undefined) {
    if (stated !== undefined) return stated;
    if (site === undefined) return "the chart is not one the catalogue knows";
    if (site.site.backend === undefined) return "the chart makes it from more than the values show";
    const service = site.site.backend.service(context);
    const port = site.site.backend.port(context);
    if (service === undefined || port === undefined) return "the values that decide it are not all known";
    return { service, port };
  }
  const { port } = backend;
  const isIdentifier =
    backend.kind === "named" && site?.site.namesIdentifiers?.(context, backend.name) === true;
  if (backend.kind !== "identifier" && !isIdentifier) {
    const meant = backend.kind === "named" ? site?.site.serviceNamed : undefined;
    const name = meant === undefined ? expandTemplate(backend.name, context) : meant(context, backend.name);
    if (name === undefined) return `what \`${backend.name}\` means is not known without rendering`;
    return port === undefined ? `\`${name}\` has no port` : { service: name, port };
  }
  const identifier = backend.kind === "identifier" ? backend.identifier : backend.name;
  const service = site?.site.serviceOf?.(context, identifier);
  if (service === undefined) {
    return stated ?? `\`${identifier}\` names a service of the values, which the chart turns into a name`;
  }
  const number =
    numberOf(port, identifier, context) ?? port ?? site?.site.backend?.portOf?.(context, identifier);
  return number === undefined ? `\`${identifier}\` has no port` : { service, port: number };
}

/** A port's name in the values' own services, as a number. */
function numberOf(
  port: string | number | undefined,
  identifier: string,
  context: ChartContext,
): number | undefined {
  if (typeof port !== "string") return undefined;
  const number = at(context.values, ["service", identifier, "ports", port, "port"]);
  return typeof number === "number" ? number : undefined;
}

function tlsOf(block: IngressBlock, hosts: readonly ReadHost[], request: UnrenderedRequest): readonly Json[] {
  const names = hosts.flatMap(({ host }) =>
    host.expanded === undefined || host.expanded === "" ? [] : [host.expanded],
  );
  const entry = (secretName: string | undefined, all: readonly string[]): Json => ({
    ...(all.length === 0 ? {} : { hosts: all }),
    ...(secretName === undefined ? {} : { secretName }),
  });
  const { tls } = block;
  switch (tls.kind) {
    case "absent":
      return [];
    case "list":
      return tls.entries.map(({ hosts: own, secretName }) =>
        entry(
          secretName === undefined ? undefined : expandTemplate(secretName, request.context),
          own.map((host) => expandTemplate(host, request.context) ?? host),
        ),
      );
    case "switch": {
      if (!tls.enabled) return [];
      const made = request.site?.site.tlsSecret?.(request.context, names[0] ?? "");
      const covered = request.site?.site.tlsMainHostOnly === true ? names.slice(0, 1) : names;
      return [entry(tls.secretName ?? made, covered)];
    }
    case "text":
      return [entry(expandTemplate(tls.text, request.context), names)];
  }
}

function portOf(port: string | number): Json {
  return typeof port === "number" ? { number: port } : { name: port };
}
