/**
 * Annotations whose value is not known: it is filled in after the files were read. They hold their Ingress back wherever the value
 * could matter, access control above all; keys that mean the same with every value do not.
 */
import { type Diagnostic, diagnose } from "../diagnostics/diagnostic.ts";
import type { IngressKey } from "../model/brands.ts";
import type { Ingress } from "../model/ingress.ts";
import { deadKeys, otherKeys } from "../nginx/annotations/other-keys.ts";
import { annotationPrefix } from "../nginx/annotations/view.ts";

/** `unknown`: texts by annotation key. */
export function unknownValueFindings(
  ingress: Ingress,
  unknown: ReadonlyMap<string, string> | undefined,
): readonly Diagnostic[] {
  return [...(unknown ?? [])]
    .filter(([key]) => key.startsWith(annotationPrefix) && !isIndifferent(key.slice(annotationPrefix.length)))
    .map(([key, text]) => diagnose("annotation-value-unknown", { key, text }, { ingress: ingress.key }));
}

/** What a family thinks of a stand-in it took for the value says nothing. */
export function isAboutUnknownValue(
  found: Diagnostic,
  unknown: ((key: IngressKey) => ReadonlyMap<string, string>) | undefined,
): boolean {
  if (found.code !== "annotation-needs-decision" && found.code !== "annotation-value-ignored") return false;
  const { key } = found.params;
  if (found.ingress === undefined || unknown?.(found.ingress).has(key) !== true) return false;
  return !Object.hasOwn(otherKeys, key.slice(annotationPrefix.length));
}

/** True when nothing depends on the value. */
function isIndifferent(name: string): boolean {
  if (Object.hasOwn(deadKeys, name)) return true;
  const other = Object.hasOwn(otherKeys, name) ? otherKeys[name] : undefined;
  return other?.fate === "inert" || other?.fate === "approximate";
}
