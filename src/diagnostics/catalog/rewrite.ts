/** Diagnostics of `yaml` and `rewrite`: codes with their parameters, and their wording. */
import type { Catalog } from "../entry.ts";

export interface RewriteParams {
  "yaml-unreadable": { readonly problem: string };
  "yaml-too-large": { readonly limit: number };
  "yaml-edit-refused": { readonly shape: string; readonly manual: string };
  "yaml-second-opinion": { readonly problem: string };
  "rewrite-file-unreadable": { readonly path: string };
  "rewrite-file-generated": { readonly path: string; readonly mark: string };
  "rewrite-file-encrypted": { readonly path: string };
  "rewrite-file-templated": { readonly path: string; readonly mark: string };
  "rewrite-source-kind": { readonly kind: string };
  "rewrite-name-unsafe": { readonly name: string };
  "rewrite-substitution": { readonly text: string };
  "rewrite-entry-missing": { readonly path: string; readonly listing: string };
  "rewrite-path-taken": { readonly path: string };
  "rewrite-route-differs": { readonly path: string; readonly object: string };
  "rewrite-sites-differ": { readonly path: string; readonly others: readonly string[] };
  "rewrite-site-missing": { readonly path: string };
  "rewrite-release-homeless": {
    readonly release: string;
    readonly why: string;
    readonly because: string;
    /** "HTTPRoute cart-redirect". */
    readonly objects: readonly string[];
  };
  "remove-release-on": {
    readonly release: string;
    readonly key: string;
    readonly why: string;
    readonly manual: string;
  };
  "remove-values-shared": { readonly key: string; readonly path: string; readonly others: readonly string[] };
  "remove-routes-missing": { readonly hosts: readonly string[] };
  "remove-certificate-owned": {
    readonly annotation: string;
    readonly secrets: readonly string[];
    /** The Certificate to add, on one line. */
    readonly yaml: string;
  };
  "remove-dns-not-handed-over": { readonly routes: readonly string[]; readonly annotation: string };
  "cutover-not-written": { readonly what: string; readonly manual: string };
  "remove-reshaped": { readonly kustomization: string; readonly fields: readonly string[] };
  "rewrite-overlay-name": { readonly kustomization: string; readonly suffix: string };
  "remove-text-shared": { readonly path: string; readonly others: readonly string[] };
}

