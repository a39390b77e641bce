/** Diagnostics of the flows: what the render-again check found. */
import type { Catalog } from "../entry.ts";

export interface FlowsParams {
  "render-ingress-changed": { readonly cluster: string; readonly ingress: string; readonly how: string };
  "render-route-differs": { readonly cluster: string; readonly object: string; readonly how: string };
  "change-reaches-other-cluster": { readonly cluster: string; readonly object: string };
  "route-stands-already": { readonly object: string };
  "gateway-assumed": { readonly gateway: string };
  "class-not-converted": { readonly className: string };
  "charts-not-rendered": { readonly why: string };
  "render-tool-failed": { readonly message: string };
  "renders-do-not-settle": { readonly rounds: number };
}

export const flowsCatalog: Catalog<FlowsParams> = {
  "render-ingress-changed": {
    title: "Rendering again changed an Ingress",
    severity: "blocker",
    explain: ({ cluster, ingress, how }) =>
      `After the change, cluster ${cluster} would get a different Ingress ${ingress}: ${how}. The whole change was dropped.`,
    remedy: () =>
      "This is a defect of the tool or a shape it misreads. Please report it with the files involved.",
  },
  "render-route-differs": {
    title: "Rendering again gives other routes than intended",
    severity: "blocker",
    explain: ({ cluster, object, how }) =>
      `After the change, cluster ${cluster} would not get exactly the intended ${object}: ${how}. The whole change was dropped.`,
    remedy: () =>
      "Look for an object of that name that stands in the repository already, or for an overlay that changes it, and move it by hand.",
  },
  "change-reaches-other-cluster": {
    title: "The change reaches another cluster",
    severity: "note",
    explain: ({ cluster, object }) =>
      `Cluster ${cluster} is built from the same files, so it gets ${object} with this change too, exactly as its own wave would add it.`,
    remedy: () => "Review it for both clusters.",
  },
  "route-stands-already": {
    title: "A route of that name stands already",
    severity: "warning",
    explain: ({ object }) =>
      `${object} is in the repository with other content than this wave would write. It was left alone.`,
    remedy: () =>
      "Keep it as the route of this service (the proof of the removal wave will judge it), or delete it and run the wave again.",
  },
  "gateway-assumed": {
    title: "The Gateway was not named",
    severity: "warning",
    explain: ({ gateway }) =>
      `No Gateway was named, so the routes attach to ${gateway}, which may not exist.`,
    remedy: () => "Name it with --gateway NAMESPACE/NAME.",
  },
  "class-not-converted": {
    title: "Another controller's Ingress was left out",
    severity: "warning",
    explain: ({ className }) => `This Ingress belongs to the class ${className}, which is not converted.`,
    remedy: ({ className }) => `If that class is served by ingress-nginx, add --class ${className}.`,
  },
  "charts-not-rendered": {
    title: "Charts were not rendered",
    severity: "note",
    explain: ({ why }) =>
      `Helm releases were read from their values, because helm is not to be had: ${withoutEnd(why)}. What only a template says is not known.`,
    remedy: () => "Put helm on the PATH, or name it in TIDEGATE_HELM, and run this again.",
  },
  "render-tool-failed": {
    title: "A tool that renders or fetches charts broke",
    severity: "warning",
    explain: ({ message }) =>
      `Rendering or fetching a chart failed for a reason that lies in this machine: ${withoutEnd(message)}. The releases it was for were read from their values; nothing else changed.`,
    remedy: () => "Mend what the message names (disk space, permissions, memory) and run this again.",
  },
  "renders-do-not-settle": {
    title: "Rendering did not come to an end",
    severity: "warning",
    explain: ({ rounds }) =>
      `After ${rounds} rounds of rendering, charts still asked for something new. All Helm releases were read from their values instead.`,
    remedy: () => "Please report it with the charts involved: this is a defect of the tool.",
  },
};

function withoutEnd(text: string): string {
  return text.replace(/[.\s]+$/, "");
}
