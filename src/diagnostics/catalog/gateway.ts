/** Diagnostics of `gateway`: codes with their parameters, and their wording. */
import type { Catalog } from "../entry.ts";

/** What is wrong with an object that was about to be written. */
export interface ObjectViolation {
  /** "HTTPRoute shop/cart". */
  readonly object: string;
  /** "spec.rules[0].timeouts". */
  readonly field: string;
  /** The rule, without full stop. */
  readonly rule: string;
  /** What the rule belongs to: "Gateway API 1.5, standard channel", or a CustomResourceDefinition. */
  readonly by: string;
}

export interface GatewayParams {
  "gateway-object-refused": ObjectViolation;
  "gateway-field-unknown": ObjectViolation;
  "gateway-field-too-new": ObjectViolation;
  "gateway-rule-unchecked": ObjectViolation;
}

export const gatewayCatalog: Catalog<GatewayParams> = {
  "gateway-object-refused": {
    title: "The cluster would refuse this object",
    severity: "blocker",
    explain: ({ object, field, rule, by }) =>
      `${object} would be refused: ${field} ${rule} (${by}). Nothing was written for its Ingress.`,
    remedy: () =>
      "Change the part of the Ingress that the field comes from, or declare the Gateway API release and channel that the cluster really has (`target` in .github/tidegate.yml).",
  },
  "gateway-field-unknown": {
    title: "A field that the cluster does not know",
    severity: "blocker",
    explain: ({ object, field, by }) =>
      `${object} has ${field}, which ${by} does not have. The cluster would refuse it, or drop the field and route differently. Nothing was written for its Ingress.`,
    remedy: () =>
      "Declare the Gateway API release and channel that the cluster really has (`target` in .github/tidegate.yml), or update the CustomResourceDefinitions in the cluster first.",
  },
  "gateway-field-too-new": {
    title: "Needs a newer Gateway API than declared",
    severity: "blocker",
    explain: ({ object, field, rule, by }) =>
      `${object} needs more than ${by}: ${field}, where ${rule}. Nothing was written for its Ingress.`,
    remedy: () =>
      "Install a release and channel of Gateway API that has it and declare it (`target: {name: …, gatewayApi: …, channel: …}` in .github/tidegate.yml), or remove the setting of the Ingress that asks for it.",
  },
  "gateway-rule-unchecked": {
    title: "A rule of the cluster could not be checked",
    severity: "warning",
    explain: ({ object, field, rule, by }) =>
      `${by} has a rule for ${field} of ${object} that could not be evaluated here: ${rule}. The object was not found wrong, but the cluster may still refuse it.`,
    remedy: () =>
      "Try the object with `kubectl apply --dry-run=server`, which applies every rule of the cluster.",
  },
};
