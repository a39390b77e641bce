/** Label selectors of generators: matchLabels and matchExpressions, as Kubernetes reads them. */
import type { Json } from "../../model/kube.ts";
import { listOf, mappingOf, textOf, textsOf } from "../objects/fields.ts";

export function isEmptySelector(selector: Json | undefined): boolean {
  const spec = mappingOf(selector);
  return (
    Object.keys(mappingOf(spec?.matchLabels) ?? {}).length === 0 &&
    listOf(spec?.matchExpressions).length === 0
  );
}

export function matchesSelector(
  selector: Json | undefined,
  labels: Readonly<Record<string, string>>,
): boolean {
  const spec = mappingOf(selector);
  const byLabel = Object.entries(mappingOf(spec?.matchLabels) ?? {}).every(
    ([key, value]) => labels[key] === value,
  );
  return (
    byLabel && listOf(spec?.matchExpressions).every((expression) => matchesExpression(expression, labels))
  );
}

function matchesExpression(expression: Json, labels: Readonly<Record<string, string>>): boolean {
  const spec = mappingOf(expression);
  const key = textOf(spec?.key) ?? "";
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  const values = textsOf(spec?.values);
  switch (spec?.operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      return false;
  }
}
