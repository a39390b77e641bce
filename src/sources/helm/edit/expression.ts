/** What a dialect is asked and what it answers. */
import type { Json, KubeObject } from "../../../model/kube.ts";
import type { IngressBlock } from "../blocks/block.ts";
import type { ChartContext } from "../charts/entry.ts";
import type { RouteIntent } from "./intent.ts";

export interface ExpressRequest {
  readonly routes: readonly RouteIntent[];
  readonly block: IngressBlock;
  readonly context: ChartContext;
  /** The Service the chart's own rules lead to. */
  readonly backend: MainBackend | undefined;
  /** A service of the values, by its identifier, where the chart has such. */
  serviceOf(identifier: string): string | undefined;
  /** Key of the block in a map of ingresses; its route gets the same one. */
  readonly id: string | undefined;
  /** True when the route values of this chart at this version know `timeouts`. */
  readonly knowsTimeouts: boolean;
  /** True when a rule may go without the timeouts it states, because the target has none by itself. */
  readonly mayOmitTimeouts: boolean;
  readonly templatesHosts: boolean;
  /** Objects beside the routes, where the chart can print them from the same values. */
  readonly attached: readonly KubeObject[];
}

export interface MainBackend {
  readonly service: string;
  readonly port: number;
}

/** One key of the chart's route values. */
export interface RouteEntry {
  /** Last segment of the route's key path in a map of routes; undefined: the path itself. */
  readonly key: string | undefined;
  readonly value: Json;
}

export type Expressed =
  | {
      readonly kind: "expressed";
      readonly entries: readonly RouteEntry[];
      /** Routes the values cannot say: they stand beside the release. */
      readonly beside: readonly { readonly route: RouteIntent; readonly why: string }[];
      /** Those of `attached` that the values make too. */
      readonly attached?: readonly KubeObject[];
    }
  | { readonly kind: "cannot"; readonly why: string };
