/**
 * An ingress-nginx controller as the repository configures it: what it means for every Ingress of its class.
 */
import type { Place } from "./place.ts";

export interface FoundController {
  /** "ConfigMap ingress-nginx/ingress-nginx-controller", "HelmRelease ingress-nginx/ingress-nginx". */
  readonly title: string;
  readonly at: Place;
  /** The class it serves; undefined: the text does not tell. */
  readonly className: string | undefined;
  /** ConfigMap entries, all values as the API server would hold them. */
  readonly entries: Readonly<Record<string, string>>;
  /** Flags without dashes. */
  readonly flags: Readonly<Record<string, string | boolean>>;
  /** Where each entry and flag stands, by its key. */
  readonly places: ReadonlyMap<string, Place>;
  /** Where further settings come from that cannot be read: clauses for people. */
  readonly gaps: readonly { readonly why: string; readonly at: Place }[];
}

/** Ingress classes that are served by controllers with the same settings. */
export interface ControllerGroup {
  /** The classes; undefined: every class that no other group names. */
  readonly classes: readonly string[] | undefined;
  readonly entries: Readonly<Record<string, string>>;
  readonly flags: Readonly<Record<string, string | boolean>>;
  readonly places: ReadonlyMap<string, Place>;
  /** True when the repository holds all of it: a flag that is absent is not set. */
  readonly isKnown?: boolean | undefined;
}
