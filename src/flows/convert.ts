/**
 * Convert: Ingress manifests in, objects of one target out, without a repository around them.
 */
import { type Diagnostic, diagnose, type Outcome, outcome, severityOf } from "../diagnostics/diagnostic.ts";
import { validateObjects } from "../gateway/validate/validate.ts";
import type { IngressKey } from "../model/brands.ts";
import type { ApiVersion, Channel, Config, TargetName } from "../model/config.ts";
import type { Ingress } from "../model/ingress.ts";
import type { KubeObject, Service } from "../model/kube.ts";
import type { Emission } from "../model/translation.ts";
import { controllerGroups, groupOfClass } from "../nginx/controller-groups.ts";
import { controllersIn } from "../sources/controller/manifests.ts";
import { readConfigObjects } from "../sources/objects/config-object.ts";
import { translateCluster } from "../translate/translate.ts";
import { classNameOf, type FoundIngress, type ManifestText, readManifestTexts } from "./manifests.ts";
import { unknownValues } from "./unknown-values.ts";

export interface ConvertRequest {
  readonly target: TargetName;
  readonly gateway: { readonly namespace: string; readonly name: string } | undefined;
  readonly gatewayApi: ApiVersion;
  readonly channel: Channel;
  /** Classes to convert; an Ingress without a class always counts. */
  readonly classes: readonly string[];
  readonly crds: readonly KubeObject[];
  /** The controller's ConfigMap; absent: its documented defaults. */
  readonly nginx?: Readonly<Record<string, string>>;
  /** What a person vouches for; absent: nothing. */
  readonly accept?: Config["accept"] | undefined;
}

export interface Conversion {
  readonly objects: readonly KubeObject[];
  readonly emissions: readonly Emission[];
  /** What was converted, for a proof. */
  readonly ingresses: readonly Ingress[];
  readonly services: readonly Service[];
  /** Settings of the controller: those asked for, and those of its ConfigMap among the manifests. */
  readonly nginx: Readonly<Record<string, string>>;
}

const assumedGateway = { namespace: "gateway-system", name: "gateway" } as const;

export function convertManifests(
  texts: readonly ManifestText[],
  request: ConvertRequest,
): Outcome<Conversion> {
  const manifests = readManifestTexts(texts);
  const diagnostics: Diagnostic[] = [...manifests.diagnostics];
  const chosen = manifests.ingresses.filter((found) => {
    const className = classNameOf(found.ingress);
    if (className === undefined || request.classes.includes(className)) return true;
    const where = { at: found.place, ingress: found.ingress.key };
    diagnostics.push(diagnose("class-not-converted", { className }, where));
    return false;
  });
  const gateway = request.gateway ?? assumedGateway;
  if (request.gateway === undefined && chosen.length > 0) {
    diagnostics.push(diagnose("gateway-assumed", { gateway: `${gateway.namespace}/${gateway.name}` }));
  }

  const groups = controllerGroups(controllersIn(manifests.parsed), {
    config: request.nginx ?? {},
    carriedOver: [],
    ingressClasses: request.classes,
  });
  const settings = groupOfClass(groups.value, request.classes[0]);
  if (chosen.length > 0) diagnostics.push(...groups.diagnostics);
  const byKey = new Map<IngressKey, FoundIngress>(chosen.map((found) => [found.ingress.key, found]));
  const { target: name, gatewayApi, channel } = request;
  const translated = translateCluster({
    ingresses: chosen.map(({ ingress }) => ingress),
    services: manifests.services,
    config: {
      target: { name, version: undefined, gatewayApi, channel },
      gateway: { ...gateway, sections: { http: "http", https: "https" } },
      gatewayByClass: {},
      nginx: settings.entries,
      dns: { externalDns: undefined },
      ...(request.accept !== undefined && { accept: request.accept }),
    },
    hasNamespace: (key) => byKey.get(key)?.hasNamespace ?? true,
    classOf: (key) => {
      const found = byKey.get(key);
      return found === undefined ? undefined : classNameOf(found.ingress);
    },
    unknownValues: unknownValues(
      chosen.map(({ ingress }) => ingress),
      undefined,
    ),
    ...readConfigObjects(manifests.others),
    flags: settings.isKnown === true ? settings.flags : undefined,
    blocked: blockedKeys(manifests.diagnostics),
  });
  diagnostics.push(...translated.diagnostics.map((found) => placed(found, byKey)));

  const objects = translated.value.flatMap((emission) => emission.objects);
  const valid = validateObjects(objects, { gatewayApi, channel, crds: request.crds });
  diagnostics.push(...valid.diagnostics);
  const conversion: Conversion = {
    objects: valid.value ? objects : [],
    emissions: translated.value,
    ingresses: chosen.map(({ ingress }) => ingress),
    services: manifests.services,
    nginx: settings.entries,
  };
  return outcome(conversion, diagnostics);
}

/** Ingresses that could not be read whole: they and those that share their hosts must not move. */
function blockedKeys(diagnostics: readonly Diagnostic[]): ReadonlySet<IngressKey> {
  return new Set(
    diagnostics.flatMap((found) =>
      severityOf(found) === "blocker" && found.ingress !== undefined ? [found.ingress] : [],
    ),
  );
}

/** Translation knows Ingresses, not files: the best known place is where the Ingress begins. */
function placed(found: Diagnostic, byKey: ReadonlyMap<IngressKey, FoundIngress>): Diagnostic {
  if (found.at !== undefined || found.ingress === undefined) return found;
  const place = byKey.get(found.ingress)?.place;
  return place === undefined ? found : { ...found, at: place };
}
