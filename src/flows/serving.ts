/**
 * The Gateways of a cluster as routes find them: standing in the repository, written by wave 0, or somewhere else, of which nothing is known.
 */
import { type Diagnostic, hasBlocker, type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import { knownGateway } from "../gateway/listeners.ts";
import { planGateway } from "../gateway/plan-gateway.ts";
import { gatewayFindings, servingFindings } from "../gateway/serving.ts";
import type { IngressKey, RepoPath } from "../model/brands.ts";
import type { Config, GatewayChoice, SecretKey } from "../model/config.ts";
import type { ControllerGroup } from "../model/controller.ts";
import type { InventoryIngress } from "../model/ingress.ts";
import type { ClusterInventory, PlacedObject } from "../model/inventory.ts";
import type { KubeObject } from "../model/kube.ts";
import type { ClusterGateway } from "../model/survey.ts";
import type { Emission } from "../model/translation.ts";

/** Every Gateway that Ingresses of ours attach to. */
export function readGateways(
  inventory: ClusterInventory,
  config: Config,
  controllers: readonly ControllerGroup[],
): Outcome<readonly ClusterGateway[]> {
  const ours = inventory.ingresses.filter((ingress) => ingress.class.ours);
  const diagnostics: Diagnostic[] = [];
  const choices: readonly (readonly [string | undefined, GatewayChoice | undefined])[] = [
    [undefined, config.gateway],
    ...Object.entries(config.gatewayByClass),
  ];
  const gateways = choices.flatMap(([className, choice]): ClusterGateway[] => {
    if (choice === undefined) return [];
    const members = ours.filter((ingress) => gatewayClassOf(ingress, config) === className);
    if (members.length === 0) return [];
    const standing = knownGateway(choice, inventory.gatewayObjects);
    if (standing !== undefined) return [{ choice, known: standing, planned: [], className }];
    if (choice.create === undefined) return [{ choice, known: undefined, planned: [], className }];
    const planned = planGateway({
      choice,
      target: config.target.name,
      ingresses: members,
      classes: inventory.gatewayObjects
        .map(({ object }) => object)
        .filter(({ kind }) => kind === "GatewayClass"),
      defaultCertificate: defaultCertificateOf(controllers),
    });
    diagnostics.push(...planned.diagnostics);
    const known = knownGateway(choice, planned.value.map(asPlaced));
    return [{ choice, known, planned: planned.value, className }];
  });
  return outcome(gateways, diagnostics);
}

/** The configuration with the listeners its Gateways have, so that routes name the one that serves them. */
export function withListeners(config: Config, gateways: readonly ClusterGateway[]): Config {
  const fill = (className: string | undefined, choice: GatewayChoice): GatewayChoice => {
    const listeners = gateways.find((one) => one.className === className)?.known?.listeners;
    return listeners === undefined ? choice : { ...choice, listeners };
  };
  return {
    ...config,
    gateway: config.gateway === undefined ? undefined : fill(undefined, config.gateway),
    gatewayByClass: Object.fromEntries(
      Object.entries(config.gatewayByClass).map(([name, choice]) => [name, fill(name, choice)]),
    ),
  };
}

export interface Judged {
  readonly emissions: readonly Emission[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Emissions whose routes a known Gateway would refuse are blocked. */
export function judgeServing(
  inventory: ClusterInventory,
  config: Config,
  gateways: readonly ClusterGateway[],
  translated: Outcome<readonly Emission[]>,
): Judged {
  const byKey = new Map<IngressKey, InventoryIngress>(inventory.ingresses.map((one) => [one.key, one]));
  const found: Diagnostic[] = [];
  const told = new Set<IngressKey>();
  const emissions = translated.value.map((emission) => {
    const ingress = byKey.get(emission.ingress);
    const gateway =
      ingress === undefined
        ? undefined
        : gateways.find(({ className }) => className === gatewayClassOf(ingress, config));
    if (ingress === undefined || gateway?.known === undefined || emission.blocked) return emission;
    told.add(emission.ingress);
    const all = [...inventory.gatewayObjects, ...gateway.planned.map(asPlaced)];
    const own = servingFindings({ ingress, objects: emission.objects }, gateway.choice, gateway.known, all);
    found.push(...own);
    return hasBlocker(own) ? { ...emission, objects: [], blocked: true } : emission;
  });
  for (const { choice, known, className } of gateways) {
    if (known === undefined) continue;
    const hosts = inventory.ingresses
      .filter((ingress) => ingress.class.ours && gatewayClassOf(ingress, config) === className)
      .flatMap(({ spec }) => spec.rules.flatMap(({ host }) => host ?? []));
    found.push(...gatewayFindings(choice, known, [...new Set(hosts)]));
  }
  // what stands in the repository is judged; the general reminder is for Gateways elsewhere
  const kept = translated.diagnostics.filter(
    ({ code, ingress }) =>
      code !== "certificate-needed-on-gateway" || ingress === undefined || !told.has(ingress),
  );
  return { emissions, diagnostics: [...kept, ...found] };
}

/** Sentences for Gateways of which nothing is known. */
export function gatewayAssumptions(gateways: readonly ClusterGateway[]): readonly string[] {
  return gateways
    .filter(({ known }) => known === undefined)
    .map(
      ({ choice }) =>
        `The Gateway ${choice.namespace}/${choice.name} is not in the repository: its listeners are taken to accept routes of every namespace, for every host, with a certificate for it.`,
    );
}

/** The class whose own Gateway an Ingress attaches to; undefined: the common one. */
function gatewayClassOf(ingress: InventoryIngress, { gatewayByClass }: Config): string | undefined {
  const { name } = ingress.class;
  return name !== undefined && Object.hasOwn(gatewayByClass, name) ? name : undefined;
}

function defaultCertificateOf(controllers: readonly ControllerGroup[]): SecretKey | undefined {
  const stated = controllers.flatMap(({ flags }) => flags["default-ssl-certificate"] ?? []);
  const [only, ...others] = [...new Set(stated)];
  if (typeof only !== "string" || others.length > 0) return undefined;
  const [namespace, name, ...rest] = only.split("/");
  return namespace && name && rest.length === 0 ? { namespace, name } : undefined;
}

function asPlaced(object: KubeObject): PlacedObject {
  const path = ".github/tidegate.yml" as RepoPath; // a fixed path; what asks for the object
  return { object, place: { path, line: 1, column: 1 }, document: 0 };
}
