/** Diagnostics of `sources`: codes with their parameters, and their wording. */
import type { Catalog } from "../entry.ts";

export type UnusableEntry =
  | "missing"
  | "outside"
  | "link"
  | "ignored"
  | "no-kustomization"
  | "is-kustomization";

export type PlaceholderReason =
  | "nothing-substitutes"
  | "other-tool"
  | "names-the-object"
  | "path-unknown"
  | "class-unknown";

export interface SourcesParams {
  "ingress-version-unknown": { readonly apiVersion: string };
  "ingress-malformed": { readonly field: string; readonly problem: string };
  "metadata-value-not-text": { readonly field: string; readonly key: string; readonly value: string };
  "ingress-placeholder": {
    readonly field: string;
    readonly placeholder: string;
    readonly why: PlaceholderReason;
  };
  "substitution-value-unusable": {
    readonly field: string;
    /** As written. */
    readonly text: string;
    readonly problem: string;
    readonly variables: readonly string[];
    /** "the Flux Kustomization flux-system/apps". */
    readonly by: string;
  };
  "ingress-key-repeated": { readonly cluster: string; readonly places: readonly string[] };
  "ingress-class-not-listed": { readonly class: string; readonly classes: readonly string[] };
  "ingress-file-marked": { readonly mark: string };
  "ingress-namespace-assumed": Readonly<Record<string, never>>;
  "deployer-changes-ingress": { readonly deployer: string; readonly field: string };
  "kustomize-build-would-break": { readonly directory: string; readonly cause: string };
  "kustomize-feature-unsupported": { readonly field: string };
  "kustomize-service-left-out": { readonly service: string; readonly field: string };
  "kustomization-unreadable": { readonly problem: string };
  "kustomization-repeated": { readonly used: string; readonly others: readonly string[] };
  "kustomize-remote-entry": { readonly entry: string };
  "kustomize-entry-unusable": { readonly entry: string; readonly why: UnusableEntry };
  "kustomize-cycle": { readonly directories: readonly string[] };
  "kustomize-limit": { readonly what: string; readonly limit: number };
  "kustomize-charts-not-rendered": { readonly field: string };
  "cluster-path-missing": { readonly cluster: string; readonly path: string };
}

const stays = "It does not move, and its files are not changed.";

/** Clauses behind "`field` holds `text`". */
const placeholderReasons: Readonly<Record<PlaceholderReason, string>> = {
  "nothing-substitutes":
    ", and nothing in this repository substitutes it here: no Flux Kustomization that deploys this file has variables, or substitution is disabled for it. What the cluster gets is not known",
  "other-tool": ", which another tool replaces before the cluster sees it. The outcome is not known",
  "names-the-object":
    ", so which object this is is known in the cluster alone. A route in the same file would stand in for several",
  "path-unknown":
    ", and the repository does not hold the value. What a path ends in decides what its route looks like",
  "class-unknown":
    ", and the repository does not hold the value. Whether ingress-nginx serves this Ingress is not known",
};

