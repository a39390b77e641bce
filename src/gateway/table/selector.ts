/** Label selectors of Kubernetes: matchLabels and matchExpressions, all of which have to hold. */
import { type Fields, fieldsOf, listOf, textOf, textsOf } from "./json.ts";

export function selectsLabels(selector: Fields, labels: Readonly<Record<string, unknown>>): boolean {
  const byLabel = Object.entries(fieldsOf(selector.matchLabels)).every(
    ([name, value]) => labels[name] === value,
  );
  return byLabel && listOf(selector.matchExpressions).every((one) => holds(fieldsOf(one), labels));
}

function holds(expression: Fields, labels: Readonly<Record<string, unknown>>): boolean {
  const value = textOf(labels[textOf(expression.key) ?? ""]);
  const values = textsOf(expression.values);
  switch (expression.operator) {
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
