/** Diagnostics of charts and values: codes with their parameters, and their wording. */
import type { Catalog } from "../entry.ts";

export interface HelmParams {
  "helm-chart-unreadable": { readonly problem: string };
  "helm-chart-refused": { readonly reason: string };
  "helm-render-failed": { readonly release: string; readonly cause: string; readonly message: string };
  "helm-render-disagrees": { readonly release: string; readonly what: string };
  "helm-pull-refused": { readonly chart: string; readonly cause: string; readonly message: string };
  "helm-unrendered": { readonly release: string; readonly why: string };
  "helm-values-encrypted": { readonly path: string };
  "helm-values-hidden": { readonly release: string; readonly why: string };
  "helm-values-stated-apart": { readonly release: string; readonly why: string };
  "helm-values-unknown": { readonly release: string; readonly why: string };
  "helm-values-generated": { readonly path: string; readonly mark: string };
  "helm-values-vendored": { readonly path: string; readonly chart: string };
  "helm-values-templated": { readonly path: string; readonly mark: string };
  "helm-values-substitution": { readonly text: string };
  "helm-values-taken": { readonly key: string };
  "helm-values-shape": { readonly key: string; readonly problem: string };
  "helm-host-unknown": { readonly key: string; readonly text: string };
  "helm-service-unknown": { readonly key: string; readonly chart: string; readonly why: string };
  "helm-companion": { readonly key: string; readonly chart: string; readonly why: string };
}

const untouched = "The file was not changed.";

