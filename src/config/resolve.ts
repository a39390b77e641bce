/**
 * From what the file states to what every step reads: defaults, inheritance, and what can be taken from the repository. Each value
 * that nobody stated is said in `assumptions`, in one sentence for people.
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import type { ClusterChoice, Config, GatewayChoice } from "../model/config.ts";
import type { KubeObject } from "../model/kube.ts";
import { parseDuration } from "./duration.ts";
import { findGateway, gatewayNames, sectionsOf } from "./found-gateway.ts";
import { findTarget } from "./found-target.ts";
import type { ConfigFile } from "./read.ts";
import { resolveTarget } from "./resolve-target.ts";
import type { ConfigSettings, GatewaySettings } from "./schema.ts";

export interface ResolvedConfig {
  readonly config: Config;
  readonly assumptions: readonly string[];
}

/** The label external-dns reads unless it is told otherwise: kubernetes-sigs/external-dns, docs/annotations. */
const defaultDnsPrefix = "external-dns.alpha.kubernetes.io/";
/** From v0.22.0. */
const newerDnsPrefix = "external-dns.kubernetes.io/";
const defaultSoak = 48 * 3_600_000;

export function resolveConfig(
  file: ConfigFile | undefined,
  found: { readonly gateways: readonly KubeObject[]; readonly gatewayClasses?: readonly KubeObject[] },
): Outcome<ResolvedConfig> {
  const settings: ConfigSettings = file?.settings ?? {};
  const placeOf: ConfigFile["placeOf"] = file?.placeOf ?? (() => undefined);
  const assumptions: string[] = [];
  const diagnostics: Diagnostic[] = [];

  if (file === undefined)
    assumptions.push("There is no .github/tidegate.yml: everything is found or defaulted.");
  if (file !== undefined && settings.version === undefined) {
    assumptions.push("The configuration states no `version`: it is read as version 1.");
  }
  if (settings.ingressClasses === undefined) assumptions.push("Ingresses of the class `nginx` move.");
  const defaultClass = settings.defaultClass === undefined ? "nginx" : (settings.defaultClass ?? undefined);
  if (settings.defaultClass === undefined) {
    assumptions.push("An Ingress that names no class belongs to the class `nginx`.");
  }

  const aboutGateway: string[] = [];
  const gateway = chooseGateway(settings.gateway, found.gateways, aboutGateway);
  const standing =
    gateway === undefined ? undefined : findGateway(found.gateways, gateway.namespace, gateway.name);
  const implementation = findTarget(standing, found.gatewayClasses ?? []);
  const target = resolveTarget(settings.target, ["target"], undefined, placeOf, implementation);
  diagnostics.push(...target.diagnostics);
  assumptions.push(...target.value.assumptions, ...aboutGateway);

  if (gateway === undefined) {
    diagnostics.push(diagnose("config-gateway-missing", { found: gatewayNames(found.gateways) }));
  }
  const inherit = (own: GatewaySettings): GatewayChoice => ({
    namespace: own.namespace,
    name: own.name,
    sections: completeSections(own, settings.gateway, found.gateways, assumptions),
    ...creationOf(own),
  });

  const clusters = settings.clusters?.map((cluster, index): ClusterChoice => {
    const own = resolveTarget(cluster.target, ["clusters", index, "target"], target.value.choice, placeOf);
    diagnostics.push(...own.diagnostics);
    assumptions.push(...own.value.assumptions);
    return {
      name: cluster.name,
      paths: cluster.paths,
      target: own.value.choice,
      gateway: cluster.gateway === undefined ? gateway : inherit(cluster.gateway),
    };
  });

  const config: Config = {
    ingressClasses: settings.ingressClasses ?? ["nginx"],
    defaultClass,
    target: target.value.choice,
    gateway,
    gatewayByClass: Object.fromEntries(
      Object.entries(settings.gatewayByClass ?? {}).map(([name, own]) => [name, inherit(own)]),
    ),
    nginx: settings.nginx?.config ?? {},
    carriedOver: settings.nginx?.carriedOver,
    clusters,
    waves: {
      maxPerWave: settings.waves?.maxPerWave ?? 20,
      pin: settings.waves?.pin ?? {},
      hold: (settings.waves?.hold ?? []).map(({ service, reason }) => ({
        service,
        reason: reason ?? "no reason given",
      })),
    },
    place: settings.place ?? "beside",
    charts: {
      pull: settings.charts?.pull ?? "never",
      kubeVersion: settings.charts?.kubeVersion,
      apiVersions: settings.charts?.apiVersions ?? [],
      services: settings.charts?.services ?? {},
      hidden: settings.charts?.hidden ?? [],
    },
    removal: { values: settings.removal?.values ?? "disable" },
    accept: {
      security: settings.accept?.security ?? "maintain",
      externalAuth: settings.accept?.externalAuth,
    },
    dns: { externalDns: externalDnsOf(settings) },
    parity: {
      // the schema let nothing but durations pass
      soak: parseDuration(settings.parity?.soak ?? "") ?? defaultSoak,
      requiredChecks: settings.parity?.requiredChecks ?? [],
    },
    ignore: settings.ignore ?? [],
  };
  return outcome({ config, assumptions: [...new Set(assumptions)] }, diagnostics);
}

