/**
 * Is everything we are about to write valid for the cluster it is meant for? Objects of gateway.networking.k8s.io are
 * checked against our own tables for the declared release, and against real CustomResourceDefinitions where those are at
 * hand. Kinds of other groups (policies) can only be checked with a CustomResourceDefinition and pass without one.
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import type { IngressKey } from "../../model/brands.ts";
import type { ApiVersion, Channel } from "../../model/config.ts";
import type { KubeObject } from "../../model/kube.ts";
import { type CrdVersion, chooseCrd } from "../crds.ts";
import { gatewayGroup } from "../objects/http-route.ts";
import { checkWithCrd } from "./check-crd.ts";
import { checkName, checkWithTables } from "./check-own.ts";
import { invalid, type Violation } from "./violation.ts";

export interface ValidationOptions {
  readonly gatewayApi: ApiVersion;
  readonly channel: Channel;
  /** CustomResourceDefinitions at hand; empty: none. */
  readonly crds: readonly KubeObject[];
  /** The Ingress the objects come from, for the diagnostics. */
  readonly ingress?: IngressKey | undefined;
}

/** The value is true when every object is valid; every violation is a blocker. */
export function validateObjects(
  objects: readonly KubeObject[],
  options: ValidationOptions,
): Outcome<boolean> {
  const diagnostics = objects.flatMap((object) => validateObject(object, options));
  return outcome(!diagnostics.some(({ code }) => code !== "gateway-rule-unchecked"), diagnostics);
}

function validateObject(object: KubeObject, options: ValidationOptions): readonly Diagnostic[] {
  const declared = `Gateway API ${options.gatewayApi.major}.${options.gatewayApi.minor}, ${options.channel} channel`;
  const isGatewayApi = object.apiVersion.startsWith(`${gatewayGroup}/`);
  const own = isGatewayApi ? checkWithTables(object, options) : checkName(object);
  const crd = checkAgainstCrds(object, options.crds, options.gatewayApi);
  const repeated = new Set(own.map(({ field }) => field));
  return [
    ...own.map((violation) => toDiagnostic(object, violation, declared, options.ingress)),
    ...crd.violations
      .filter(({ field }) => !repeated.has(field))
      .map((violation) => toDiagnostic(object, violation, crd.by, options.ingress)),
  ];
}

function checkAgainstCrds(
  object: KubeObject,
  crds: readonly KubeObject[],
  declared: ApiVersion,
): { readonly by: string; readonly violations: readonly Violation[] } {
  const choice = chooseCrd(crds, object.apiVersion, object.kind, declared);
  switch (choice.kind) {
    case "found":
      return { by: crdText(choice.version), violations: checkWithCrd(object, choice.version) };
    case "not-served": {
      const rule = `must be a version that is served: ${choice.served.join(", ")}`;
      return {
        by: `the CustomResourceDefinition of ${object.kind}`,
        violations: [invalid("apiVersion", rule)],
      };
    }
    case "unknown":
      return { by: "", violations: [] };
  }
}

function crdText({ crd, release, channel }: CrdVersion): string {
  const bundle = release === undefined ? "" : ` (${[release, channel].filter(Boolean).join(", ")})`;
  return `the CustomResourceDefinition ${crd.metadata.name ?? ""}${bundle}`;
}

function toDiagnostic(
  object: KubeObject,
  { field, rule, kind }: Violation,
  by: string,
  ingress: IngressKey | undefined,
): Diagnostic {
  const params = { object: nameOf(object), field: field === "" ? "(the whole object)" : field, rule, by };
  switch (kind) {
    case "invalid":
      return diagnose("gateway-object-refused", params, { ingress });
    case "unknown":
      return diagnose("gateway-field-unknown", params, { ingress });
    case "too-new":
      return diagnose("gateway-field-too-new", params, { ingress });
    case "unchecked":
      return diagnose("gateway-rule-unchecked", params, { ingress });
  }
}

/** "HTTPRoute shop/cart"; without a namespace, "HTTPRoute cart". */
function nameOf({ kind, metadata }: KubeObject): string {
  const name = metadata.name ?? "(without a name)";
  return `${kind} ${metadata.namespace === undefined ? name : `${metadata.namespace}/${name}`}`;
}
