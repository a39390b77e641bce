/**
 * The target with its Gateway API release: stated, else the one the implementation's version was tested with, else the default. A
 * version we do not know is said, never guessed at.
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../diagnostics/diagnostic.ts";
import type { ApiVersion, TargetChoice } from "../model/config.ts";
import type { FoundTarget } from "./found-target.ts";
import type { ConfigFile } from "./read.ts";
import type { TargetSettings } from "./schema.ts";
import {
  compareApiVersions,
  defaultGatewayApi,
  gatewayApiOf,
  knownVersions,
  newestGatewayApi,
  oldestGatewayApi,
  parseApiVersion,
  printApiVersion,
} from "./target-versions.ts";

interface ResolvedTarget {
  readonly choice: TargetChoice;
  readonly assumptions: readonly string[];
}

/** `found` is what the repository tells where nothing is stated. `base` is the choice a cluster inherits from when it names the same implementation or none. */
export function resolveTarget(
  stated: TargetSettings | undefined,
  keyPath: readonly (string | number)[],
  base: TargetChoice | undefined,
  placeOf: ConfigFile["placeOf"],
  found?: FoundTarget,
): Outcome<ResolvedTarget> {
  if (stated === undefined && base !== undefined) return outcome({ choice: base, assumptions: [] });
  const own = typeof stated === "string" ? { name: stated } : stated;
  const inherited = base !== undefined && own?.name === base.name ? base : undefined;
  const name = own?.name ?? found?.name ?? "standard";
  const version = own?.version ?? inherited?.version;
  const statedApi = own?.gatewayApi === undefined ? undefined : parseApiVersion(own.gatewayApi);
  const tested = version === undefined ? undefined : gatewayApiOf(name, version);
  const inheritedApi = own?.version === undefined ? inherited?.gatewayApi : undefined;
  const gatewayApi = statedApi ?? inheritedApi ?? tested ?? defaultGatewayApi;
  const assumptions: string[] = [];
  const diagnostics: Diagnostic[] = [];

  if (stated === undefined && found !== undefined) {
    assumptions.push(`Routes are written for the target \`${found.name}\`, because ${found.because}.`);
  } else if (stated === undefined) {
    assumptions.push("Routes are written for the target `standard`: Gateway API's own fields.");
  }
  if (statedApi === undefined && inheritedApi === undefined) {
    const reason = tested === undefined ? "the default" : `what ${name} ${version} was tested with`;
    assumptions.push(`The cluster has Gateway API ${printApiVersion(gatewayApi)} (${reason}).`);
  }
  const channel = own?.channel ?? inherited?.channel ?? "standard";
  if (own?.channel === undefined && inherited === undefined) {
    assumptions.push("The cluster has the standard channel of Gateway API.");
  }

  if (own?.version !== undefined) {
    const at = placeOf([...keyPath, "version"]);
    diagnostics.push(...versionDiagnostics(name, own.version, statedApi, gatewayApi, at));
  }
  if (statedApi !== undefined && !isKnownApi(statedApi)) {
    const params = {
      gatewayApi: printApiVersion(statedApi),
      oldest: printApiVersion(oldestGatewayApi),
      newest: printApiVersion(newestGatewayApi),
    };
    diagnostics.push(
      diagnose("config-gateway-api-unknown", params, { at: placeOf([...keyPath, "gatewayApi"]) }),
    );
  }
  return outcome({ choice: { name, version, gatewayApi, channel }, assumptions }, diagnostics);
}

function versionDiagnostics(
  name: TargetChoice["name"],
  version: string,
  statedApi: ApiVersion | undefined,
  gatewayApi: ApiVersion,
  at: ReturnType<ConfigFile["placeOf"]>,
): readonly Diagnostic[] {
  const tested = gatewayApiOf(name, version);
  if (tested === undefined) {
    const params = {
      target: name,
      version,
      known: knownVersions(name),
      gatewayApi: printApiVersion(gatewayApi),
      isStated: statedApi !== undefined,
    };
    return [diagnose("config-target-version-unknown", params, { at })];
  }
  if (statedApi === undefined || compareApiVersions(statedApi, tested) <= 0) return [];
  const params = {
    target: name,
    version,
    testedWith: printApiVersion(tested),
    gatewayApi: printApiVersion(statedApi),
  };
  return [diagnose("config-target-api-newer", params, { at })];
}

function isKnownApi(version: ApiVersion): boolean {
  return (
    compareApiVersions(version, oldestGatewayApi) >= 0 && compareApiVersions(version, newestGatewayApi) <= 0
  );
}
