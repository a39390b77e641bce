/**
 * Renders of charts as plain values: what is asked for, what came of it, and the book in which the pure core looks it up.
 */
import type { KubeObject } from "./kube.ts";
import type { ChartLocation } from "./release.ts";

/** Files of one chart by their path inside it: "Chart.yaml", "templates/x.yaml", "charts/sub/Chart.yaml", "charts/sub-1.0.0.tgz". */
export type ChartFiles = ReadonlyMap<string, Uint8Array>;

export interface HelmTemplate {
  readonly chart: ChartFiles;
  /** Values texts in Helm's order: later ones win. */
  readonly values: readonly string[];
  readonly release: string;
  readonly namespace: string;
  /** `--api-versions`: "gateway.networking.k8s.io/v1/HTTPRoute". Without it charts that ask print old versions. */
  readonly apiVersions: readonly string[];
  readonly kubeVersion: string | undefined;
  readonly includeCrds: boolean;
}

export interface RenderedDocument {
  /** As Helm printed it, without separator and source comment. */
  readonly text: string;
  /** undefined when the document is no Kubernetes object. */
  readonly object: KubeObject | undefined;
}

/** All documents of one template file, in the order Helm prints them. */
export interface RenderedTemplate {
  /** Path inside the chart: "templates/ingress.yaml", "charts/grafana/templates/ingress.yaml". */
  readonly template: string;
  readonly documents: readonly RenderedDocument[];
}

/** Where in a chart something went wrong. */
export interface TemplatePlace {
  readonly template: string;
  readonly line: number | undefined;
}

export type RenderFailure =
  /** A template of the chart fails, or the chart refuses the values with `fail` or `required`. */
  | { readonly code: "template"; readonly message: string; readonly at: TemplatePlace | undefined }
  | { readonly code: "values-schema"; readonly message: string }
  | { readonly code: "values-unreadable"; readonly message: string }
  | { readonly code: "chart-invalid"; readonly message: string }
  | { readonly code: "dependency-missing"; readonly message: string }
  | { readonly code: "kube-version"; readonly message: string }
  /** The request would lead out of the chart or is no valid name. */
  | { readonly code: "refused"; readonly message: string }
  | { readonly code: "timeout"; readonly message: string }
  | { readonly code: "too-large"; readonly message: string }
  | { readonly code: "memory"; readonly message: string }
  /** helm itself is not to be had on this machine. */
  | { readonly code: "helm-missing"; readonly message: string };

export type HelmRender =
  | {
      readonly kind: "rendered";
      readonly templates: readonly RenderedTemplate[];
      /** Warnings Helm printed, trimmed. */
      readonly warnings: string;
      readonly helmVersion: string;
    }
  | { readonly kind: "failed"; readonly failure: RenderFailure };

export interface ChartPull {
  readonly location: ChartLocation;
  /** `charts.pull` of the configuration. Nothing is asked of any server without it. */
  readonly allowed: boolean;
}

export type PullRefusal =
  | { readonly code: "not-allowed"; readonly message: string }
  | { readonly code: "address-refused"; readonly message: string }
  | { readonly code: "unreachable"; readonly message: string }
  | { readonly code: "unauthorized"; readonly message: string }
  | { readonly code: "not-found"; readonly message: string }
  | { readonly code: "no-version"; readonly message: string }
  | { readonly code: "digest-differs"; readonly message: string }
  | { readonly code: "too-large"; readonly message: string }
  | { readonly code: "timeout"; readonly message: string }
  | { readonly code: "not-a-chart"; readonly message: string };

export interface PulledChart {
  readonly kind: "pulled";
  readonly files: ChartFiles;
  readonly name: string;
  readonly version: string;
  /** "sha256:…" of the archive. */
  readonly digest: string;
}

export type ChartPullResult = PulledChart | { readonly kind: "refused"; readonly refusal: PullRefusal };

/**
 * What is known of renders while the pure core runs. A book answers at once; what it does not know it notes as wanted and answers with
 * undefined: whoever runs the core then gets it and runs the core again, so nothing concluded from an undefined is ever kept.
 */
export interface RenderBook {
  template(request: HelmTemplate): HelmRender | undefined;
  pull(request: ChartPull): ChartPullResult | undefined;
}
