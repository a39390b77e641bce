/** Diagnostics of what Argo CD deploys: codes with their parameters, and their wording. */
import type { Catalog } from "../entry.ts";

export interface ArgocdParams {
  "argocd-field-unreadable": { readonly object: string; readonly field: string; readonly problem: string };
  "argocd-source-elsewhere": { readonly application: string; readonly repository: string };
  "argocd-own-repository-unknown": { readonly repositories: readonly string[] };
  "argocd-path-missing": { readonly application: string; readonly path: string };
  "argocd-source-unsupported": { readonly application: string; readonly what: string };
  "argocd-generator-unsupported": { readonly set: string; readonly generator: string };
  "argocd-generator-unreadable": {
    readonly set: string;
    readonly generator: string;
    readonly problem: string;
  };
  "argocd-clusters-unknown": { readonly set: string };
  "argocd-template-unsupported": {
    readonly set: string;
    readonly expression: string;
    readonly construct: string;
  };
  "argocd-template-failed": { readonly set: string; readonly expression: string; readonly problem: string };
  "argocd-template-patch": { readonly set: string };
  "argocd-limit": { readonly what: string; readonly limit: number };
  "argocd-values-unreadable": {
    readonly application: string;
    readonly field: string;
    readonly problem: string;
  };
  "argocd-values-file-missing": { readonly application: string; readonly file: string };
  "argocd-values-remote": { readonly application: string; readonly file: string };
  "argocd-application-repeated": { readonly application: string; readonly places: readonly string[] };
  "argocd-application-unresolved": { readonly application: string; readonly field: string };
  "embedded-yaml-style": { readonly field: string; readonly style: string };
  "embedded-yaml-templated": { readonly field: string; readonly mark: string };
  "embedded-yaml-edit-refused": { readonly field: string; readonly problem: string };
}

