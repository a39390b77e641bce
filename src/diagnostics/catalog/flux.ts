/** Diagnostics of what Flux deploys: codes with their parameters, and their wording. */
import type { Catalog } from "../entry.ts";

export interface FluxParams {
  "flux-field-unreadable": { readonly object: string; readonly field: string; readonly problem: string };
  "flux-source-elsewhere": { readonly kustomization: string; readonly source: string };
  "flux-source-unknown": {
    readonly kustomization: string;
    readonly source: string;
    readonly taken: "own" | "other";
  };
  "flux-path-missing": { readonly kustomization: string; readonly path: string };
  "flux-suspended": { readonly object: string };
  "flux-kustomization-not-deployed": { readonly kustomization: string; readonly path: string };
  "flux-limit": { readonly what: string; readonly limit: number };
  "flux-variables-unknown": {
    readonly kustomization: string;
    readonly source: string;
    readonly why: "missing" | "encrypted";
  };
  "flux-variable-undefined": { readonly variable: string; readonly object: string };
  "flux-substitution-refused": {
    readonly expression: string;
    readonly problem: string;
    readonly object: string;
  };
  "flux-substitution-unsupported": {
    readonly expression: string;
    readonly problem: string;
    readonly object: string;
  };
  "flux-chart-source-missing": { readonly release: string; readonly source: string; readonly chart: string };
  "flux-values-unknown": {
    readonly release: string;
    readonly source: string;
    readonly key: string;
    readonly why: "missing" | "encrypted";
  };
  "ingress-not-deployed": { readonly deployer: string };
}

export const fluxCatalog: Catalog<FluxParams> = {
  "flux-field-unreadable": {
    title: "Field of a Flux object cannot be read",
    severity: "warning",
    explain: ({ object, field, problem }) =>
      `\`${field}\` of the ${object} ${problem}. It is left out, so what Flux deploys may differ from what is listed. Nothing was changed.`,
    remedy: ({ field }) => `Put \`${field}\` right, as the Flux API reference wants it.`,
  },
  "flux-source-elsewhere": {
    title: "Kustomization deploys another repository",
    severity: "note",
    explain: ({ kustomization, source }) =>
      `The Kustomization ${kustomization} takes its files from \`${source}\`, which is not this repository. Ingresses in there are not listed.`,
    remedy: () => "Run the migration in that repository too.",
  },
  "flux-source-unknown": {
    title: "Source of a Kustomization is not in the repository",
    severity: "warning",
    explain: ({ kustomization, source, taken }) =>
      taken === "own"
        ? `The Kustomization ${kustomization} takes its files from the ${source}, which no file defines. Its path exists here, so it is taken to be this repository.`
        : `The Kustomization ${kustomization} takes its files from the ${source}, which no file defines, and its path does not exist here. What it deploys is not listed.`,
    remedy: () => "Add the source object to the repository, or state `clusters` in .github/tidegate.yml.",
  },
  "flux-path-missing": {
    title: "Path of a Kustomization holds nothing",
    severity: "warning",
    explain: ({ kustomization, path }) =>
      `The Kustomization ${kustomization} deploys \`${path}\`, but the repository has nothing there.`,
    remedy: () => "Put the path right or remove the Kustomization.",
  },
  "flux-suspended": {
    title: "Flux does not apply changes",
    severity: "warning",
    explain: ({ object }) =>
      `The ${object} is suspended: the cluster keeps what was applied last, and a merged wave has no effect there.`,
    remedy: () => "Resume it before the wave is merged, or hold its services.",
  },
  "flux-kustomization-not-deployed": {
    title: "Kustomization that nothing deploys",
    severity: "note",
    explain: ({ kustomization, path }) =>
      `No cluster in this repository deploys the Kustomization ${kustomization}, so \`${path}\` counts as not deployed.`,
    remedy: () => "If it is applied by hand, state its directory under `clusters` in .github/tidegate.yml.",
  },
  "flux-limit": {
    title: "Flux deploys more than is read",
    severity: "warning",
    explain: ({ what, limit }) => `There are more than ${limit} ${what}. The rest is not read.`,
    remedy: () => "State smaller `clusters` in .github/tidegate.yml.",
  },
  "flux-variables-unknown": {
    title: "Values of variables are not in the repository",
    severity: "note",
    explain: ({ kustomization, source, why }) =>
      why === "encrypted"
        ? `The Kustomization ${kustomization} substitutes variables from the ${source}, which is encrypted. Texts with them are kept as they are written.`
        : `The Kustomization ${kustomization} substitutes variables from the ${source}, which is not in the repository. Texts with variables it may define are kept as they are written.`,
    remedy: () =>
      "Nothing to do: routes carry the same variables. Where a host has to be known, move the variable to a ConfigMap in clear.",
  },
  "flux-variable-undefined": {
    title: "Variable without a value",
    severity: "warning",
    explain: ({ variable, object }) =>
      `\`${variable}\` is used in the ${object} and defined nowhere, so Flux puts nothing in its place.`,
    remedy: ({ variable }) =>
      `Define \`${variable}\`, give it a default (\`\${${variable}:=…}\`), or escape it (\`$\${${variable}}\`).`,
  },
  "flux-substitution-refused": {
    title: "Flux refuses a substitution",
    severity: "warning",
    explain: ({ expression, problem, object }) =>
      `\`${expression}\` in the ${object} ${problem}. Flux then applies nothing of this Kustomization; the cluster runs an older state than the repository shows.`,
    remedy: () =>
      "Escape text that is no variable (`$${`), set the annotation kustomize.toolkit.fluxcd.io/substitute: disabled, or quote the value.",
  },
  "flux-substitution-unsupported": {
    title: "Substitution that is not evaluated here",
    severity: "warning",
    explain: ({ expression, problem, object }) =>
      `\`${expression}\` in the ${object} ${problem}. The text is kept as it is written, and what it becomes is not known.`,
    remedy: () => "Write the outcome out, or use a plain variable.",
  },
  "flux-chart-source-missing": {
    title: "Source of a chart is not in the repository",
    severity: "warning",
    explain: ({ release, source, chart }) =>
      `The HelmRelease ${release} takes ${chart === "" ? "its chart" : `the chart \`${chart}\``} from the ${source === "" ? "source it does not name" : source}, which no file defines. The chart cannot be found; only the values are read.`,
    remedy: () => "Add the source object to the repository.",
  },
  "flux-values-unknown": {
    title: "Values of a release are not in the repository",
    severity: "warning",
    explain: ({ release, source, key, why }) =>
      why === "encrypted"
        ? `The HelmRelease ${release} takes values from \`${key}\` of the ${source}, which is encrypted. If it configures an ingress, that is not seen.`
        : `The HelmRelease ${release} takes values from \`${key}\` of the ${source}, which is not in the repository. If it configures an ingress, that is not seen.`,
    remedy: () => "Keep ingress values in clear, in the repository.",
  },
  "ingress-not-deployed": {
    title: "Nothing deploys this Ingress",
    severity: "note",
    explain: ({ deployer }) =>
      `${deployer} deploys no directory that holds this file, and no kustomization it builds lists it. Whether something outside this repository applies it cannot be told; it is planned as it stands.`,
    remedy: () =>
      "Remove the file if it is left over, or state its directory under `clusters` in .github/tidegate.yml.",
  },
};
