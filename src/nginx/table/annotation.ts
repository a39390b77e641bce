/**
 * Reads raw annotation values the way the controller's parsers do: Go booleans and integers, trimmed strings, an alias only
 * when the canonical name is absent or empty (internal/ingress/annotations/parser, controller v1.15.1).
 */

const prefix = "nginx.ingress.kubernetes.io/";

export interface AnnotationView {
  /** The value by short name; undefined when absent or empty, which the controller treats alike. */
  text(name: string): string | undefined;
  /** undefined when absent; "invalid" when it is no Go boolean. */
  bool(name: string): boolean | "invalid" | undefined;
  int(name: string): number | "invalid" | undefined;
  /** Short names of all nginx annotations, empty values included. */
  readonly names: readonly string[];
}

const aliases: Readonly<Record<string, string>> = {
  "allowlist-source-range": "whitelist-source-range",
  "limit-allowlist": "limit-whitelist",
};

export function viewAnnotations(annotations: Readonly<Record<string, string>>): AnnotationView {
  const raw = (name: string): string | undefined => {
    const value = annotations[prefix + name];
    if (value !== undefined && value !== "") return value;
    const alias = aliases[name];
    return alias === undefined ? undefined : annotations[prefix + alias] || undefined;
  };
  return {
    text(name) {
      const value = raw(name);
      if (value === undefined) return undefined;
      return value
        .split("\n")
        .map((line) => line.trim())
        .join("\n")
        .trim();
    },
    bool(name) {
      const value = raw(name);
      return value === undefined ? undefined : (goBoolean(value) ?? "invalid");
    },
    int(name) {
      const value = raw(name);
      if (value === undefined) return undefined;
      return /^[+-]?\d+$/.test(value) ? Number(value) : "invalid";
    },
    names: Object.keys(annotations)
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length)),
  };
}

/** strconv.ParseBool. */
export function goBoolean(value: string): boolean | undefined {
  if (["1", "t", "T", "TRUE", "true", "True"].includes(value)) return true;
  if (["0", "f", "F", "FALSE", "false", "False"].includes(value)) return false;
  return undefined;
}
