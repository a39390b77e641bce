/**
 * Rendering charts and fetching them. Requests and results are plain values: what a flow renders here it hands to the pure core
 * as data. What a chart or a values text does wrong is a coded answer, never an exception; only a broken machine throws.
 */
import type { KubeObject } from "../model/kube.ts";

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

/** Where a chart is to be had. Credentials are the adapter's business. */
export type ChartLocation =
  | {
      readonly kind: "repository";
      /** Address of the repository: `index.yaml` stands below it. */
      readonly url: string;
      readonly chart: string;
      /** A version or a constraint, as in Chart.yaml, HelmRelease and Application; "" means the newest stable one. */
      readonly version: string;
    }
  | {
      readonly kind: "oci";
      /** "oci://host/path/chart", without tag. */
      readonly url: string;
      /** A version, a constraint or a tag; "" means the newest stable one. */
      readonly version: string;
      /** "sha256:…" of the manifest, when the repository pins it. */
      readonly digest?: string | undefined;
    };

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

export interface RenderTools {
  template(request: HelmTemplate): Promise<HelmRender>;
  pull(request: ChartPull): Promise<ChartPullResult>;
}
