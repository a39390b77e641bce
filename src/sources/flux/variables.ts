/**
 * Variables of a Flux Kustomization and where each comes from. A variable may be known to exist without a known value: SOPS leaves the
 * keys of a Secret in clear, so an encrypted Secret still says which names it defines.
 */
import type { Place } from "../../model/place.ts";

export interface VariableSource {
  readonly kind: "inline" | "ConfigMap" | "Secret";
  /** Name of the ConfigMap or Secret; of the Kustomization for an inline one. */
  readonly name: string;
  readonly place: Place;
}

export interface Variable {
  readonly name: string;
  /** undefined: it exists, but its value is not in the repository. */
  readonly value: string | undefined;
  readonly from: VariableSource;
}

export interface Variables {
  readonly byName: ReadonlyMap<string, Variable>;
  /** True when a source could not be read at all: a name that is not listed may still have a value. */
  readonly open: boolean;
  /** False when Flux does not substitute here, so that `${…}` is plain text. */
  readonly active: boolean;
}

/** No substitution: every text is what it says. */
export const noVariables: Variables = { byName: new Map(), open: false, active: false };

/** For tests and for text on its own: every variable that matters is listed. */
export function knownVariables(values: Readonly<Record<string, string>>, place: Place): Variables {
  const from: VariableSource = { kind: "inline", name: "", place };
  return {
    byName: new Map(Object.entries(values).map(([name, value]) => [name, { name, value, from }])),
    open: false,
    active: true,
  };
}