function shown(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

const unusable: Readonly<Record<UnusableEntry, string>> = {
  missing: "is not in the repository",
  outside: "leads out of the repository",
  link: "is a symbolic link or a submodule, which is not followed",
  ignored: "is left out by `ignore` in the configuration",
  "no-kustomization": "is a directory without a kustomization file",
  "is-kustomization": "is itself a kustomization file; kustomize wants its directory",
};

export const sourcesCatalog: Catalog<SourcesParams> = {
  "ingress-version-unknown": {
    title: "Version of the Ingress API is not known",
    severity: "blocker",
    explain: ({ apiVersion }) =>
      `\`${apiVersion}\` is no version of the Ingress API that is known here. ${stays}`,
    remedy: () => "Write the Ingress in `networking.k8s.io/v1`.",
  },
  "ingress-malformed": {
    title: "Ingress has a part that cannot be read",
    severity: "blocker",
    explain: ({ field, problem }) =>
      `\`${field}\` ${problem}. What the cluster runs is then not what stands here. ${stays}`,
    remedy: ({ field }) => `Put \`${field}\` right, as \`kubectl apply --dry-run=server\` wants it.`,
  },
  "metadata-value-not-text": {
    title: "Label or annotation is no text",
    severity: "warning",
    explain: ({ field, key, value }) =>
      `The value \`${value}\` of \`${key}\` in ${field} is no text for Kubernetes, which refuses the object. It is read here as the text \`${value}\`.`,
    remedy: ({ value }) => `Put quotes around it: \`"${value}"\`.`,
  },
  "ingress-placeholder": {
    title: "Value is filled in by another tool",
    severity: "blocker",
    explain: ({ field, placeholder, why }) =>
      `\`${field}\` holds \`${shown(placeholder)}\`${placeholderReasons[why]}. ${stays}`,
    remedy: ({ why }) =>
      why === "nothing-substitutes"
        ? "Let a Flux Kustomization with `postBuild` deploy it, or write the value out."
        : "Write the value out, or move this Ingress by hand.",
  },
  "substitution-value-unusable": {
    title: "Variable gives a value that cannot be used",
    severity: "blocker",
    explain: ({ field, text, problem, variables, by }) =>
      `\`${field}\` is \`${shown(text)}\`. With what ${by} puts in for ${variables.map((name) => `\`${name}\``).join(", ")} it ${problem}. ${stays}`,
    remedy: ({ variables }) => `Define ${variables.join(", ")} so that the Ingress is one the cluster takes.`,
  },
  "ingress-key-repeated": {
    title: "Two Ingresses of one name in one cluster",
    severity: "blocker",
    explain: ({ cluster, places }) =>
      `The cluster \`${cluster}\` gets this Ingress from ${places.join(" and ")}. Only one of them can be live, and which is not in the repository. ${stays}`,
    remedy: () =>
      "Remove one, state their namespaces, or tell the clusters apart with `clusters` in .github/tidegate.yml.",
  },
  "ingress-class-not-listed": {
    title: "nginx annotations on a class that does not move",
    severity: "note",
    explain: ({ class: name, classes }) =>
      `The Ingress has nginx.ingress.kubernetes.io annotations, but its class \`${name}\` is not one of those that move (${classes.join(", ")}). It is listed and not touched.`,
    remedy: ({ class: name }) => `If \`${name}\` is served by ingress-nginx, add it to \`ingressClasses\`.`,
  },
  "ingress-file-marked": {
    title: "File is generated or managed by a tool",
    severity: "blocker",
    explain: ({ mark }) => `The file says "${mark}", so an edit here would be overwritten. ${stays}`,
    remedy: () =>
      "Move the Ingress where the file is generated from, or take the mark away if it no longer holds.",
  },
  "ingress-namespace-assumed": {
    title: "Namespace is not in the repository",
    severity: "note",
    explain: () =>
      "Neither the manifest nor a kustomization gives a namespace. The Ingress is listed under `default`; its routes get no namespace either, so they land beside it.",
    remedy: () => "State the namespace if two Ingresses of the same name are to be told apart.",
  },
  "deployer-changes-ingress": {
    title: "Ingress is changed when it is deployed",
    severity: "blocker",
    explain: ({ deployer, field }) =>
      `${deployer} deploys this Ingress and changes objects by \`${field}\`, which this release does not follow. ${stays}`,
    remedy: ({ field }) =>
      `Move what \`${field}\` does into the manifest or kustomization, or move this Ingress by hand.`,
  },
  "kustomize-build-would-break": {
    title: "A kustomization could no longer be built",
    severity: "blocker",
    explain: ({ directory, cause }) =>
      `kustomize builds ${directory} today and would refuse it after this change (${cause}): something in it names an object that would be gone. The whole change was dropped.`,
    remedy: () => "Take the patch or replacement that names the Ingress out first, or remove both by hand.",
  },
  "kustomize-feature-unsupported": {
    title: "kustomize field that changes the Ingress is not followed",
    severity: "blocker",
    explain: ({ field }) =>
      `\`${field}\` of this kustomization can change the Ingress before the cluster sees it, and what it does could not be followed (see the other findings of that file). ${stays}`,
    remedy: ({ field }) => `Write what \`${field}\` does into the Ingress, or move this Ingress by hand.`,
  },
  "kustomize-service-left-out": {
    title: "Service is changed by kustomize",
    severity: "warning",
    explain: ({ service, field }) =>
      `\`${field}\` of this kustomization can change the Service ${service}, and what it does could not be followed, so its ports are not looked up.`,
    remedy: () => "Ingresses that name a port of it by name need the number instead.",
  },
  "kustomization-unreadable": {
    title: "Kustomization cannot be read",
    severity: "warning",
    explain: ({ problem }) => `The kustomization cannot be read: ${problem}. What it deploys is not listed.`,
    remedy: () => "Check it with `kustomize build`.",
  },
  "kustomization-repeated": {
    title: "Several kustomization files in one directory",
    severity: "warning",
    explain: ({ used, others }) =>
      `kustomize refuses a directory with several kustomization files. \`${used}\` is read, not ${others.join(", ")}.`,
    remedy: () => "Keep one of them.",
  },
  "kustomize-remote-entry": {
    title: "Kustomization entry from elsewhere",
    severity: "warning",
    explain: ({ entry }) =>
      `\`${entry}\` is fetched from elsewhere and not read: an Ingress in it is not listed.`,
    remedy: () => "If it holds an Ingress, move that one where it comes from.",
  },
  "kustomize-entry-unusable": {
    title: "Kustomization entry cannot be used",
    severity: "warning",
    explain: ({ entry, why }) => `\`${entry}\` ${unusable[why]}. The rest of the kustomization is read.`,
    remedy: () => "Put the entry right or take it out.",
  },
  "kustomize-cycle": {
    title: "Kustomizations include each other",
    severity: "warning",
    explain: ({ directories }) =>
      `The kustomizations include each other in a circle: ${directories.join(" -> ")}. The circle is cut here.`,
    remedy: () => "Take one of the entries out.",
  },
  "kustomize-limit": {
    title: "Kustomization is too large",
    severity: "warning",
    explain: ({ what, limit }) =>
      `The kustomization has more than ${limit} ${what}. The rest of it is not read.`,
    remedy: () => "Split it, or state smaller `clusters` in .github/tidegate.yml.",
  },
  "kustomize-charts-not-rendered": {
    title: "Charts of a kustomization are not rendered",
    severity: "note",
    explain: ({ field }) =>
      `\`${field}\` adds the objects of a chart or generator, which this release does not render. Ingresses from it are not listed.`,
    remedy: () => "Check the chart's values for an enabled ingress.",
  },
  "cluster-path-missing": {
    title: "Path of a cluster holds nothing",
    severity: "warning",
    explain: ({ cluster, path }) =>
      `\`clusters\` gives \`${path}\` to the cluster \`${cluster}\`, but the repository has nothing there.`,
    remedy: () => "Put the path right or take it out.",
  },
};
