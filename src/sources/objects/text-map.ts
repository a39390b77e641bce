/**
 * Labels and annotations: maps whose values must be text. Kubernetes refuses `true` and `60` there, and reads an unquoted `off` or
 * `yes` as a boolean (YAML 1.1 in sigs.k8s.io/yaml), so such a manifest cannot be what the cluster runs.
 */
import { type Diagnostic, diagnose, type Outcome, outcome } from "../../diagnostics/diagnostic.ts";
import type { IngressKey } from "../../model/brands.ts";
import { isMapping } from "./parse.ts";
import type { FieldSource } from "./reading.ts";

/** go-yaml v2 resolve.go, the words it takes for booleans beside true and false. */
const yaml11Booleans = /^(y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)$/;

export function readTextMap(
  field: "labels" | "annotations",
  value: unknown,
  ingress: IngressKey,
  source: FieldSource | undefined,
): Outcome<Readonly<Record<string, string>>> {
  if (value === undefined || value === null) return outcome({});
  if (!isMapping(value)) {
    const params = { field: `metadata.${field}`, problem: "is no mapping" };
    return outcome({}, [
      diagnose("ingress-malformed", params, { at: source?.placeOf(["metadata", field]), ingress }),
    ]);
  }
  const diagnostics: Diagnostic[] = [];
  const entries = Object.entries(value).flatMap(([key, entry]): [string, string][] => {
    const keyPath = ["metadata", field, key];
    const at = source?.placeOf(keyPath);
    // a null value is an empty text to the API server's decoder
    if (entry === null) return [[key, ""]];
    if (typeof entry === "object") {
      const params = { field: `metadata.${field}.${key}`, problem: "is no text" };
      diagnostics.push(diagnose("ingress-malformed", params, { at, ingress }));
      return [];
    }
    const isPlainBoolean =
      typeof entry === "string" && yaml11Booleans.test(entry) && source?.sourceOf(keyPath) === entry;
    if (typeof entry !== "string" || isPlainBoolean) {
      const written = source?.sourceOf(keyPath) ?? String(entry);
      diagnostics.push(diagnose("metadata-value-not-text", { field, key, value: written }, { at, ingress }));
    }
    return [[key, String(entry)]];
  });
  return outcome(Object.fromEntries(entries), diagnostics);
}
