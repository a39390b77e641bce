/**
 * Route: single requests through both models, with the rule that decided.
 */
import { type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import { buildGatewayTable } from "../gateway/table/table.ts";
import type { TargetName } from "../model/config.ts";
import type { KubeObject } from "../model/kube.ts";
import type { RequestSample } from "../model/proof.ts";
import { buildNginxTable } from "../nginx/table/build.ts";
import { answerRoutes, type RouteAnswer } from "../verify/route.ts";
import { type ManifestText, readManifestTexts } from "./manifests.ts";

export interface RouteRequest {
  readonly old: readonly ManifestText[];
  readonly new: readonly ManifestText[] | undefined;
  readonly requests: readonly RequestSample[];
  readonly cluster: {
    readonly missingServices: readonly string[];
    readonly noEndpoints: readonly string[];
    readonly missingSecrets: readonly string[];
    readonly configMap: Readonly<Record<string, string>>;
    readonly flags: Readonly<Record<string, string | boolean>>;
  };
  readonly target: TargetName;
}

export function routeManifests(request: RouteRequest): Outcome<readonly RouteAnswer[]> {
  const old = readManifestTexts(request.old);
  const next = request.new === undefined ? undefined : readManifestTexts(request.new);
  const services = [...old.services, ...(next?.services ?? [])];
  const { missingServices, noEndpoints, missingSecrets, configMap, flags } = request.cluster;
  const missing = { missingServices: new Set(missingServices), noEndpoints: new Set(noEndpoints) };
  const before = buildNginxTable(
    old.ingresses.map(({ ingress }) => ingress),
    {
      ...missing,
      secrets: secretsOf([...old.others, ...(next?.others ?? [])]),
      missingSecrets: new Set(missingSecrets),
      configMap,
      flags,
      services,
      ingressClasses: ["nginx"],
    },
  );
  const sections = { http: "http", https: "https" };
  const after =
    next === undefined
      ? undefined
      : buildGatewayTable(next.others, { target: request.target, sections, services, ...missing });
  return outcome(answerRoutes(before, after, request.requests), [
    ...old.diagnostics,
    ...(next?.diagnostics ?? []),
  ]);
}

/** Secrets among the manifests. One that is named and not among them is missing, as it would be in a cluster made of them alone. */
function secretsOf(objects: readonly KubeObject[]): ReadonlySet<string> {
  const secrets = objects.filter(({ kind, apiVersion }) => kind === "Secret" && apiVersion === "v1");
  return new Set(secrets.map(({ metadata }) => `${metadata.namespace ?? "default"}/${metadata.name ?? ""}`));
}