export const argocdCatalog: Catalog<ArgocdParams> = {
  "argocd-field-unreadable": {
    title: "Field of an Argo CD object cannot be read",
    severity: "warning",
    explain: ({ object, field, problem }) =>
      `\`${field}\` of the ${object} ${problem}. It is left out, so what Argo CD deploys may differ from what is listed. Nothing was changed.`,
    remedy: ({ field }) => `Put \`${field}\` right, as the Argo CD reference wants it.`,
  },
  "argocd-source-elsewhere": {
    title: "Application deploys another repository",
    severity: "note",
    explain: ({ application, repository }) =>
      `The Application ${application} takes files from \`${repository}\`, which is not this repository. Ingresses in there are not listed.`,
    remedy: () => "Run the migration in that repository too.",
  },
  "argocd-own-repository-unknown": {
    title: "Which address is this repository is not known",
    severity: "warning",
    explain: ({ repositories }) =>
      `Applications take files from ${repositories.join(", ")}, but no path they name exists here. None of them is taken to be this repository, so no directory counts as deployed by Argo CD.`,
    remedy: () => "State `clusters` in .github/tidegate.yml.",
  },
  "argocd-path-missing": {
    title: "Path of an Application holds nothing",
    severity: "warning",
    explain: ({ application, path }) =>
      `The Application ${application} deploys \`${path}\`, but the repository has nothing there.`,
    remedy: () => "Put the path right or remove the Application.",
  },
  "argocd-source-unsupported": {
    title: "Source of an Application is not read",
    severity: "warning",
    explain: ({ application, what }) =>
      `The Application ${application} uses ${what}, which is not followed here. What it deploys is not listed, and its files are not changed.`,
    remedy: () => "Check what it renders for Ingresses, and move them by hand.",
  },
  "argocd-generator-unsupported": {
    title: "Generator of an ApplicationSet is not read",
    severity: "warning",
    explain: ({ set, generator }) =>
      `The ApplicationSet ${set} uses the generator \`${generator}\`, whose answers are not in the repository. Applications it makes are not listed.`,
    remedy: () => "State `clusters` in .github/tidegate.yml, or move what it deploys by hand.",
  },
  "argocd-generator-unreadable": {
    title: "Generator of an ApplicationSet cannot be evaluated",
    severity: "warning",
    explain: ({ set, generator, problem }) =>
      `The generator \`${generator}\` of the ApplicationSet ${set} ${problem}. Applications it makes are not listed.`,
    remedy: () =>
      "Put the generator right; Argo CD shows the same problem in the conditions of the ApplicationSet.",
  },
  "argocd-clusters-unknown": {
    title: "Clusters of an ApplicationSet are not in the repository",
    severity: "note",
    explain: ({ set }) =>
      `The ApplicationSet ${set} makes Applications for clusters registered with Argo CD; the Secrets that register them are not in the repository. One Application with open values stands for all of them.`,
    remedy: () =>
      "Nothing to do where the clusters are alike; else state `clusters` in .github/tidegate.yml.",
  },
  "argocd-template-unsupported": {
    title: "Template of an ApplicationSet is not evaluated",
    severity: "warning",
    explain: ({ set, expression, construct }) =>
      `\`${expression}\` in the ApplicationSet ${set} uses ${construct}, which is not evaluated here. The Applications are not listed.`,
    remedy: () => "Write it with plain fields, or state `clusters` in .github/tidegate.yml.",
  },
  "argocd-template-failed": {
    title: "Template of an ApplicationSet fails",
    severity: "warning",
    explain: ({ set, expression, problem }) =>
      `\`${expression}\` in the ApplicationSet ${set} ${problem}. Argo CD makes no Application from it.`,
    remedy: () => "Put the template or the generator's values right.",
  },
  "argocd-template-patch": {
    title: "ApplicationSet patches its template",
    severity: "warning",
    explain: ({ set }) =>
      `\`spec.templatePatch\` of the ApplicationSet ${set} can change any field of its Applications and is not evaluated here. They are not listed.`,
    remedy: () =>
      "Move the differences into the template or into the generator's values, or move these Applications by hand.",
  },
  "argocd-limit": {
    title: "Argo CD deploys more than is read",
    severity: "warning",
    explain: ({ what, limit }) => `There are more than ${limit} ${what}. The rest is not read.`,
    remedy: () => "State smaller `clusters` in .github/tidegate.yml.",
  },
  "argocd-values-unreadable": {
    title: "Values of an Application cannot be read",
    severity: "warning",
    explain: ({ application, field, problem }) =>
      `\`${field}\` of the Application ${application} cannot be read as YAML: ${problem}. An ingress in it is not seen.`,
    remedy: () => "Make it valid YAML; Argo CD fails on it too.",
  },
  "argocd-values-file-missing": {
    title: "Values file of an Application is missing",
    severity: "warning",
    explain: ({ application, file }) =>
      `The Application ${application} names the values file \`${file}\`, which is not in the repository.`,
    remedy: () => "Put the path right, or set `ignoreMissingValueFiles`.",
  },
  "argocd-values-remote": {
    title: "Values file of an Application is elsewhere",
    severity: "warning",
    explain: ({ application, file }) =>
      `The Application ${application} takes values from \`${file}\`, which is not in this repository. An ingress in it is not seen.`,
    remedy: () => "Keep ingress values in this repository.",
  },
  "argocd-application-repeated": {
    title: "Two Applications of one name",
    severity: "warning",
    explain: ({ application, places }) =>
      `The Application ${application} comes from ${places.join(" and ")}. Only one of them can be live, and which is not in the repository.`,
    remedy: () => "Remove one, or give them namespaces or names of their own.",
  },
  "argocd-application-unresolved": {
    title: "Application with open values",
    severity: "note",
    explain: ({ application, field }) =>
      `\`${field}\` of the Application ${application} depends on values that are not in the repository. It is kept as it is written.`,
    remedy: () => "Nothing to do, unless it decides about routing.",
  },
  "embedded-yaml-style": {
    title: "YAML inside a string is not edited in this style",
    severity: "blocker",
    explain: ({ field, style }) =>
      `\`${field}\` holds YAML in a ${style}. Only literal blocks (\`|\`) are edited in place; the file is left as it is.`,
    remedy: ({ field }) => `Write \`${field}\` as a literal block (\`|\`), or make the change by hand.`,
  },
  "embedded-yaml-templated": {
    title: "YAML inside a string is made by a template",
    severity: "blocker",
    explain: ({ field, mark }) =>
      `\`${field}\` holds \`${mark}\` on a line of its own, so which lines exist depends on a template. The file is left as it is.`,
    remedy: () => "Make the change by hand.",
  },
  "embedded-yaml-edit-refused": {
    title: "Edit inside a string would not come out as meant",
    severity: "blocker",
    explain: ({ field, problem }) =>
      `After the edit the text in \`${field}\` ${problem}. The file is left as it is.`,
    remedy: () => "Make the change by hand.",
  },
};