export const helmCatalog: Catalog<HelmParams> = {
  "helm-chart-unreadable": {
    title: "Chart cannot be read",
    severity: "warning",
    explain: ({ problem }) =>
      `This Chart.yaml cannot be read: ${problem}. What the chart deploys is not listed.`,
    remedy: () => "Check it with `helm lint`.",
  },
  "helm-chart-refused": {
    title: "Chart is not rendered",
    severity: "blocker",
    explain: ({ reason }) =>
      `The chart is not handed to Helm, because ${reason}. Its Ingresses do not move, and nothing was changed.`,
    remedy: () => "Put regular files inside the repository in its place, or move its Ingresses by hand.",
  },
  "helm-render-failed": {
    title: "Chart does not render",
    severity: "blocker",
    explain: ({ release, cause, message }) =>
      `Helm does not render the release \`${release}\` (${cause}): ${message}. Its Ingresses do not move, and nothing was changed.`,
    remedy: () =>
      "Run `helm template` with the same values. When a cluster's version or APIs are asked for, state them in the configuration.",
  },
  "helm-render-disagrees": {
    title: "Chart renders something else than was meant",
    severity: "blocker",
    explain: ({ release, what }) =>
      `With the edited values the release \`${release}\` renders ${what}. The edit was taken back; nothing was changed.`,
    remedy: () =>
      "Add the route as a manifest of its own, or report the chart so that its values become known.",
  },
  "helm-pull-refused": {
    title: "Chart is not fetched",
    severity: "note",
    explain: ({ chart, cause, message }) =>
      `The chart \`${chart}\` is not at hand (${cause}): ${message}. Its values are read as they stand.`,
    remedy: () =>
      "Set `charts.pull: allowed`, with credentials for a private repository, or keep the chart in the repository.",
  },
  "helm-unrendered": {
    title: "Ingress is read from values without rendering",
    severity: "warning",
    explain: ({ release, why }) =>
      `What the release \`${release}\` deploys is read from its values alone, because ${why}. The chart may add to it or change it.`,
    remedy: () => "Compare with `helm get manifest` before merging, or make the chart available.",
  },
  "helm-values-encrypted": {
    title: "Values are encrypted with SOPS",
    severity: "blocker",
    explain: ({ path }) =>
      `${path} carries a SOPS signature over its text; any edit would break it. ${untouched}`,
    remedy: () => "Keep the ingress values in a file that is not encrypted.",
  },
  "helm-values-hidden": {
    title: "Values of the Ingress are not all known",
    severity: "blocker",
    explain: ({ release, why }) =>
      `Values of the release \`${release}\` cannot be read: ${why}. They may change this Ingress, its access control included, so it does not move. Nothing was changed.`,
    remedy: ({ release }) =>
      `Keep everything under the ingress key in clear, and give single secrets a \`targetPath\` (or a parameter) of their own, which cannot touch the Ingress. Or, when you know that these values say nothing about the Ingress, list \`${release}\` under \`charts.hidden\` in the configuration.`,
  },
  "helm-values-stated-apart": {
    title: "Unseen values are stated not to touch the Ingress",
    severity: "note",
    explain: ({ release, why }) =>
      `Values of the release \`${release}\` cannot be read: ${why}. The configuration says (\`charts.hidden\`) that they do not touch its Ingresses, so these are taken as the rest shows them.`,
    remedy: () => "Take the release off that list when the unseen values come to hold ingress settings.",
  },
  "helm-values-unknown": {
    title: "A value of the release is not known",
    severity: "warning",
    explain: ({ release, why }) =>
      `A value of the release \`${release}\` cannot be read: ${why}. By its name it may have to do with hosts or Services; what the repository shows is taken as it stands.`,
    remedy: () => "Compare with `helm get manifest` before merging.",
  },
  "helm-values-generated": {
    title: "Values file is generated",
    severity: "blocker",
    explain: ({ path, mark }) => `${path} says of itself "${mark}": an edit would be lost. ${untouched}`,
    remedy: () => "Change the source that generates it, or remove the mark if it is no longer true.",
  },
  "helm-values-vendored": {
    title: "Values belong to a vendored chart",
    severity: "blocker",
    explain: ({ path, chart }) =>
      `${path} is part of the chart \`${chart}\` inside another chart's charts/, which the next update overwrites. ${untouched}`,
    remedy: ({ chart }) => `Set the values under \`${chart}:\` in the parent chart's values.`,
  },
  "helm-values-templated": {
    title: "Values are a template",
    severity: "blocker",
    explain: ({ path, mark }) =>
      `The values in ${path} only become YAML after another tool has been at them (\`${mark}\`). ${untouched}`,
    remedy: () => "Make the change by hand in the template.",
  },
  "helm-values-substitution": {
    title: "Values would be substituted",
    severity: "blocker",
    explain: ({ text }) =>
      `The route values would contain \`${text}\`, which the ingress values do not; Flux, Helm or another tool would replace it. ${untouched}`,
    remedy: () => "Add the route by hand and escape the text for the tool that replaces it.",
  },
  "helm-values-taken": {
    title: "Route values are there already",
    severity: "blocker",
    explain: ({ key }) =>
      `\`${key}\` is set already and says something else than this wave would write. It is taken for a person's work and left alone; the service does not move. ${untouched}`,
    remedy: () =>
      "Keep it as the route of this service and take the Ingress out by hand, or delete it to have it written anew.",
  },
  "helm-values-shape": {
    title: "Ingress values have a shape that is not read",
    severity: "blocker",
    explain: ({ key, problem }) => `\`${key}\` ${problem}. It does not move. ${untouched}`,
    remedy: () => "Move this Ingress by hand, or make the chart available so that it can be rendered.",
  },
  "helm-host-unknown": {
    title: "Host is made by the chart",
    severity: "blocker",
    explain: ({ key, text }) =>
      `The host in \`${key}\` is \`${text}\`, which only the chart's templates turn into a name, and the chart is not rendered. It does not move. ${untouched}`,
    remedy: () => "Make the chart available (`charts.pull: allowed`), or write the host out.",
  },
  "helm-service-unknown": {
    title: "Service behind the ingress values is not known",
    severity: "blocker",
    explain: ({ key, chart, why }) =>
      `Which Service \`${key}\` of ${chart === "" ? "an unknown chart" : `the chart \`${chart}\``} leads to is not known: ${why}. It does not move. ${untouched}`,
    remedy: () =>
      "Make the chart available (`charts.pull: allowed`), or state the Service and its port in .github/tidegate.yml: `charts: {services: {NAMESPACE/RELEASE: {service: NAME, port: NUMBER}}}`.",
  },
  "helm-companion": {
    title: "Route stands beside the release",
    severity: "note",
    explain: ({ key, chart, why }) =>
      `The route for \`${key}\` is a manifest of its own and not values of \`${chart}\`, because ${why}.`,
    remedy: () => "Nothing needs to be done.",
  },
};
