/**
 * What the readers of an Ingress share: where its fields stand, and whom to tell what is wrong.
 */
import type { Place } from "../../model/place.ts";

export type IngressVersion = "v1" | "v1beta1";

/** Where the fields of an object stand; without it diagnostics have no place. */
export interface FieldSource {
  placeOf(keyPath: readonly (string | number)[]): Place;
  sourceOf(keyPath: readonly (string | number)[]): string | undefined;
}

/** Collects what is wrong with one Ingress. */
export interface IngressReading {
  readonly version: IngressVersion;
  readonly report: (field: readonly (string | number)[], problem: string) => void;
  readonly reportPlaceholder: (field: readonly (string | number)[], placeholder: string) => void;
}