function chooseGateway(
  stated: GatewaySettings | undefined,
  gateways: readonly KubeObject[],
  assumptions: string[],
): GatewayChoice | undefined {
  if (stated !== undefined) {
    const sections = completeSections(stated, undefined, gateways, assumptions);
    return { namespace: stated.namespace, name: stated.name, sections, ...creationOf(stated) };
  }
  const [only, ...others] = gatewayNames(gateways);
  if (only === undefined || others.length > 0) return undefined;
  const [namespace = "", name = ""] = only.split("/");
  assumptions.push(`Routes attach to the Gateway ${only}, the only one in the repository.`);
  return {
    namespace,
    name,
    sections: completeSections({ namespace, name }, undefined, gateways, assumptions),
  };
}

function creationOf({ create }: GatewaySettings): Pick<GatewayChoice, "create"> {
  if (create === undefined || create === false) return {};
  const { className, directory } = create === true ? {} : create;
  return { create: { className, directory } };
}

/** Stated listener names, else those of the default gateway, else what the repository's Gateway calls them, else http and https. */
function completeSections(
  own: GatewaySettings,
  base: GatewaySettings | undefined,
  gateways: readonly KubeObject[],
  assumptions: string[],
): GatewayChoice["sections"] {
  const stated = {
    http: own.sections?.http ?? base?.sections?.http,
    https: own.sections?.https ?? base?.sections?.https,
  };
  const found = findGateway(gateways, own.namespace, own.name);
  const listeners = found === undefined ? {} : sectionsOf(found);
  const choose = (protocol: "http" | "https"): string => {
    const name = stated[protocol] ?? listeners[protocol];
    if (stated[protocol] === undefined) {
      const source = name === undefined ? "the default" : "as in the repository";
      assumptions.push(
        `The ${protocol} listener of the Gateway ${own.namespace}/${own.name} is called \`${name ?? protocol}\` (${source}).`,
      );
    }
    return name ?? protocol;
  };
  const passthrough = own.sections?.passthrough ?? base?.sections?.passthrough;
  return {
    http: choose("http"),
    https: choose("https"),
    ...(passthrough !== undefined && { passthrough }),
  };
}

function externalDnsOf(settings: ConfigSettings): Config["dns"]["externalDns"] {
  const stated = settings.dns?.externalDns;
  if (stated === undefined) return undefined;
  const [major = 0, minor = 0] = stated.version.replace(/^v/, "").split(".").map(Number);
  const isNewer = major > 0 || minor >= 22;
  return { version: stated.version, prefix: stated.prefix ?? (isNewer ? newerDnsPrefix : defaultDnsPrefix) };
}
