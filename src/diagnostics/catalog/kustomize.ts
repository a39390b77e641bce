/** Diagnostics of building kustomizations: codes with their parameters, and their wording. */
import type { Catalog } from "../entry.ts";

export type UnusableFile =
  | "missing"
  | "outside"
  | "absolute"
  | "no-kustomization"
  | "several-kustomizations"
  | "empty";

/** Fields whose effect is known by name only. */
export type UnfollowedField = "transformers" | "generators" | "validators" | "openapi" | "crds";

export interface KustomizeParams {
  "kustomize-build-file-unusable": {
    readonly field: string;
    readonly entry: string;
    readonly why: UnusableFile;
  };
  "kustomize-build-outside-root": { readonly field: string; readonly entry: string };
  "kustomize-build-remote": { readonly field: string; readonly entry: string };
  "kustomize-build-invalid-kustomization": { readonly problem: string };
  "kustomize-build-invalid-object": { readonly problem: string };
  "kustomize-build-cycle": { readonly directories: readonly string[] };
  "kustomize-build-kind": { readonly entry: string; readonly expected: string; readonly found: string };
  "kustomize-build-id-conflict": { readonly object: string; readonly field: string };
  "kustomize-build-patch-invalid": { readonly field: string; readonly problem: string };
  "kustomize-build-patch-target-missing": { readonly object: string; readonly matches: number };
  "kustomize-build-patch-fails": {
    readonly field: string;
    readonly object: string;
    readonly problem: string;
  };
  "kustomize-build-patch-skipped": { readonly field: string; readonly object: string };
  "kustomize-build-pattern": { readonly field: string; readonly pattern: string; readonly problem: string };
  "kustomize-build-replacement-fails": { readonly problem: string };
  "kustomize-build-reference-ambiguous": {
    readonly object: string;
    readonly field: string;
    readonly name: string;
  };
  "kustomize-build-generator-fails": {
    readonly field: string;
    readonly name: string;
    readonly problem: string;
  };
  "kustomize-build-field-fails": {
    readonly field: string;
    readonly object: string;
    readonly problem: string;
  };
  "kustomize-build-unfollowed": { readonly field: UnfollowedField; readonly what: string };
  "kustomize-build-charts": { readonly chart: string };
  "kustomize-build-metadata-left-out": { readonly options: readonly string[] };
  "kustomize-build-limit": { readonly what: string; readonly limit: number };
}

const nothingBuilt = "What this kustomization deploys is not known, so nothing of it moves or is changed.";
const restBuilt = "The rest of the kustomization is built.";

const unusable: Readonly<Record<UnusableFile, string>> = {
  missing: "is not in the repository (symbolic links and submodules are not followed)",
  outside: "leads out of the repository",
  absolute: "is an absolute path",
  "no-kustomization": "is a directory without a kustomization file",
  "several-kustomizations": "is a directory with several kustomization files, which kustomize refuses",
  empty: "is empty",
};

const unfollowed: Readonly<Record<UnfollowedField, string>> = {
  transformers: "can change every object of this kustomization",
  generators: "can add objects",
  validators: "can refuse the build",
  openapi: "can change how patches merge lists of custom resources",
  crds: "can make further fields follow renamed objects",
};

