/**
 * What a check found, before it becomes a diagnostic: where in the object, and which rule.
 */
export interface Violation {
  /** "spec.rules[0].timeouts.request"; "" is the object itself. */
  readonly field: string;
  /** The rule as a sentence without full stop: "must be one of 301, 302". */
  readonly rule: string;
  /** unknown: a field nobody declared. too-new: it exists, but not in the declared release and channel. */
  readonly kind: "invalid" | "unknown" | "too-new" | "unchecked";
}

export function invalid(field: string, rule: string): Violation {
  return { field, rule, kind: "invalid" };
}

export function unchecked(field: string, rule: string): Violation {
  return { field, rule, kind: "unchecked" };
}

/** The path of a field below another; keys that are no plain names are quoted. */
export function below(field: string, key: string | number): string {
  if (typeof key === "number") return `${field}[${key}]`;
  const plain = /^[A-Za-z_][A-Za-z0-9_-]*$/.test(key);
  if (!plain) return `${field}[${JSON.stringify(key)}]`;
  return field === "" ? key : `${field}.${key}`;
}
