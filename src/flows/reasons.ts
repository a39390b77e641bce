/**
 * Why a service does not move in a wave, in sentences for the pull request: configuration, Gateway, holds, blockers, routes that
 * somebody else wrote.
 */
import { canonicalJson, type Diagnostic, diagnose, wordingOf } from "../diagnostics/diagnostic.ts";
import type { KubeObject } from "../model/kube.ts";
import type { PlannedService } from "../model/plan.ts";
import type { ClusterSurvey, NotMovedService, Survey, WaveKind } from "../model/survey.ts";
import { ingressId } from "../plan/waves.ts";
import { configFor, identity } from "./survey.ts";

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
  if (kind === "remove" && service.status !== "migrated") {
    return {
      service,
      reasons: ["Its routes are not in the repository yet: add them first."],
      diagnostics: [],
    };
  }
  return undefined;
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
): NotMovedService | undefined {
  if (kind === "remove") return undefined;
  const standing = new Map(
    cluster.inventory.gatewayObjects.map(
      ({ object, place }) => [identity(object, "default"), { object, place }] as const,
    ),
  );
  const diagnostics = service.ingresses.flatMap((key) => {
    const namespace = key.slice(0, key.indexOf("/"));
    const objects = cluster.emissions.find(({ ingress }) => ingress === key)?.objects ?? [];
    return objects.flatMap((object) => {
      const found = standing.get(identity(object, namespace));
      const wanted = { ...object, metadata: { namespace, ...object.metadata } };
      if (found === undefined || sameObject(found.object, wanted)) return [];
      const params = { object: identity(object, namespace) };
      return [diagnose("route-stands-already", params, { at: found.place, ingress: key })];
    });
  });
  if (diagnostics.length === 0) return undefined;
  return { service, reasons: diagnostics.map(sentenceOf), diagnostics };
}

function sameObject(a: KubeObject, b: KubeObject): boolean {
  const text = (object: KubeObject) =>
    canonicalJson({ ...object, metadata: { namespace: "default", ...object.metadata } });
  return text(a) === text(b);
}

export function sentenceOf(diagnostic: Diagnostic): string {
  const { message, remedy } = wordingOf(diagnostic);
  const subject = diagnostic.ingress === undefined ? "" : `${diagnostic.ingress}: `;
  return `${subject}${message} ${remedy}`;
}