export const rewriteCatalog: Catalog<RewriteParams> = {
  "yaml-unreadable": {
    title: "YAML document cannot be read",
    severity: "warning",
    explain: ({ problem }) =>
      `This document is left out, because it cannot be read: ${problem}. Nothing in the file was changed.`,
    remedy: () =>
      "Make the file valid YAML. If it is a template, add the form it is rendered to, or list the path under `ignore`.",
  },
  "yaml-too-large": {
    title: "File is too large to read",
    severity: "warning",
    explain: ({ limit }) =>
      `The file is larger than ${limit} characters and was not read. Nothing in it was changed.`,
    remedy: () => "Split the file, or list the path under `ignore` when it holds no Ingress.",
  },
  "yaml-edit-refused": {
    title: "Text has a shape that is not edited",
    severity: "blocker",
    explain: ({ shape }) => `The file is left as it is: ${shape}.`,
    remedy: ({ manual }) => manual,
  },
  "yaml-second-opinion": {
    title: "A second YAML parser does not confirm the change",
    severity: "blocker",
    explain: ({ problem }) =>
      `Every change is read again by a second parser before it counts. Here ${problem}, so the file is left as it is.`,
    remedy: () =>
      "Make the change by hand, or rewrite the unusual YAML in this file in a plainer form and run again.",
  },
  "rewrite-file-unreadable": {
    title: "File cannot be edited as text",
    severity: "blocker",
    explain: ({ path }) =>
      `${path} is not in the snapshot as a regular UTF-8 text file, or it cannot be read as YAML. It was not changed.`,
    remedy: () => "Turn it into a plain UTF-8 YAML file, or make this change by hand.",
  },
  "rewrite-file-generated": {
    title: "File is generated",
    severity: "blocker",
    explain: ({ path, mark }) =>
      `${path} says of itself "${mark}": an edit here would be lost or fought over. It was not changed.`,
    remedy: () => "Change the source that generates the file, or remove the mark if it is no longer true.",
  },
  "rewrite-file-encrypted": {
    title: "File is encrypted with SOPS",
    severity: "blocker",
    explain: ({ path }) =>
      `${path} carries a SOPS signature over its text; any edit would break it. It was not changed.`,
    remedy: () => "Keep the listing or the Ingress in a file that is not encrypted.",
  },
  "rewrite-file-templated": {
    title: "File is a template",
    severity: "blocker",
    explain: ({ path, mark }) =>
      `${path} holds template marks (${mark}), so its text is not what is deployed. It was not changed.`,
    remedy: () => "Make the change by hand in the template.",
  },
  "rewrite-source-kind": {
    title: "This kind of source is not rewritten",
    severity: "blocker",
    explain: ({ kind }) =>
      `The Ingress comes from a source of kind ${kind}; only plain manifests and kustomize resource lists are edited. Nothing was changed.`,
    remedy: () => "Add the routes by hand; `tidegate convert` prints them.",
  },
  "rewrite-name-unsafe": {
    title: "Name cannot be used in a file name",
    severity: "blocker",
    explain: ({ name }) =>
      `"${name}" is not a valid Kubernetes object name, so no file is named after it. Nothing was changed.`,
    remedy: () => "Give the Ingress a plain lower-case name, or add the routes by hand.",
  },
  "rewrite-substitution": {
    title: "Route text would be substituted",
    severity: "blocker",
    explain: ({ text }) =>
      `The route would contain "${text}", which the Ingress does not; Flux and other tools would substitute it. Nothing was written.`,
    remedy: () => "Add the route by hand and escape the text for the tool that substitutes (Flux: `$${`).",
  },
  "rewrite-entry-missing": {
    title: "Kustomization does not name the file",
    severity: "blocker",
    explain: ({ path, listing }) =>
      `${listing} deploys ${path}, but no entry of its \`resources\` names that file. No list and no route file was changed.`,
    remedy: () => "List the Ingress's file under `resources`, or add the route and its entry by hand.",
  },
  "rewrite-path-taken": {
    title: "The route's file name is taken",
    severity: "blocker",
    explain: ({ path }) =>
      `${path} exists and holds something other than the routes of this Ingress. It was not changed, and no route was written.`,
    remedy: () => "Rename that file, or add the route by hand.",
  },
  "rewrite-route-differs": {
    title: "A route of this name exists and differs",
    severity: "warning",
    explain: ({ path, object }) =>
      `${object} in ${path} is not what this wave would write. It is taken for a person's edit and left alone.`,
    remedy: () =>
      "Check that it says what you mean; the proof is made with the text in the repository. Delete it to have it written anew.",
  },
  "rewrite-sites-differ": {
    title: "One text deploys several Ingresses that cannot share routes",
    severity: "blocker",
    explain: ({ path, others }) =>
      `The text in ${path} is deployed more than once (also as ${others.join(", ")}), and there the routes would differ or must not be written. Nothing was written.`,
    remedy: () =>
      "Give each deployment an Ingress file of its own, or add the routes in each overlay by hand.",
  },
  "rewrite-site-missing": {
    title: "The Ingress is not where it was found",
    severity: "blocker",
    explain: ({ path }) => `${path} does not hold this Ingress at the recorded place. Nothing was changed.`,
    remedy: () => "Run the scan again on the current commit.",
  },
  "rewrite-release-homeless": {
    title: "Nothing would deploy a route beside the release",
    severity: "blocker",
    explain: ({ release, why, because }) =>
      `The routes of the release \`${release}\` cannot be values of its chart (${why}), and a manifest of its own has no place in this repository: ${because}. Nothing was written.`,
    remedy: ({ release, objects }) =>
      `Add ${objects.join(", ")} (\`tidegate convert\` prints them) by hand where \`${release}\` is deployed from, or let a directory of this repository deploy plain manifests beside the release.`,
  },
  "remove-release-on": {
    title: "The chart's Ingress cannot be switched off here",
    severity: "blocker",
    explain: ({ release, key, why }) =>
      `\`${key}\` of the release \`${release}\` was not switched off: ${why}. Nothing was changed.`,
    remedy: ({ manual }) => manual,
  },
  "remove-values-shared": {
    title: "The values are used by a release that keeps its Ingress",
    severity: "blocker",
    explain: ({ key, path, others }) =>
      `\`${key}\` stands in ${path}, which ${others.join(", ")} reads too, and no values file belongs to this release alone. Nothing was changed.`,
    remedy: ({ key }) =>
      `Remove them in one wave, or set \`${key}.enabled: false\` in values that only this release reads.`,
  },
  "remove-routes-missing": {
    title: "No route replaces this Ingress yet",
    severity: "blocker",
    explain: ({ hosts }) =>
      `The repository has no HTTPRoute with a backend for ${hosts.length === 0 ? "requests without a host" : hosts.join(", ")} in the Ingress's namespace. The Ingress was not removed.`,
    remedy: () => "Merge the wave that adds the routes first.",
  },
  "remove-certificate-owned": {
    title: "A certificate would disappear with the Ingress",
    severity: "blocker",
    explain: ({ annotation, secrets }) =>
      `cert-manager made the Certificate for ${secrets.join(", ")} because of ${annotation} on this Ingress and deletes it with the Ingress. The Ingress was not removed.`,
    remedy: ({ yaml }) =>
      `Put a Certificate with the same secretName into the repository and run again: \`${yaml}\`. Until the Ingress is gone two Certificates share the secret, so cert-manager may issue it anew once.`,
  },
  "remove-dns-not-handed-over": {
    title: "The name still belongs to the Ingress in DNS",
    severity: "blocker",
    explain: ({ routes, annotation }) =>
      `external-dns is kept away from ${routes.join(", ")} by ${annotation}, so the name is published for the Ingress alone and would disappear from DNS with it. The Ingress was not removed.`,
    remedy: () =>
      "Hand the name over first: `/migrate cutover wave N`, or `tidegate cutover --wave N` on the command line; then wait until DNS shows the Gateway.",
  },
  "cutover-not-written": {
    title: "The cutover cannot edit this",
    severity: "blocker",
    explain: ({ what }) => `${what}. Nothing was changed for this Ingress.`,
    remedy: ({ manual }) => manual,
  },
  "remove-reshaped": {
    title: "Patches would be left without their Ingress",
    severity: "blocker",
    explain: ({ kustomization, fields }) =>
      `On its way through ${kustomization} this Ingress is changed by ${fields.join(", ")}. Without the Ingress a patch that names it fails the whole build. Nothing was removed.`,
    remedy: () =>
      "Remove the Ingress and the entries that change it by hand, in one commit; the routes stand beside the outermost kustomization already.",
  },
  "rewrite-overlay-name": {
    title: "A name suffix that a further route cannot carry",
    severity: "blocker",
    explain: ({ kustomization, suffix }) =>
      `${kustomization} appends "${suffix}" to every name, which a second route of this Ingress (its redirect) cannot end with. Nothing was written.`,
    remedy: () => "Write this Ingress's routes by hand, or take the suffix away first.",
  },
  "remove-text-shared": {
    title: "The same text deploys something that stays",
    severity: "blocker",
    explain: ({ path, others }) =>
      `Removing the Ingress from ${path} would also remove it from ${others.join(", ")}, which this removal does not include. Nothing was removed.`,
    remedy: () => "Remove them together, or give them separate files.",
  },
};
