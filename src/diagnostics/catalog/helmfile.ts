/** Diagnostics of helmfile: codes with their parameters, and their wording. */
import type { Catalog } from "../entry.ts";

export interface HelmfileParams {
  "helmfile-templated": { readonly mark: string };
  "helmfile-field-unreadable": { readonly field: string; readonly problem: string };
  "helmfile-values-templated": { readonly release: string; readonly file: string };
  "helmfile-values-missing": { readonly release: string; readonly file: string };
  "helmfile-values-secret": { readonly release: string; readonly file: string };
  "helmfile-values-set": { readonly release: string; readonly name: string };
  "helmfile-release-changed": { readonly release: string; readonly field: string };
  "helmfile-elsewhere": { readonly entry: string };
  "helmfile-limit": { readonly what: string; readonly limit: number };
}

export const helmfileCatalog: Catalog<HelmfileParams> = {
  "helmfile-templated": {
    title: "Helmfile is a template",
    severity: "warning",
    explain: ({ mark }) =>
      `The helmfile holds \`${mark}\`, so what it says depends on a template that is not evaluated here. Its releases are not listed, and nothing was changed.`,
    remedy: () =>
      "Move the ingresses of its releases by hand; plain values files can be edited on their own.",
  },
  "helmfile-field-unreadable": {
    title: "Field of a helmfile cannot be read",
    severity: "warning",
    explain: ({ field, problem }) => `\`${field}\` ${problem}. It is left out; nothing was changed.`,
    remedy: ({ field }) => `Put \`${field}\` right, as \`helmfile lint\` wants it.`,
  },
  "helmfile-values-templated": {
    title: "Values file is a template",
    severity: "warning",
    explain: ({ release, file }) =>
      `The release ${release} takes values from \`${file}\`, which helmfile renders first. It is not evaluated here and not changed; an ingress in it is not seen.`,
    remedy: () => "Keep ingress values in a plain YAML file beside it, or move them by hand.",
  },
  "helmfile-values-missing": {
    title: "Values file of a release is missing",
    severity: "warning",
    explain: ({ release, file }) =>
      `The release ${release} names the values file \`${file}\`, which is not in the repository.`,
    remedy: () => "Put the path right, or set `missingFileHandler`.",
  },
  "helmfile-values-secret": {
    title: "Values of a release are encrypted",
    severity: "note",
    explain: ({ release, file }) =>
      `The release ${release} takes values from \`${file}\`, which is encrypted. It is not read and not changed.`,
    remedy: () => "Keep ingress values in clear.",
  },
  "helmfile-values-set": {
    title: "Value is set in the helmfile itself",
    severity: "warning",
    explain: ({ release, name }) =>
      `The release ${release} sets \`${name}\` in the helmfile, over all values files. It is not edited there.`,
    remedy: () => "Move ingress values from `set` to a values file, or change them by hand.",
  },
  "helmfile-release-changed": {
    title: "Release is changed after it is rendered",
    severity: "warning",
    explain: ({ release, field }) =>
      `\`${field}\` of the release ${release} changes what the chart gives and is not followed here.`,
    remedy: ({ field }) =>
      `Check whether \`${field}\` touches Ingresses, and make the same change for the routes.`,
  },
  "helmfile-elsewhere": {
    title: "Part of a helmfile is elsewhere",
    severity: "warning",
    explain: ({ entry }) => `\`${entry}\` is not in this repository and not read.`,
    remedy: () => "If it configures an ingress, move that one where it comes from.",
  },
  "helmfile-limit": {
    title: "Helmfile is too large",
    severity: "warning",
    explain: ({ what, limit }) => `The helmfile has more than ${limit} ${what}. The rest of it is not read.`,
    remedy: () => "Split it.",
  },
};
