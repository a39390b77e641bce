/** Diagnostics of `nginx`: codes with their parameters, and their wording. */
import type { Catalog } from "../entry.ts";

export interface NginxParams {
  "annotation-value-ignored": {
    readonly key: string;
    readonly value: string;
    /** What the value would have to be. */
    readonly expected: string;
    /** What nginx does instead. */
    readonly used: string;
  };
  "annotation-needs-decision": {
    readonly key: string;
    readonly value: string;
    readonly because: string;
    readonly choices: string;
  };
  "annotation-unknown": { readonly key: string; readonly suggestion: string | undefined };
  "controller-setting-needs-decision": {
    readonly key: string;
    readonly value: string;
    readonly because: string;
  };
  "controller-setting-differs": { readonly key: string; readonly value: string; readonly because: string };
}

export const nginxCatalog: Catalog<NginxParams> = {
  "annotation-value-ignored": {
    title: "A value ingress-nginx does not use",
    severity: "warning",
    explain: ({ key, value, expected, used }) =>
      `${key}: ${quote(value)} is not ${expected}, so ingress-nginx ignores it and uses ${used}. The route does the same as today; the Ingress was not changed.`,
    remedy: ({ key }) => `Correct or remove ${key}; correcting it changes what the service does today.`,
  },
  "annotation-needs-decision": {
    title: "An annotation that needs a decision",
    severity: "blocker",
    explain: ({ key, value, because }) =>
      `${key}: ${quote(value)} is not carried over: ${because}. No route was written for this Ingress.`,
    remedy: ({ choices }) => sentence(choices),
  },
  "annotation-unknown": {
    title: "An annotation nobody knows",
    severity: "blocker",
    explain: ({ key }) =>
      `${key} is no annotation of ingress-nginx. What it is meant to do is unknown, and it may be a mistyped access rule. No route was written for this Ingress.`,
    remedy: ({ suggestion }) =>
      suggestion === undefined
        ? "Correct the key, or remove the annotation."
        : `Did you mean ${suggestion}? Correct the key, or remove the annotation.`,
  },
  "controller-setting-needs-decision": {
    title: "A controller setting that needs a decision",
    severity: "blocker",
    explain: ({ key, value, because }) =>
      `The controller's ConfigMap sets ${key}: ${quote(value)}, and ${because}. It holds for every Ingress, so no route was written.`,
    remedy: ({ key }) =>
      `Carry ${key} over to the new gateway by hand, then list \`${key}\` under \`nginx.carriedOver\` in .github/tidegate.yml.`,
  },
  "controller-setting-differs": {
    title: "A controller setting that is not carried over",
    severity: "warning",
    explain: ({ key, value, because }) =>
      `The controller's ConfigMap sets ${key}: ${quote(value)}, and ${because}. Routes are written without it.`,
    remedy: ({ key }) => `Check whether the new gateway needs a counterpart of ${key}.`,
  },
};

/** Values shown to people are cut: a repository may hold anything. */
function quote(value: string): string {
  const shown = value.length > 120 ? `${value.slice(0, 120)}…` : value;
  return JSON.stringify(shown);
}

function sentence(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}