export const kustomizeCatalog: Catalog<KustomizeParams> = {
  "kustomize-build-file-unusable": {
    title: "Kustomization names something that cannot be read",
    severity: "blocker",
    explain: ({ field, entry, why }) => `\`${entry}\` in \`${field}\` ${unusable[why]}. ${nothingBuilt}`,
    remedy: () => "Put the entry right or take it out, then check with `kubectl kustomize`.",
  },
  "kustomize-build-outside-root": {
    title: "File outside the directory of the kustomization",
    severity: "warning",
    explain: ({ field, entry }) =>
      `\`${entry}\` in \`${field}\` lies outside the directory of the kustomization. kustomize refuses that unless it runs with \`--load-restrictor LoadRestrictionsNone\`. It is read here as if it did.`,
    remedy: () =>
      "Nothing, if the deployer allows it. Otherwise make the file's directory a kustomization and list that.",
  },
  "kustomize-build-remote": {
    title: "Kustomization entry from elsewhere",
    severity: "warning",
    explain: ({ field, entry }) =>
      `\`${entry}\` in \`${field}\` is fetched from elsewhere and not read: its objects are not listed. ${restBuilt}`,
    remedy: () => "If it holds an Ingress, move that one where it comes from.",
  },
  "kustomize-build-invalid-kustomization": {
    title: "Kustomization is not what kustomize accepts",
    severity: "blocker",
    explain: ({ problem }) => `kustomize would refuse this file: ${problem}. ${nothingBuilt}`,
    remedy: () => "Put the field right; `kubectl kustomize` shows kustomize's own words.",
  },
  "kustomize-build-invalid-object": {
    title: "Object that kustomize does not accept",
    severity: "blocker",
    explain: ({ problem }) => `kustomize would refuse this document: ${problem}. ${nothingBuilt}`,
    remedy: () => "Put the document right, or take it out of the kustomization.",
  },
  "kustomize-build-cycle": {
    title: "Kustomizations include each other",
    severity: "blocker",
    explain: ({ directories }) =>
      `The kustomizations include each other or a directory above them: ${directories.join(" -> ")}. ${nothingBuilt}`,
    remedy: () => "Take one of the entries out.",
  },
  "kustomize-build-kind": {
    title: "Component and kustomization mixed up",
    severity: "blocker",
    explain: ({ entry, expected, found }) =>
      `\`${entry}\` has to be a ${expected}, but its kind is ${found}. ${nothingBuilt}`,
    remedy: ({ found }) =>
      found === "Component" ? "List it under `components`." : "List it under `resources`.",
  },
  "kustomize-build-id-conflict": {
    title: "Two objects of one kind and name",
    severity: "blocker",
    explain: ({ object, field }) =>
      `\`${field}\` gives ${object}, which the kustomization holds already; kustomize refuses that. ${nothingBuilt}`,
    remedy: () => "Take one of the two out, or give it another name or namespace.",
  },
  "kustomize-build-patch-invalid": {
    title: "Patch that kustomize does not accept",
    severity: "blocker",
    explain: ({ field, problem }) =>
      `kustomize would refuse this entry of \`${field}\`: ${problem}. ${nothingBuilt}`,
    remedy: () => "Put the patch right; `kubectl kustomize` shows kustomize's own words.",
  },
  "kustomize-build-patch-target-missing": {
    title: "Patch without its object",
    severity: "blocker",
    explain: ({ object, matches }) =>
      matches === 0
        ? `The patch is for ${object}, which is not in the build at this point; kustomize refuses that. ${nothingBuilt}`
        : `The patch is for ${object}, and ${matches} objects of the build answer to that; kustomize refuses that. ${nothingBuilt}`,
    remedy: () => "Check kind, apiVersion, name and namespace of the patch against the object's own.",
  },
  "kustomize-build-patch-fails": {
    title: "Patch does not apply",
    severity: "blocker",
    explain: ({ field, object, problem }) =>
      `The entry of \`${field}\` does not apply to ${object}: ${problem}. ${nothingBuilt}`,
    remedy: () => "Put the patch right; `kubectl kustomize` shows kustomize's own words.",
  },
  "kustomize-build-patch-skipped": {
    title: "Patch for an object that was not read",
    severity: "warning",
    explain: ({ field, object }) =>
      `This entry of \`${field}\` is for ${object}, which comes from something that was not read (a remote base, a chart or a plugin). The entry is left out. ${restBuilt}`,
    remedy: () => "Nothing, if the object carries no route. Otherwise move that Ingress by hand.",
  },
  "kustomize-build-pattern": {
    title: "Pattern of a target is not understood",
    severity: "blocker",
    explain: ({ field, pattern, problem }) =>
      `The pattern \`${pattern}\` in \`${field}\` cannot be used: ${problem}. ${nothingBuilt}`,
    remedy: () => "Write the target with plain names, or with a simpler expression.",
  },
  "kustomize-build-replacement-fails": {
    title: "Replacement does not apply",
    severity: "blocker",
    explain: ({ problem }) => `kustomize would refuse this replacement: ${problem}. ${nothingBuilt}`,
    remedy: () => "Check `source`, `targets` and their field paths with `kubectl kustomize`.",
  },
  "kustomize-build-reference-ambiguous": {
    title: "Reference that fits several objects",
    severity: "blocker",
    explain: ({ object, field, name }) =>
      `\`${field}\` of ${object} names \`${name}\`, and several renamed objects had that name; kustomize refuses that. ${nothingBuilt}`,
    remedy: () => "Give the objects names that differ before they are prefixed.",
  },
  "kustomize-build-generator-fails": {
    title: "Generator does not work",
    severity: "blocker",
    explain: ({ field, name, problem }) =>
      `kustomize would refuse the entry \`${name}\` of \`${field}\`: ${problem}. ${nothingBuilt}`,
    remedy: () => "Put the entry right; `kubectl kustomize` shows kustomize's own words.",
  },
  "kustomize-build-field-fails": {
    title: "Field of a kustomization does not apply",
    severity: "blocker",
    explain: ({ field, object, problem }) =>
      `\`${field}\` does not apply to ${object}: ${problem}. ${nothingBuilt}`,
    remedy: () => "Put the object or the field right; `kubectl kustomize` shows kustomize's own words.",
  },
  "kustomize-build-unfollowed": {
    title: "Field of a kustomization is not followed",
    severity: "warning",
    explain: ({ field, what }) =>
      `${what} in \`${field}\` ${unfollowed[field]}; this release does not run it. Objects it may change do not move.`,
    remedy: ({ field }) => `Write what \`${field}\` does as patches, or move what it touches by hand.`,
  },
  "kustomize-build-charts": {
    title: "Chart of a kustomization is not rendered",
    severity: "warning",
    explain: ({ chart }) =>
      `The chart \`${chart}\` in \`helmCharts\` is not rendered: its objects are not listed. ${restBuilt}`,
    remedy: () => "If the chart's values enable an ingress, move that one by hand.",
  },
  "kustomize-build-metadata-left-out": {
    title: "Marks of the build are left out",
    severity: "note",
    explain: ({ options }) =>
      `\`buildMetadata\` asks kustomize to mark every object (${options.join(", ")}). The marks carry no route and are not shown here.`,
    remedy: () => "Nothing to do.",
  },
  "kustomize-build-limit": {
    title: "Kustomization is too large",
    severity: "blocker",
    explain: ({ what, limit }) => `The build needs more than ${limit} ${what}. ${nothingBuilt}`,
    remedy: () => "Split the kustomization.",
  },
};
