/**
 * Why a service does not move in a wave, in sentences for the pull request: configuration, Gateway, holds, blockers, routes that
 * somebody else wrote.
 */
import { type Diagnostic, diagnose, wordingOf } from "../diagnostics/diagnostic.ts";
import type { TargetName } from "../model/config.ts";
import type { PlannedService } from "../model/plan.ts";
import type { ClusterSurvey, NotMovedService, Survey, WaveKind } from "../model/survey.ts";
import { ingressId } from "../plan/waves.ts";
import { configFor, identity } from "./by-cluster.ts";
import { intendedObjects, isIntended } from "./same-route.ts";

/** undefined: the service may move. */
export function reasonsAgainst(
  survey: Survey,
  service: PlannedService,
  kind: WaveKind,
): NotMovedService | undefined {
  if (!survey.configIsValid) {
    return {
      service,
      reasons: ["The configuration has errors; nothing is written until they are mended."],
      diagnostics: [],
    };
  }
  if (!hasGateway(survey, service)) {
    const reason =
      "No Gateway is named for it: set `gateway: {name, namespace}` in .github/tidegate.yml. Nothing was written.";
    return { service, reasons: [reason], diagnostics: [] };
  }
  if (service.status === "held") {
    return { service, reasons: [`Held: ${service.holdReason ?? "no reason given"}.`], diagnostics: [] };
  }
  if (service.status === "blocked") {
    const diagnostics = service.ingresses.flatMap(
      (key) => survey.blockers.get(ingressId(service.cluster, key)) ?? [],
    );
    return { service, reasons: [...new Set(diagnostics.map(sentenceOf))], diagnostics };
  }
  if (kind === "remove" && lacksGateway(survey, service)) {
    const reason = "The Gateway its routes attach to is not in the repository yet: merge wave 0 first.";
    return { service, reasons: [reason], diagnostics: [] };
  }
  if (kind === "remove" && service.status !== "migrated") {
    return {
      service,
      reasons: ["Its routes are not in the repository yet: add them first."],
      diagnostics: [],
    };
  }
  return undefined;
}

function lacksGateway(survey: Survey, service: PlannedService): boolean {
  const cluster = survey.clusters.find(({ inventory }) => inventory.name === service.cluster);
  return (cluster?.gateways ?? []).some(({ planned }) => planned.length > 0);
}

/** Verdicts can be shown without a Gateway; a route that attaches to a guess is not written. */
function hasGateway(survey: Survey, service: PlannedService): boolean {
  const config = configFor(survey.config, service.cluster);
  if (config.gateway !== undefined) return true;
  const cluster = survey.clusters.find(({ inventory }) => inventory.name === service.cluster);
  return service.ingresses.every((key) => {
    const className = cluster?.inventory.ingresses.find((ingress) => ingress.key === key)?.class.name;
    return className !== undefined && Object.hasOwn(config.gatewayByClass, className);
  });
}

/** An add wave leaves a route alone that somebody else wrote under the name it would use. */
export function standingRoutes(
  cluster: ClusterSurvey,
  service: PlannedService,
  kind: WaveKind,
  target: TargetName,
): NotMovedService | undefined {
  if (kind === "remove") return undefined;
  const intended = intendedObjects(cluster, target);
  const standing = new Map(
    cluster.inventory.gatewayObjects.map((placed) => [identity(placed.object, "default"), placed] as const),
  );
  const diagnostics = service.ingresses.flatMap((key) => {
    return intended.flatMap((one) => {
      const object = identity(one.object, "default");
      const found = one.ingress === key ? standing.get(object) : undefined;
      if (found === undefined || isIntended(one, found)) return [];
      return [diagnose("route-stands-already", { object }, { at: found.place, ingress: key })];
    });
  });
  if (diagnostics.length === 0) return undefined;
  return { service, reasons: diagnostics.map(sentenceOf), diagnostics };
}

export function sentenceOf(diagnostic: Diagnostic): string {
  const { message, remedy } = wordingOf(diagnostic);
  const subject = diagnostic.ingress === undefined ? "" : `${diagnostic.ingress}: `;
  return `${subject}${message} ${remedy}`;
}
