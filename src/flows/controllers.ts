/**
 * Translation under the settings of the controller that serves each Ingress. Controllers with different settings have different addresses, so
 * their Ingresses are translated apart, and a host of both moves with neither.
 */
import { type Diagnostic, diagnose, type Outcome, outcome, severityOf } from "../diagnostics/diagnostic.ts";
import { compareText, type IngressKey } from "../model/brands.ts";
import type { Config } from "../model/config.ts";
import type { ControllerGroup } from "../model/controller.ts";
import type { InventoryIngress } from "../model/ingress.ts";
import type { ClusterInventory } from "../model/inventory.ts";
import type { Service } from "../model/kube.ts";
import type { ClusterSurvey } from "../model/survey.ts";
import type { Emission } from "../model/translation.ts";
import { flagFindings } from "../nginx/controller-flags.ts";
import { controllerGroups, groupOfClass } from "../nginx/controller-groups.ts";

/** What a cluster's controllers mean, with every word about them. Nothing is said where nothing moves. */
export function readControllers(
  inventory: ClusterInventory,
  config: Config,
): Outcome<readonly ControllerGroup[]> {
  const { nginx, carriedOver = [], ingressClasses } = config;
  const groups = controllerGroups(inventory.controllers ?? [], {
    config: nginx,
    carriedOver,
    ingressClasses,
  });
  return inventory.ingresses.some((ingress) => ingress.class.ours) ? groups : outcome(groups.value);
}

/** Entries of the controller that serves an Ingress. */
export function entriesFor(
  groups: readonly ControllerGroup[],
  ingress: Pick<InventoryIngress, "class">,
): Readonly<Record<string, string>> {
  return groupOfClass(groups, ingress.class.name).entries;
}

/** The sentence for a repository that tells nothing about its controllers. */
export function controllerAssumptions(clusters: readonly ClusterSurvey[], config: Config): readonly string[] {
  const isUnknown = clusters.some(
    ({ inventory: { ingresses, controllers = [] } }) =>
      controllers.length === 0 && ingresses.some((ingress) => ingress.class.ours),
  );
  const left = (config.carriedOver ?? []).map(
    (key) => `\`${key}\` of the controller counts as carried over by hand (\`nginx.carriedOver\`).`,
  );
  if (!isUnknown || Object.keys(config.nginx).length > 0) return left;
  return [
    "The settings of ingress-nginx are not in the repository, and `nginx.config` states none: its defaults are taken.",
    ...left,
  ];
}

type TranslateGroup = (
  ingresses: readonly InventoryIngress[],
  services: readonly Service[],
  group: Pick<ControllerGroup, "entries" | "flags" | "isKnown">,
) => Outcome<readonly Emission[]>;

export function translateByController(
  groups: readonly ControllerGroup[],
  ingresses: readonly InventoryIngress[],
  services: readonly Service[],
  translate: TranslateGroup,
): Outcome<readonly Emission[]> {
  const parts = partition(groups, ingresses);
  const [only, ...others] = parts;
  if (only === undefined) return translate(ingresses, services, { entries: {}, flags: {} });
  if (others.length === 0) {
    const { group } = only;
    const translated = translate(ingresses, services, group);
    const found = [...flagFindings(group.flags, group.places), ...translated.diagnostics];
    return outcome(
      translated.value,
      found.map((one) => atItsSetting(one, group)),
    );
  }
  const diagnostics: Diagnostic[] = [...sharedHosts(parts)];
  const isShared = new Set(diagnostics.flatMap(({ ingress }) => ingress ?? []));
  const emissions = parts.flatMap(({ group, members }) => {
    const translated = translate(members, services, group);
    const found = [...flagFindings(group.flags, group.places), ...translated.diagnostics];
    diagnostics.push(
      ...found.map((one) => atItsSetting(one, group)).flatMap((one) => toMembers(one, members)),
    );
    return translated.value.map((emission) =>
      isShared.has(emission.ingress) ? { ...emission, objects: [], blocked: true } : emission,
    );
  });
  return outcome(
    emissions.toSorted((a, b) => compareText(a.ingress, b.ingress)),
    diagnostics,
  );
}

export interface ControllerPart {
  readonly group: ControllerGroup;
  readonly members: readonly InventoryIngress[];
}

/** Groups that serve any of the Ingresses. */
export function partition(
  groups: readonly ControllerGroup[],
  ingresses: readonly InventoryIngress[],
): readonly ControllerPart[] {
  return groups
    .map((group) => ({
      group,
      members: ingresses.filter((ingress) => groupOfClass(groups, ingress.class.name) === group),
    }))
    .filter(({ members }) => members.length > 0);
}

function sharedHosts(parts: readonly ControllerPart[]): readonly Diagnostic[] {
  const byHost = new Map<string, { part: ControllerPart; key: IngressKey; className: string }[]>();
  for (const part of parts) {
    for (const { key, spec, class: decision } of part.members) {
      for (const host of new Set(spec.rules.map((rule) => rule.host ?? "*"))) {
        const known = byHost.get(host) ?? [];
        byHost.set(host, [...known, { part, key, className: decision.name ?? "" }]);
      }
    }
  }
  return [...byHost].flatMap(([host, uses]) => {
    if (new Set(uses.map(({ part }) => part)).size < 2) return [];
    const classes = [...new Set(uses.map(({ className }) => className))].sort(compareText);
    return uses.map(({ key }) => diagnose("controllers-share-host", { host, classes }, { ingress: key }));
  });
}

/** A blocker about one controller holds its own Ingresses only. */
function toMembers(found: Diagnostic, members: readonly InventoryIngress[]): readonly Diagnostic[] {
  if (found.ingress !== undefined || severityOf(found) !== "blocker") return [found];
  return members.map(({ key }) => ({ ...found, ingress: key }));
}

function atItsSetting(found: Diagnostic, group: ControllerGroup): Diagnostic {
  const isAboutSetting =
    found.code === "controller-setting-needs-decision" || found.code === "controller-setting-differs";
  return isAboutSetting && found.at === undefined
    ? { ...found, at: group.places.get(found.params.key) }
    : found;
}
